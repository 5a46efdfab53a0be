from __future__ import annotations

import pytest
from reversion.models import Version

from feedback_community import limits
from feedback_community.actions.managing import close_topic, move_topic
from feedback_community.actions.topics import create_topic, edit_topic, remove_topic, restore_topic
from feedback_community.enums import (
    AuthorRole,
    EventKind,
    ModerationPolicy,
    ModerationState,
    StatusKind,
    SubscriptionLevel,
    TopicType,
)
from feedback_community.exceptions import ContentRejected, InvalidChange, NotAllowed
from feedback_community.models import CommunityTag, Topic
from tests.factories import make_forum, make_group_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


def test_a_new_topic_is_public_counted_followed_and_kept_as_a_first_state():
    forum = make_forum()
    topic = make_topic(forum, title="  How   do I restart? ", body="It **blinks**.")
    forum.refresh_from_db()
    assert (topic.title, topic.status.kind, topic.state) == (
        "How do I restart?",
        StatusKind.OPEN,
        ModerationState.PUBLISHED,
    )
    assert "<strong>blinks</strong>" in topic.body_html
    assert forum.topic_count == 1
    assert topic.author_role == AuthorRole.MEMBER
    assert topic.subscriptions.get().level == SubscriptionLevel.ALL
    assert topic.events.get().kind == EventKind.PUBLISHED
    assert Version.objects.get_for_object(topic).count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "Hm"}, "title"),
        ({"title": "x" * (limits.TITLE_LENGTH + 1)}, "title"),
        ({"body": "   "}, "body"),
        ({"body": "x" * (limits.BODY_LENGTH + 1)}, "body"),
        ({"tags": ["no-such-tag"]}, "tags"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_field_and_leaves_nothing(fields, field):
    forum = make_forum()
    with pytest.raises(ContentRejected) as refusal:
        make_topic(forum, **fields)
    assert refusal.value.field == field
    assert not Topic.objects.exists()


def test_an_update_comes_from_the_company_only():
    forum = make_forum()
    with pytest.raises(NotAllowed):
        make_topic(forum, topic_type=TopicType.UPDATE)
    update = make_topic(forum, topic_type=TopicType.UPDATE, author=make_representative(forum))
    assert update.author_role == AuthorRole.REPRESENTATIVE


def test_a_forum_takes_its_own_types_only():
    with pytest.raises(NotAllowed):
        make_topic(make_forum(topic_types=[TopicType.IDEA]), topic_type=TopicType.PROBLEM)


def test_nobody_writes_into_a_forum_that_is_not_there_for_them():
    forum = make_group_forum(make_user("Member Of It"))
    with pytest.raises(NotAllowed):
        make_topic(forum, author=make_user("Outsider Eve"))


def test_a_held_topic_is_in_the_queue_and_counted_nowhere():
    forum = make_forum(moderation_policy=ModerationPolicy.ALL)
    topic = make_topic(forum)
    forum.refresh_from_db()
    assert topic.state == ModerationState.HELD
    assert topic.moderation_items.get().decision == ""
    assert forum.topic_count == 0


def test_a_private_topic_counts_in_no_public_number():
    forum = make_forum()
    make_topic(forum, is_private=True)
    forum.refresh_from_db()
    assert forum.topic_count == 0


def test_an_edit_keeps_the_earlier_text_and_says_when():
    topic = make_topic(title="The first title", body="First.")
    author = topic.author.user
    assert edit_topic(topic, by=author, title="The second title", body="Second.", comment="Clearer")
    topic.refresh_from_db()
    assert (topic.title, topic.body, topic.body_text) == ("The second title", "Second.", "Second.")
    assert topic.edited_at is not None
    assert topic.slug == "the-second-title"
    assert topic.events.get(kind=EventKind.EDITED).text == "Clearer"
    texts = [version.field_dict["body"] for version in Version.objects.get_for_object(topic)]
    assert texts == ["Second.", "First."]


def test_an_edit_that_changes_nothing_is_none():
    topic = make_topic(title="The first title", body="First.")
    assert not edit_topic(topic, by=topic.author.user, title="The first title", body="First.")
    topic.refresh_from_db()
    assert topic.edited_at is None


def test_others_cannot_edit_and_authors_not_once_it_is_closed():
    forum = make_forum()
    topic = make_topic(forum)
    with pytest.raises(NotAllowed):
        edit_topic(topic, by=make_user(), title="Something else", body="Mine now.")
    close_topic(topic, by=make_representative(forum))
    topic.refresh_from_db()
    with pytest.raises(NotAllowed):
        edit_topic(topic, by=topic.author.user, title="Something else", body="Too late.")


def test_an_edit_of_somebody_who_holds_an_old_copy_does_not_undo_a_move():
    """The page was opened before a moderator moved the topic."""
    forum, other = make_forum("Internet"), make_forum("TV")
    staff = make_representative()
    stale = make_topic(forum)
    move_topic(Topic.objects.get(pk=stale.pk), by=staff, to=other)
    edit_topic(stale, by=stale.author.user, title=stale.title, body="A new text.")
    stale.refresh_from_db()
    assert stale.forum == other
    assert stale.body == "A new text."


def test_an_edit_by_the_author_leaves_the_tags_that_staff_gave():
    CommunityTag.objects.create(name="Router", slug="router")
    CommunityTag.objects.create(name="Known bug", slug="known-bug", is_staff_only=True)
    forum = make_forum()
    topic = make_topic(forum, tags=["Router"])
    edit_topic(
        topic,
        by=make_representative(forum),
        title=topic.title,
        body=topic.body,
        tags=["Router", "Known bug"],
    )
    edit_topic(topic, by=topic.author.user, title=topic.title, body="Another text.", tags=[])
    assert set(topic.tags.names()) == {"Known bug"}


def test_a_change_of_tags_is_in_the_history():
    CommunityTag.objects.create(name="Router", slug="router")
    topic = make_topic()
    assert edit_topic(topic, by=topic.author.user, title=topic.title, body=topic.body, tags=["router"])
    assert topic.events.filter(kind=EventKind.TAGS_CHANGED).count() == 1
    topic.refresh_from_db()
    assert topic.edited_at is None


def test_removing_needs_a_reason_and_a_right():
    forum = make_forum()
    topic = make_topic(forum)
    with pytest.raises(NotAllowed):
        remove_topic(topic, by=topic.author.user, reason="I changed my mind.")
    with pytest.raises(InvalidChange):
        remove_topic(topic, by=make_representative(forum), reason="  ")


def test_removing_and_restoring_leaves_everything_as_it_was():
    forum = make_forum()
    staff = make_representative(forum)
    topic = make_topic(forum)
    published = topic.published_at
    assert remove_topic(topic, by=staff, reason="Personal data.")
    assert not remove_topic(topic, by=staff, reason="Again.")
    forum.refresh_from_db()
    assert forum.topic_count == 0
    assert restore_topic(topic, by=staff)
    assert not restore_topic(topic, by=staff)
    forum.refresh_from_db()
    topic.refresh_from_db()
    assert forum.topic_count == 1
    assert (topic.state, topic.published_at) == (ModerationState.PUBLISHED, published)
    kinds = list(topic.events.values_list("kind", flat=True))
    assert kinds == [EventKind.PUBLISHED, EventKind.REMOVED, EventKind.RESTORED]


def test_a_held_topic_that_is_removed_leaves_the_queue_and_comes_back_into_it():
    """Restoring must not be a way around the decision."""
    forum = make_forum(moderation_policy=ModerationPolicy.ALL)
    staff = make_representative(forum)
    topic = make_topic(forum)
    remove_topic(topic, by=staff, reason="Personal data.")
    assert not topic.moderation_items.pending().exists()
    restore_topic(topic, by=staff)
    topic.refresh_from_db()
    assert topic.state == ModerationState.HELD
    assert topic.moderation_items.pending().count() == 1


def test_a_title_of_one_word_is_never_the_address_of_an_act():
    topic = create_topic(
        make_forum(), author=make_user(), topic_type=TopicType.QUESTION, title="Status", body="What is it?"
    )
    assert not topic.get_absolute_url().endswith("/status/")
