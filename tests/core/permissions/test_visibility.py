"""One rule for visibility: every kind of visitor against every kind of topic."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from wagtail.models import Page, Site

from feedback_community.actions.topics import remove_topic
from feedback_community.enums import ForumVisibility, ModerationPolicy, Right, TopicType
from feedback_community.models import Forum
from feedback_community.permissions.access import get_answer_or_404, get_topic_or_404
from feedback_community.permissions.policy import get_policy
from tests.factories import (
    default_site,
    grant,
    make_answer,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db

VISITORS = ("anonymous", "author", "customer", "moderator", "stranger_moderator", "employee", "superuser")


def opens(user, topic, site=None) -> bool:
    try:
        get_topic_or_404(topic.pk, user=user, site=site or default_site())
    except Http404:
        return False
    return True


def listed(user, topic, site=None) -> bool:
    return get_policy().listed_topics(user, site or default_site()).filter(pk=topic.pk).exists()


def cast_of(forum: Forum) -> dict:
    """One person of each kind, for this forum."""
    return {
        "anonymous": AnonymousUser(),
        "author": make_user("Ann Author"),
        "customer": make_user("Carl Customer"),
        "moderator": grant(make_user("Max Moderator"), Right.MODERATE, forum=forum),
        "stranger_moderator": make_representative(make_forum("Elsewhere")),
        "employee": grant(make_user("Emma Employee"), Right.EMPLOYEE, forum=forum),
        "superuser": make_user("Root Admin", is_superuser=True, is_staff=True),
    }


def fresh(user):
    """As in the next request: nothing remembered."""
    return type(user).objects.get(pk=user.pk) if user.pk else AnonymousUser()


def table(build, **forum_fields) -> dict[str, tuple[bool, bool]]:
    """(listed, opens) for each visitor of the topic that `build(forum, people)` makes."""
    forum = make_forum(**forum_fields)
    people = cast_of(forum)
    topic = build(forum, people)
    return {name: (listed(fresh(user), topic), opens(fresh(user), topic)) for name, user in people.items()}


def seen_by(*names: str, only_open: tuple[str, ...] = ()) -> dict[str, tuple[bool, bool]]:
    return {name: (name in names, name in names or name in only_open) for name in VISITORS}


def test_a_public_topic_is_seen_by_everyone():
    assert table(lambda forum, people: make_topic(forum, author=people["author"])) == seen_by(*VISITORS)


def test_a_private_topic_is_seen_by_its_author_and_the_company():
    found = table(lambda forum, people: make_topic(forum, author=people["author"], is_private=True))
    assert found == seen_by("author", "moderator", "employee", "superuser")


def test_a_held_topic_is_opened_by_its_author_and_moderators_and_listed_for_nobody():
    found = table(
        lambda forum, people: make_topic(forum, author=people["author"]),
        moderation_policy=ModerationPolicy.ALL,
    )
    assert found == seen_by(only_open=("author", "moderator", "superuser"))


def test_a_removed_topic_is_a_stub_for_everyone_who_saw_it():
    def build(forum, people):
        topic = make_topic(forum, author=people["author"])
        remove_topic(topic, by=people["moderator"], reason="Off topic.")
        return topic

    assert table(build) == seen_by(only_open=VISITORS)


def test_a_removed_private_topic_stays_private():
    def build(forum, people):
        topic = make_topic(forum, author=people["author"], is_private=True)
        remove_topic(topic, by=people["moderator"], reason="Off topic.")
        return topic

    assert table(build) == seen_by(only_open=("author", "moderator", "employee", "superuser"))


def test_a_forum_for_the_signed_in_is_closed_to_anonymous_visitors():
    found = table(
        lambda forum, people: make_topic(forum, author=people["author"]),
        visibility=ForumVisibility.SIGNED_IN,
    )
    assert found == seen_by(*(name for name in VISITORS if name != "anonymous"))


def test_a_group_forum_is_seen_by_its_group_and_its_staff_only():
    insider = make_user("Ivy Insider")
    forum = make_group_forum(insider)
    topic = make_topic(forum, author=fresh(insider))
    others = cast_of(forum)
    assert opens(fresh(insider), topic)
    seen = {name for name, user in others.items() if opens(fresh(user), topic)}
    assert seen == {"moderator", "employee", "superuser"}


def test_who_leaves_the_group_loses_even_own_topics_with_the_next_request():
    insider = make_user("Ivy Insider")
    forum = make_group_forum(insider)
    topic = make_topic(forum, author=fresh(insider))
    insider.groups.clear()
    assert not opens(fresh(insider), topic)
    assert not listed(fresh(insider), topic)


def only_ivy(user) -> bool:
    """A host's predicate, named by dotted path."""
    return getattr(user, "first_name", "") == "Ivy"


def test_a_predicate_of_the_host_decides():
    forum = make_forum(
        visibility=ForumVisibility.PREDICATE, predicate="tests.core.permissions.test_visibility.only_ivy"
    )
    ivy = make_user("Ivy Insider")
    topic = make_topic(forum, author=ivy)
    assert opens(fresh(ivy), topic)
    assert not opens(make_user("Carl Customer"), topic)
    assert not opens(AnonymousUser(), topic)


def test_a_topic_of_one_site_never_opens_on_another():
    topic = make_topic()
    root = Page.objects.get(depth=1)
    other = Site.objects.create(hostname="other.example", root_page=root)
    root_user = make_user("Root Admin", is_superuser=True)
    assert opens(root_user, topic)
    assert not opens(fresh(root_user), topic, site=other)


def test_an_answer_is_never_more_visible_than_its_topic():
    forum = make_forum()
    author = make_user()
    topic = make_topic(forum, author=author, is_private=True)
    answer = make_answer(topic, author=author)
    assert get_answer_or_404(answer.pk, user=author, site=default_site()) == answer
    for stranger in (AnonymousUser(), make_user()):
        with pytest.raises(Http404):
            get_answer_or_404(answer.pk, user=stranger, site=default_site())


def test_a_right_of_one_forum_is_none_in_another():
    forum, other = make_forum(), make_forum("TV")
    moderator = grant(make_user(), Right.MODERATE, forum=forum)
    policy = get_policy()
    assert policy.can_moderate(moderator, forum)
    assert not policy.can_moderate(moderator, other)


def test_a_right_without_a_forum_counts_in_all():
    moderator = grant(make_user(), Right.MODERATE)
    assert get_policy().can_moderate(fresh(moderator), make_forum())


def test_an_inactive_person_writes_nowhere():
    forum = make_forum()
    user = make_user(is_active=False)
    assert not get_policy().can_create_topic(user, forum, TopicType.QUESTION)
