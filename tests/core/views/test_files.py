"""Attaching by a plain form and by the script, and who may read a file."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from feedback_community import limits
from feedback_community.actions.answers import remove_answer
from feedback_community.actions.attachments import upload_file
from feedback_community.actions.members import ensure_member
from feedback_community.actions.merging import merge_topics
from feedback_community.actions.topics import remove_topic
from feedback_community.enums import ForumVisibility, ModerationPolicy, Right, TrustLevel
from feedback_community.models import Answer, Attachment, Forum, Member, Topic
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
from tests.files import CANARY, photograph, picture, sent

pytestmark = pytest.mark.django_db
ASK, UPLOAD = (reverse(f"feedback_community:{name}") for name in ("ask", "file_upload"))


def known(name: str = "Ann Asker") -> Any:
    user = make_user(name)
    Member.objects.filter(pk=ensure_member(user).pk).update(trust=TrustLevel.KNOWN)
    return type(user).objects.get(pk=user.pk)


def client_for(user: Any) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def upload(by: Any, content: bytes | None = None, name: str = "screen.png", **fields: Any) -> Attachment:
    file = io.BytesIO(picture() if content is None else content)
    return upload_file(file, name=name, by=by, site=default_site(), **fields)


def body(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def reads(user: Any, row: Attachment) -> bool:
    """Both sizes answer alike, and as an address that never was where the person may not read."""
    answers = [client_for(user).get(url) for url in (row.get_absolute_url(), row.small_url)]
    codes = {answer.status_code for answer in answers}
    assert codes in ({200}, {404}), codes
    if codes == {404}:
        missing = client_for(user).get(reverse("feedback_community:file", args=["no-such-file"]))
        assert missing.status_code == 404
        assert (
            BeautifulSoup(missing.content, "html.parser").h1
            == BeautifulSoup(answers[0].content, "html.parser").h1
        )
        assert not answers[0].has_header("ETag")
    return codes == {200}


def ask(client: Client, forum: Forum, **fields: Any) -> Any:
    data = {
        "topic_type": "question",
        "forum": forum.slug,
        "title": "The red light stays on",
        "body": "What can I do?",
        "suggested": "1",
    }
    return client.post(ASK, {**data, **fields})


def test_a_file_is_posted_with_a_topic_by_a_plain_form():
    forum, client = make_forum(), client_for(known())
    ask(client, forum, files=[sent("light.png")], file_alt="A red light")
    row = Attachment.objects.get()
    topic = Topic.objects.get()
    assert row.topic == topic
    page = client.get(topic.get_absolute_url()).content.decode()
    assert f'src="{row.small_url}" alt="A red light"' in page


def test_what_was_sent_survives_a_refusal_a_preview_and_a_second_look():
    forum, client = make_forum(), client_for(known())
    page = ask(client, forum, title="x", files=[sent("light.png")])
    row = Attachment.objects.get()
    assert row.uid in page.content.decode()
    again = ask(client, forum, file=row.uid, step="preview", **{f"alt_{row.uid}": "A red light"})
    assert b'alt="A red light"' in again.content
    page = ask(client, forum, file=row.uid, step="attach", files=[sent("second.png")])
    assert b"This field is required" not in page.content
    second = Attachment.objects.exclude(pk=row.pk).get()
    ask(client, forum, file=[row.uid, second.uid], file_drop=second.uid, **{f"alt_{row.uid}": "A red light"})
    topic = Topic.objects.get()
    assert [(each.name, each.alt) for each in topic.attachments.all()] == [("light.png", "A red light")]


def test_files_come_through_the_page_of_suggestions():
    forum, user = make_forum(), known()
    make_topic(forum, title="The red light stays on all night")
    client = client_for(user)
    page = ask(client, forum, suggested="", files=[sent()])
    assert not Topic.objects.filter(author__user=user).exists()
    fields = BeautifulSoup(page.content, "html.parser").select("form input[name=file]")
    assert [field["value"] for field in fields] == [Attachment.objects.get().uid]


def test_a_refused_file_says_why_and_nothing_is_lost():
    forum, client = make_forum(), client_for(known())
    page = ask(client, forum, files=[sent("good.png"), sent("page.html", b"<script>alert(1)</script>")])
    text = page.content.decode()
    assert "page.html: Files of this kind cannot be attached" in text
    assert "What can I do?" in text
    assert "good.png" in text
    assert not Topic.objects.exists()


def test_answering_and_editing_with_files():
    forum, user = make_forum(), known()
    topic, client = make_topic(forum), client_for(user)
    client.post(
        reverse("feedback_community:topic_answer", args=[topic.pk]), {"body": "So:", "files": [sent()]}
    )
    answer, row = Answer.objects.get(), Attachment.objects.get()
    assert row.answer == answer
    edit = reverse("feedback_community:answer_edit", args=[answer.pk])
    assert f'name="file" value="{row.uid}"' in client.get(edit).content.decode()
    client.post(edit, {"body": "So:", "file": row.uid, f"alt_{row.uid}": "The back of the router"})
    answer.refresh_from_db()
    assert 'alt="The back of the router"' in answer.body_html
    client.post(edit, {"body": "So:", "file": row.uid, "file_drop": row.uid})
    assert not Attachment.objects.exists()


def test_the_script_sends_a_file_and_gets_what_to_insert():
    make_forum()
    client = client_for(known())
    answer = client.post(UPLOAD, {"files": sent("a.png")})
    row = Attachment.objects.get()
    assert answer.status_code == 201
    assert answer.json()["markdown"] == f"![](attachment:{row.uid})"
    assert row.small_url in answer.json()["html"]
    assert (
        client.post(UPLOAD, {"files": sent("a.svg", b"<svg/>")})
        .json()["error"]
        .startswith("Files of this kind")
    )
    assert client.post(UPLOAD, {}).status_code == 400
    assert client_for(None).post(UPLOAD, {"files": sent()}).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(known("Other Person"))
    assert strict.post(UPLOAD, {"files": sent()}).status_code == 403
    assert Attachment.objects.count() == 1


def test_what_is_too_large_is_read_past_and_the_text_arrives():
    forum, client = make_forum(), client_for(known())
    large = sent("film.log", b"a" * (limits.ATTACHMENT_BYTES + 200_000))
    page = ask(client, forum, files=[large]).content.decode()
    assert "film.log: A file may have 10 MB at most." in page
    assert "What can I do?" in page
    assert not Attachment.objects.exists()


def test_uploads_are_counted():
    make_forum()
    client = client_for(make_user("Newt Newcomer"))
    codes = [client.post(UPLOAD, {"files": sent()}).status_code for _number in range(11)]
    assert codes == [201] * 10 + [429]


def test_a_file_is_served_as_what_it_is_and_never_as_a_page():
    forum, user = make_forum(), known()
    shown, log = upload(user), upload(user, b"12:00 no carrier\n", "журнал.log")
    make_topic(forum, author=user, files={shown.uid: "", log.uid: ""})
    client = client_for(None)
    answer = client.get(shown.get_absolute_url())
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline")
    download = client.get(log.get_absolute_url())
    assert body(download) == b"12:00 no carrier\n"
    assert download["Content-Disposition"].startswith("attachment")
    assert quote("журнал.log") in download["Content-Disposition"]
    assert client.get(reverse("feedback_community:file_small", args=[log.uid])).status_code == 404
    for each in (answer, download, client.get(shown.small_url)):
        assert each["Cache-Control"] == "private, no-cache"
        assert each["X-Content-Type-Options"] == "nosniff"
        assert each["Content-Security-Policy"].startswith("sandbox;")
        assert "Cookie" in each["Vary"]
        again = client.get(each.request["PATH_INFO"], headers={"if-none-match": each["ETag"]})
        assert (again.status_code, body(again)) == (304, b"")
        assert again["Cache-Control"] == "private, no-cache"


def test_a_photograph_is_served_without_its_place():
    forum, user = make_forum(), known()
    row = upload(user, photograph(), "me.jpg")
    make_topic(forum, author=user, files={row.uid: ""})
    for url in (row.get_absolute_url(), row.small_url):
        content = body(client_for(None).get(url))
        assert content
        assert CANARY not in content


def people(forum: Forum) -> dict[str, Any]:
    elsewhere = make_forum("Elsewhere")
    return {
        "anonymous": None,
        "customer": make_user("Carl Customer"),
        "moderator of another forum": make_representative(elsewhere, "Mo Elsewhere"),
        "employee of another forum": grant(make_user("Emma Elsewhere"), Right.EMPLOYEE, forum=elsewhere),
    }


def hidden(case: str, user: Any) -> tuple[Attachment, Forum]:
    """A file in a situation in which only its author and the forum's moderators may read it."""
    policy = ModerationPolicy.ALL if case.startswith("held") else ModerationPolicy.OFF
    forum = make_group_forum(user) if case == "group forum" else make_forum(moderation_policy=policy)
    user = type(user).objects.get(pk=user.pk)
    row = upload(user)
    staff = make_representative(forum, "Mia Moderator")
    if case == "unposted":
        return row, forum
    if case in ("held answer", "removed answer", "answer in a removed topic", "answer in a private topic"):
        private = case == "answer in a private topic"
        topic = make_topic(forum, author=user if private else staff, is_private=private)
        answer = make_answer(topic, author=user, files={row.uid: ""})
        if case == "removed answer":
            remove_answer(answer, by=staff, reason="x")
        if case == "answer in a removed topic":
            remove_topic(topic, by=staff, reason="x")
        return row, forum
    topic = make_topic(forum, author=user, is_private=case == "private", files={row.uid: ""})
    match case:
        case "removed topic":
            remove_topic(topic, by=staff, reason="x")
        case "moved to a hidden forum":
            Topic.objects.filter(pk=topic.pk).update(forum=make_forum(visibility=ForumVisibility.GROUPS))
        case "merged into a removed topic":
            survivor = make_topic(forum)
            merge_topics(topic, into=survivor, by=staff)
            remove_topic(survivor, by=staff, reason="x")
    return row, forum


