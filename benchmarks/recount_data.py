"""Fills an SQLite database with a large community that no recount has seen, by a few statements."""

from __future__ import annotations

import sys

import django

django.setup()

from django.db import connection, models  # noqa: E402

from benchmarks import data  # noqa: E402
from feedback_community.enums import AuthorRole, ModerationState, StatusKind  # noqa: E402
from feedback_community.models import Answer, Member, Status, Topic, Vote  # noqa: E402

MOMENT = "strftime('%Y-%m-%d %H:%M:%S', '2025-01-01', '+' || (n * 7) || ' minutes')"
TIMES = {"created_at": MOMENT, "published_at": MOMENT}


def copy(model: type[models.Model], number: int, **columns: str) -> None:
    """So many rows like the first one; `columns` are expressions of the number n."""
    names = [field.column for field in model._meta.local_concrete_fields if not field.primary_key]
    values = [columns.get(name, f"t.{name}") for name in names]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) "
            "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < "
            f"{number}) SELECT {', '.join(values)} FROM (SELECT * FROM {table} ORDER BY id LIMIT 1) t, g"
        )


def main(people: int, topics: int, votes: int) -> None:
    first = data.make_people(1)[0]
    topic = data.make_topics(1, [first])[0]
    Topic.objects.update(
        topic_type="idea", status=Status.objects.get(kind=StatusKind.OPEN), author_role=AuthorRole.MEMBER
    )
    Answer.objects.create(
        topic=topic,
        author=first,
        author_role=AuthorRole.MEMBER,
        body="Hold the button.",
        state=ModerationState.PUBLISHED,
        published_at=topic.published_at,
    )
    Vote.objects.create(topic=topic, voter=first)
    key = "lower(hex(randomblob(16)))"
    person = f"{first.pk} + (n * 7919) % {people}"
    copy(Member, people, uid=key, user_id="NULL", handle="'person-of-' || n", stub_name="'Person ' || n")
    copy(Topic, topics, uid=key, author_id=person, slug="'topic-' || n", **TIMES)
    copy(Answer, topics, uid=key, author_id=f"{first.pk} + (n * 104729) % {people}", topic_id="n", **TIMES)
    # Each person votes once for a thing; topics and answers in turn.
    target = f"1 + ((n % {people}) * 37 + (n / {people}) * 503) % {topics}"
    copy(
        Vote,
        votes,
        uid=key,
        voter_id=f"{first.pk} + n % {people}",
        topic_id=f"CASE WHEN (n / {people}) % 2 = 0 THEN {target} END",
        answer_id=f"CASE WHEN (n / {people}) % 2 = 1 THEN {target} END",
        created_at="strftime('%Y-%m-%d %H:%M:%S', '2025-01-01', '+' || (n % 500000) || ' minutes')",
    )
    numbers = {
        model.__name__.lower(): model._default_manager.count() for model in (Member, Topic, Answer, Vote)
    }
    print(", ".join(f"{number:,} {name}s" for name, number in numbers.items()))


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
