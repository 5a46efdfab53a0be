"""Work for moderators: a merged pair, a suggested duplicate, a flagged answer, watched words, a spammer."""

from __future__ import annotations

from typing import Any

from example_project.accounts.models import User
from feedback_community.actions.answers import post_answer
from feedback_community.actions.duplicates import suggest_duplicate
from feedback_community.actions.flags import ensure_flag_reasons, flag_content
from feedback_community.actions.merging import merge_topics
from feedback_community.actions.topics import create_topic
from feedback_community.actions.votes import cast_vote
from feedback_community.enums import ForumVisibility, TopicType
from feedback_community.models import Forum, Topic

WATCHED = "casino\nказино\nquick money\nбыстрые деньги"
ADVERTISING = "Faster than fibre: my cousin sells boosters. Write to him, first ten get a discount!"
#: Posts everywhere; an account that nobody signs in with.
SPAMMER = "boosters@example.com"
OFFERS = (
    "Casino bonus for every reader, only today",
    "Quick money with your old router",
    "Boosters at half the price, write to me",
    "Quick money, no questions asked",
)


def prepare_moderation(site: Any) -> None:
    """Through the front door, as everybody would do it."""
    Forum.objects.filter(site=site).update(watched_words=WATCHED, hold_links=True, hold_flood=True)
    topic = _busiest(site)
    if topic is None:
        return
    duplicate = _ask(topic, "priya", "Same trouble as others have, again this week")
    cast_vote(duplicate, voter=_user("irina@example.com"))
    post_answer(duplicate, author=_user("irina@example.com"), body="Here too, since Monday evening.")
    merge_topics(duplicate, into=topic, by=_user("kaisa@veresk.example"))
    other = _ask(topic, "irina", f"Again: {topic.title}"[:150])
    suggest_duplicate(other, of=topic, by=_user("priya@example.com"))
    advertising = post_answer(topic, author=_user("irina@example.com"), body=ADVERTISING)
    if advertising.is_published:
        reason = next(iter(ensure_flag_reasons()))
        flag_content(advertising, by=_user("priya@example.com"), reason=reason, note="Sold here before.")
    spread_advertising(topic)


def spread_advertising(topic: Topic) -> None:
    """Topics and answers of one person: some wait because of their words, the others are public."""
    spammer, created = User.objects.get_or_create(
        email=SPAMMER, defaults={"first_name": "Vic", "last_name": "Booster"}
    )
    if not created:
        return
    for title in OFFERS:
        body = f"{title}. Have a look and tell your friends about it."
        create_topic(topic.forum, author=spammer, topic_type=TopicType.PROBLEM, title=title, body=body)
    for words in OFFERS:
        post_answer(topic, author=spammer, body=f"{words}! I did it as well and would do it again.")


def _busiest(site: Any) -> Topic | None:
    topics = Topic.objects.public().filter(
        forum__site=site,
        forum__visibility=ForumVisibility.PUBLIC,
        forum__moderation_policy="off",
        topic_type=TopicType.PROBLEM,
        closed_at=None,
    )
    return topics.select_related("forum__site").order_by("-answer_count", "pk").first()


def _ask(topic: Topic, name: str, title: str) -> Topic:
    body = "It began without any change on our side. Is there anything we can try?"
    author = _user(f"{name}@example.com")
    return create_topic(topic.forum, author=author, topic_type=TopicType.PROBLEM, title=title, body=body)


def _user(email: str) -> User:
    return User.objects.get(email=email)
