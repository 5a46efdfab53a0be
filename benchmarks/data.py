"""A synthetic community of any size, the same on each run."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import connection
from wagtail.models import Site

from feedback_community.actions.statuses import ensure_statuses
from feedback_community.enums import AuthorRole, ModerationState, TopicType
from feedback_community.markup import RENDERER_VERSION, render_markup
from feedback_community.models import Answer, CommunityTag, Forum, Member, TaggedTopic, Topic, Vote

START = datetime(2024, 1, 1, tzinfo=UTC)
TEXT = (
    "The router restarts *every evening* when the whole family is online.\n\n"
    "- firmware is the newest\n- another cable did not help\n\n"
    "`ping` shows 4 % loss. Is there anything else I can try before somebody comes? "
) * 3
TYPES = (TopicType.QUESTION, TopicType.QUESTION, TopicType.PROBLEM, TopicType.IDEA)


def make_people(count: int) -> list[Member]:
    users = get_user_model().objects.bulk_create(
        get_user_model()(email=f"u{n}@bench.example", first_name="Person", last_name=str(n))
        for n in range(count)
    )
    return Member.objects.bulk_create(
        (Member(user=user, handle=f"person-{n}") for n, user in enumerate(users)), batch_size=2_000
    )


def make_topics(count: int, people: list[Member]) -> list[Topic]:
    site = Site.objects.get(is_default_site=True)
    statuses = ensure_statuses(site)
    forums = [Forum.objects.create(site=site, name=f"Area {n}", slug=f"area-{n}") for n in range(8)]
    tags = [CommunityTag.objects.create(name=f"tag {n}", slug=f"tag-{n}") for n in range(30)]
    rendered = render_markup(TEXT)
    choose = random.Random(7)  # noqa: S311
    topics = []
    for n in range(count):
        at = START + timedelta(minutes=n)
        topics.append(
            Topic(
                forum=choose.choice(forums),
                author=choose.choice(people),
                topic_type=choose.choice(TYPES),
                title=f"The router restarts in the evening, case {n}",
                slug=f"the-router-restarts-case-{n}",
                body=TEXT,
                body_html=rendered.html,
                body_text=rendered.text,
                excerpt=rendered.excerpt,
                renderer_version=RENDERER_VERSION,
                status=choose.choice(statuses),
                state=ModerationState.PUBLISHED,
                vote_count=choose.randrange(60),
                created_at=at,
                published_at=at,
                last_activity_at=at,
            )
        )
    topics = Topic.objects.bulk_create(topics, batch_size=2_000)
    TaggedTopic.objects.bulk_create(
        (TaggedTopic(content_object=t, tag=tag) for t in topics for tag in choose.sample(tags, 2)),
        batch_size=5_000,
    )
    return topics


def make_answers(topics: list[Topic], people: list[Member], counts: dict[int, int], each: int) -> None:
    """`counts` gives the number of answers for the topic at that place in the list; the rest get `each`."""
    rendered = render_markup(TEXT)
    choose = random.Random(8)  # noqa: S311

    def rows():  # noqa: ANN202
        for place, topic in enumerate(topics):
            for n in range(counts.get(place, each)):
                at = topic.created_at + timedelta(seconds=n)
                role = AuthorRole.REPRESENTATIVE if n == 0 else AuthorRole.MEMBER
                yield Answer(
                    topic=topic,
                    author=choose.choice(people),
                    author_role=role,
                    body=TEXT,
                    body_html=rendered.html,
                    body_text=rendered.text,
                    excerpt=rendered.excerpt,
                    renderer_version=RENDERER_VERSION,
                    state=ModerationState.PUBLISHED,
                    created_at=at,
                    published_at=at,
                    helpful_count=choose.randrange(9),
                )

    Answer.objects.bulk_create(rows(), batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE feedback_community_topic t SET answer_count = n, official_answer_id = first, "
            "solution_id = CASE WHEN t.id %% 3 = 0 THEN first END "
            "FROM (SELECT topic_id, count(*) n, min(id) first "
            "FROM feedback_community_answer GROUP BY topic_id) a WHERE a.topic_id = t.id",
            [],
        )


def make_votes(topics: list[Topic], people: list[Member], count: int) -> None:
    choose = random.Random(9)  # noqa: S311
    pairs = {(choose.randrange(len(topics)), choose.randrange(len(people))) for _ in range(count)}
    Vote.objects.bulk_create(
        (Vote(topic=topics[t], voter=people[p]) for t, p in sorted(pairs)), batch_size=5_000
    )


def multiply_topics(times: int) -> None:
    """Copy every topic `times` times inside the database, answers left out: growth for the lists."""
    skip = {
        "id",
        "uid",
        "official_answer_id",
        "solution_id",
        "created_at",
        "published_at",
        "last_activity_at",
    }
    columns = [f.column for f in Topic._meta.concrete_fields if f.column not in skip]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO feedback_community_topic ({names}, uid, created_at, published_at, "
            "last_activity_at) "
            f"SELECT {', '.join('t.' + c for c in columns)}, md5(t.id::text || '-' || g::text), "
            "t.created_at - g * interval '14 days', t.published_at - g * interval '14 days', "
            "t.last_activity_at - g * interval '14 days' "
            "FROM feedback_community_topic t, generate_series(1, %s) g",
            [times],
        )
        cursor.execute("ANALYZE")


def fill(*, people: int, topics: int, answers_each: int, votes: int) -> dict[str, int]:
    """Returns the primary keys of the topics that the measurement opens."""
    members = make_people(people)
    rows = make_topics(topics, members)
    counts = {10: 20, 11: 200, 12: 10_000}
    make_answers(rows, members, counts, answers_each)
    make_votes(rows, members, votes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"20": rows[10].pk, "200": rows[11].pk, "10000": rows[12].pk}
