"""Who hides the name from members is named to staff of the forum, with the mark, and to no other staff."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from feedback_community.actions.flags import ensure_flag_reasons, flag_content
from feedback_community.enums import ModerationPolicy, Right
from feedback_community.models import CannedReply, Flag, Forum, ModerationItem, Topic
from tests.core.wagtail_admin.conftest import may_enter, signed_in
from tests.factories import grant, make_answer, make_topic, make_user

ADMIN = "/admin/community/"
MARKED = "Shy Author (name hidden)"


@pytest.fixture
def hidden(internet: Forum) -> Topic:
    """A topic and an answer by somebody who hides the name; the next post waits."""
    Forum.objects.filter(pk=internet.pk).update(allows_hidden_names=True)
    forum = Forum.objects.get(pk=internet.pk)
    topic = make_topic(forum, title="Not by me", author=make_user("Shy Author"), hide_name=True)
    make_answer(topic, author=make_user("Timid Answerer"), hide_name=True)
    return topic


def staff_of(forum: Forum, right: Right = Right.MODERATE) -> Any:
    return may_enter(grant(make_user("Sta Ff"), right, forum=forum))


@pytest.mark.parametrize("path", ["console/?queue=waiting", "console/?queue=new", "topics/?export=csv"])
def test_lists_and_export_name_them_with_the_mark(hidden: Topic, path: str) -> None:
    page = signed_in(staff_of(hidden.forum, Right.EMPLOYEE)).get(f"{ADMIN}{path}")
    assert MARKED in (page.getvalue() if page.streaming else page.content).decode()


def test_the_workbench_and_bulk_acts_name_them_with_the_mark(hidden: Topic) -> None:
    client = signed_in(staff_of(hidden.forum))
    bench = client.get(f"{ADMIN}topics/inspect/{hidden.pk}/").content.decode()
    assert MARKED in bench and "Timid Answerer (name hidden)" in bench
    bulk = reverse("wagtail_bulk_action", args=("feedback_community", "topic", "close"))
    assert MARKED in client.get(f"{bulk}?id={hidden.pk}").content.decode()


def test_queues_of_held_and_flagged_posts_name_them_with_the_mark(hidden: Topic) -> None:
    Forum.objects.filter(pk=hidden.forum_id).update(moderation_policy=ModerationPolicy.ALL)
    forum = Forum.objects.get(pk=hidden.forum_id)
    make_topic(forum, title="Waits", author=make_user("Shy Author"), hide_name=True)
    flag_content(hidden, by=make_user("Rita Reader"), reason=ensure_flag_reasons()[0])
    item, flag = ModerationItem.objects.get(), Flag.objects.get()
    client = signed_in(staff_of(forum))
    for path in ("moderation/", f"moderation/{item.pk}/", "flags/", f"flags/{flag.pk}/"):
        assert MARKED in client.get(f"{ADMIN}{path}").content.decode(), path


def test_staff_of_another_forum_read_no_name(hidden: Topic, tv: Forum) -> None:
    client = signed_in(staff_of(tv))
    topic = hidden.get_absolute_url()
    for path in (topic, "/community/", "/community/topics/", f"/community/f/{hidden.forum.slug}/"):
        page = client.get(path).content.decode()
        assert "Not by me" in page and "Name hidden" in page, path
        assert "Shy" not in page and "Timid" not in page, path
    for path in ("console/?queue=new", "topics/", "topics/?export=csv", "moderation/", "flags/"):
        page = client.get(f"{ADMIN}{path}")
        assert "Shy" not in (page.getvalue() if page.streaming else page.content).decode(), path
    assert client.get(f"{ADMIN}topics/inspect/{hidden.pk}/").status_code == 404


def test_a_canned_reply_does_not_tell_the_name(hidden: Topic) -> None:
    reply = CannedReply.objects.create(site=hidden.forum.site, title="Hello", body="Hello {name}, thank you.")
    client = signed_in(staff_of(hidden.forum, Right.ANSWER_OFFICIALLY))
    data = {"insert": "1", "answer-canned": reply.pk, "answer-body": "", "answer-notify": "on"}
    url = reverse("feedback_community_topics:act", args=(hidden.pk, "answer"))
    page = client.post(url, data).content.decode()
    assert "Hello, thank you." in page
    Topic.objects.filter(pk=hidden.pk).update(is_name_hidden=False)
    page = client.post(url, data).content.decode()
    assert "Hello Shy Author, thank you." in page