CASES = (
    *("unposted", "private", "group forum", "held topic", "held answer", "removed topic", "removed answer"),
    *("answer in a removed topic", "answer in a private topic", "moved to a hidden forum"),
    "merged into a removed topic",
)


@pytest.mark.parametrize("case", CASES)
def test_a_file_is_hidden_with_its_post(case: str):
    user = known()
    row, forum = hidden(case, user)
    for who, person in people(forum).items():
        assert not reads(person, row), who
    if case not in ("answer in a removed topic", "moved to a hidden forum", "merged into a removed topic"):
        assert reads(type(user).objects.get(pk=user.pk), row)


def test_a_public_file_is_read_by_everybody_also_after_a_merge():
    forum, user = make_forum(), known()
    row = upload(user)
    topic = make_topic(forum, author=user, files={row.uid: ""})
    assert all(reads(person, row) for person in people(forum).values())
    merge_topics(topic, into=make_topic(forum), by=make_representative(forum))
    assert reads(None, row)


def test_signed_out_visitors_see_no_files_field():
    forum = make_forum()
    topic = make_topic(forum)
    for url in (ASK, topic.get_absolute_url()):
        assert b"files_field" not in client_for(None).get(url).content
        assert b'type="file"' not in client_for(None).get(url).content
        assert b'type="file"' in client_for(known()).get(url).content
