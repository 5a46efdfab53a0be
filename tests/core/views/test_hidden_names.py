"""A member hides the name: no page, feed, mail or number tells others who wrote it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django_comments_xtd.models import XtdComment

from feedback_community.actions.answers import edit_answer
from feedback_community.actions.hiding import change_name
from feedback_community.actions.merging import merge_topics
from feedback_community.actions.solutions import mark_solution
from feedback_community.actions.subscriptions import subscribe
from feedback_community.actions.topics import create_topic, edit_topic
from feedback_community.exceptions import ContentRejected, NotAllowed
from feedback_community.models import Answer, Topic
from feedback_community.outbox import worker
from tests.core.permissions.test_surfaces import address, our_routes
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db

NAME = "Zelda Quorvix"


@pytest.fixture
def forum() -> Any:
    return make_forum(allows_hidden_names=True)


@pytest.fixture
def author() -> Any:
    return make_user(NAME)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def traces(text: str, author: Any) -> list[str]:
    """What of the person stands in a page: the name, its initials, the handle, an address by key."""
    handle = author.feedback_community_member.handle
    return [found for found in (NAME, NAME.split()[0], handle, author.email) if found.lower() in text.lower()]


def world(forum: Any, author: Any) -> tuple[Topic, Answer]:
    """Two posts with a hidden name, with everything done to them that a page could tell about."""
    topic = make_topic(forum, author=author, hide_name=True, title="A delicate matter indeed")
    answer = make_answer(topic, author=author, hide_name=True, body="It is me again.")
    reply = make_answer(topic, parent=answer, author=make_user("Rita Reply"))
    edit_topic(topic, by=author, title=topic.title, body="Edited text.", comment="typo")
    edit_answer(answer, by=author, body="Edited answer.")
    mark_solution(reply, by=author)
    duplicate = make_topic(forum, author=author, hide_name=True, title="The same matter once more")
    staff = make_representative(forum)
    topic.refresh_from_db()
    merge_topics(duplicate, into=topic, by=staff)
    return Topic.objects.get(pk=topic.pk), answer


def test_no_address_tells_other_people_who_it_was(forum: Any, author: Any) -> None:
    topic, answer = world(forum, author)
    for user in (AnonymousUser(), make_user("Carl Customer")):
        client = signed_in(user) if user.is_authenticated else Client()
        for route in our_routes():
            for query in ("", "?q=matter&sort=newest"):
                response = client.get(address(route, topic, answer.pk) + query)
                body = b"".join(response) if response.streaming else response.content
                assert traces(body.decode(), author) == [], (route, query)
        page = client.get(topic.get_absolute_url()).content.decode()
        assert page.count("Name hidden") >= 4
        assert client.get(author.feedback_community_member.get_absolute_url()).status_code == 404


def test_two_hidden_people_look_the_same(forum: Any, author: Any) -> None:
    """Nothing on the page separates one hidden author from another: no picture, class, id or address."""
    topic = make_topic(forum)
    first = make_answer(topic, author=author, hide_name=True, body="Same words.")
    second = make_answer(topic, author=author, hide_name=True, body="Same words too.")
    third = make_answer(topic, author=make_user("Otto Other"), hide_name=True, body="Same words as well.")
    page = Client().get(topic.get_absolute_url()).content.decode()
    heads = []
    for answer in (first, second, third):
        found = re.search(
            rf'<header class="community-by">(?:(?!</header>).)*?answer-{answer.pk}-by.*?</header>', page, re.S
        )
        heads.append(re.sub(rf"<time.*?</time>|\b{answer.pk}\b", "", found[0]))  # type: ignore[index]
    assert heads[0] == heads[1] == heads[2]


def test_staff_of_the_forum_see_who_it_is(forum: Any, author: Any) -> None:
    topic, _answer = world(forum, author)
    page = signed_in(make_representative(forum)).get(topic.get_absolute_url()).content.decode()
    assert f"{NAME} (name hidden)" in page
    elsewhere = make_representative(make_forum("Elsewhere"))
    assert NAME not in signed_in(elsewhere).get(topic.get_absolute_url()).content.decode()


def test_the_author_still_has_the_post(forum: Any, author: Any) -> None:
    topic, _answer = world(forum, author)
    page = signed_in(author).get(author.feedback_community_member.get_absolute_url()).content.decode()
    assert topic.title in page
    assert "name/show" in signed_in(author).get(topic.get_absolute_url()).content.decode()


def test_mails_and_the_bell_do_not_tell(forum: Any, author: Any, mailoutbox: Any, settings: Any) -> None:
    settings.FEEDBACK_COMMUNITY = {**settings.FEEDBACK_COMMUNITY, "MAIL_DELAY": 0, "MAIL_BATCH_WINDOW": 0}
    follower = make_user("Fred Follower")
    subscribe(forum, by=follower)
    topic = make_topic(forum, author=author, hide_name=True)
    subscribe(topic, by=follower)
    answer = make_answer(topic, author=author, hide_name=True)
    handle = follower.feedback_community_member.handle
    make_answer(topic, author=author, hide_name=True, body=f"@{handle} look.")
    mark_solution(make_answer(topic, author=make_user("Rita Reply")), by=author)
    worker.run_once(frozenset({"notifications", "mail"}))
    mails = [mail for mail in mailoutbox if mail.to == [follower.email]]
    assert len(mails) >= 1
    for mail in mails:
        assert traces(str(mail.message()), author) == []
    bell = signed_in(follower).get("/community/notifications/").content.decode()
    assert traces(bell, author) == []
    assert "Name hidden" in bell
    assert answer.is_name_hidden


def test_the_comment_behind_an_answer_is_nobody_s(forum: Any, author: Any) -> None:
    answer = make_answer(make_topic(forum), author=author, hide_name=True)
    assert XtdComment.objects.get(pk=answer.comment_id).user is None
    change_name(answer, by=author, hidden=False)
    assert XtdComment.objects.get(pk=answer.comment_id).user == author
    change_name(answer, by=author, hidden=True)
    assert XtdComment.objects.get(pk=answer.comment_id).user is None


def test_the_author_changes_it_later_and_twice_is_once(forum: Any, author: Any) -> None:
    topic = make_topic(forum, author=author)
    client = signed_in(author)
    for act, hidden in (("hide", True), ("hide", True), ("show", False), ("show", False)):
        assert client.post(f"/community/t/{topic.pk}/name/{act}/").status_code == 302
        topic.refresh_from_db()
        assert topic.is_name_hidden is hidden


def test_only_where_the_forum_lets_and_only_the_author(forum: Any, author: Any) -> None:
    staff = make_representative(forum)
    topic = make_topic(forum, author=author)
    for other in (make_user(), staff):
        with pytest.raises(NotAllowed):
            change_name(topic, by=other, hidden=True)
    with pytest.raises(ContentRejected):
        make_topic(make_forum(), author=make_user(), hide_name=True)
    with pytest.raises(ContentRejected):
        make_topic(forum, author=staff, hide_name=True)
    change_name(topic, by=author, hidden=True)
    type(forum).objects.update(allows_hidden_names=False)
    topic = Topic.objects.get(pk=topic.pk)
    assert change_name(topic, by=author, hidden=False)
    topic.refresh_from_db()
    with pytest.raises(NotAllowed):
        change_name(topic, by=author, hidden=True)


def test_the_forms_ask_where_it_is_allowed(forum: Any, author: Any) -> None:
    client, open_forum = signed_in(author), make_forum()
    topic, named = make_topic(forum), make_topic(open_forum)
    assert "hide_name" in client.get(topic.get_absolute_url()).content.decode()
    assert "hide_name" not in client.get(named.get_absolute_url()).content.decode()
    client.post(f"/community/t/{topic.pk}/answer/", {"body": "Not me.", "hide_name": "on"})
    assert Answer.objects.get().is_name_hidden
    refused = client.post(f"/community/t/{named.pk}/answer/", {"body": "Not me.", "hide_name": "on"})
    assert "Names are shown" in refused.content.decode()
    asked = {"forum": forum.slug, "topic_type": "question", "title": "Who asks this?", "body": "Nobody."}
    client.post("/community/ask/", {**asked, "hide_name": "on", "suggested": "1"})
    assert Topic.objects.get(title="Who asks this?").is_name_hidden


@pytest.mark.skipif(not apps.is_installed("feedback_community.reputation"), reason="without reputation")
def test_hidden_posts_earn_no_points(
    forum: Any, author: Any, django_capture_on_commit_callbacks: Any
) -> None:
    entries = apps.get_model("feedback_community_reputation", "LedgerEntry").objects
    with django_capture_on_commit_callbacks(execute=True):
        topic = create_topic(
            forum, author=author, topic_type="idea", title="An idea of nobody", body="x", hide_name=True
        )
    worker.run_once()
    member = author.feedback_community_member
    assert sum(entries.filter(member=member).values_list("points", flat=True)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        change_name(topic, by=author, hidden=False)
    worker.run_once()
    assert sum(entries.filter(member=member).values_list("points", flat=True)) > 0
