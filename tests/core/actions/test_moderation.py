from __future__ import annotations

import pytest

from feedback_community.actions.moderation import approve_content, reject_content
from feedback_community.enums import EventKind, ModerationPolicy, ModerationState
from feedback_community.exceptions import InvalidChange, NotAllowed
from feedback_community.models import OutboxMessage
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum():
    return make_forum(moderation_policy=ModerationPolicy.ALL)


def test_approving_is_the_same_door_to_becoming_public(forum):
    topic = make_topic(forum)
    item = topic.moderation_items.get()
    staff = make_representative(forum)
    assert approve_content(item, moderator=staff)
    assert not approve_content(item, moderator=staff)
    topic.refresh_from_db()
    forum.refresh_from_db()
    assert (topic.state, forum.topic_count) == (ModerationState.PUBLISHED, 1)
    assert topic.published_at is not None
    item.refresh_from_db()
    assert (item.decision, item.decided_by.user) == (ModerationState.PUBLISHED, staff)


def test_an_answer_is_approved_too(forum):
    topic = make_topic(forum, author=make_representative(forum))
    answer = make_answer(topic)
    approve_content(answer.moderation_items.get(), moderator=make_representative(forum))
    topic.refresh_from_db()
    answer.refresh_from_db()
    assert (answer.is_published, topic.answer_count) == (True, 1)


def test_rejecting_tells_the_author_why_and_keeps_the_text(forum):
    topic = make_topic(forum, body="My text.")
    item = topic.moderation_items.get()
    staff = make_representative(forum)
    with pytest.raises(InvalidChange):
        reject_content(item, moderator=staff, reason=" ")
    assert reject_content(item, moderator=staff, reason="Not about us.")
    assert not reject_content(item, moderator=staff, reason="Again.")
    topic.refresh_from_db()
    item.refresh_from_db()
    assert (topic.state, topic.body, item.note) == (ModerationState.REJECTED, "My text.", "Not about us.")
    assert not topic.events.get(kind=EventKind.REJECTED).is_public


def test_only_moderators_of_the_forum_decide(forum):
    item = make_topic(forum).moderation_items.get()
    for user in (make_user(), make_representative(make_forum("TV"))):
        with pytest.raises(NotAllowed):
            approve_content(item, moderator=user)


def test_the_first_posts_are_held_and_later_ones_not():
    forum = make_forum(moderation_policy=ModerationPolicy.FIRST_POSTS, first_posts=1)
    author = make_user()
    first = make_topic(forum, author=author)
    assert first.state == ModerationState.HELD
    approve_content(first.moderation_items.get(), moderator=make_representative(forum))
    assert make_topic(forum, author=author).state == ModerationState.PUBLISHED


def test_who_is_mentioned_in_a_held_post_hears_of_it_when_it_is_public(forum):
    """Told at once, delivery would find that they may not read it, and nobody would tell them later."""
    friend = make_topic(make_forum("TV")).author
    topic = make_topic(forum, body=f"Like @{friend.handle} said.")
    mentioned = OutboxMessage.objects.filter(event="mentioned")
    assert not mentioned.exists()
    approve_content(topic.moderation_items.get(), moderator=make_representative(forum))
    assert mentioned.get().payload["members"] == [friend.pk]
