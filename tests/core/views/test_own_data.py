"""Taking one's data along, and leaving."""

from __future__ import annotations

import base64
import hashlib
import io
import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail import hooks

from feedback_community.actions.attachments import upload_file
from feedback_community.actions.members import ensure_member
from feedback_community.actions.votes import cast_vote
from feedback_community.files.storage import private_storage
from feedback_community.models import Member, Subscription
from tests.factories import make_answer, make_forum, make_topic, make_user
from tests.files import picture

pytestmark = pytest.mark.django_db

PAGE, FILE = (reverse(f"feedback_community:{name}") for name in ("own_data", "own_data_download"))


@pytest.fixture
def person():
    return make_user("Ann Asker")


@pytest.fixture
def reader(person):
    client = Client()
    client.force_login(person)
    return client


def downloaded(client: Client) -> list[dict]:
    return [json.loads(line) for line in client.get(FILE).getvalue().decode().splitlines()]


def test_the_file_has_what_i_did_and_nothing_of_others(person, reader):
    forum = make_forum()
    mine = make_topic(forum, author=person, title="My own question", body="Canary mine")
    theirs = make_topic(forum, title="Another question", body="Canary theirs")
    make_answer(theirs, author=person, body="My answer")
    make_answer(mine, body="Canary of a helper")
    cast_vote(theirs, voter=person)
    rows = downloaded(reader)
    assert [row["type"] for row in rows][0] == "profile"
    assert [row["title"] for row in rows if row["type"] == "topic"] == ["My own question"]
    assert [row["body"] for row in rows if row["type"] == "answer"] == ["My answer"]
    assert [row["topic_id"] for row in rows if row["type"] == "vote"] == [theirs.pk]
    assert {row["topic_id"] for row in rows if row["type"] == "subscription"} == {mine.pk, theirs.pk}
    text = json.dumps(rows)
    assert "Canary theirs" not in text
    assert "Canary of a helper" not in text


def test_files_are_in_it_with_their_content_and_the_storage_may_be_away(person, reader):
    forum = make_forum()
    ensure_member(person)
    row = upload_file(io.BytesIO(picture()), name="mine.png", by=person, site=forum.site, alt="A light")
    make_topic(forum, author=person, files={row.uid: row.alt})
    found = next(each for each in downloaded(reader) if each["type"] == "file")
    content = base64.b64decode(found["content"])
    assert hashlib.sha256(content).hexdigest() == row.sha256
    assert (found["name"], found["alt"]) == ("mine.png", "A light")
    private_storage().delete(row.stored_as)
    lines = downloaded(reader)
    assert next(each for each in lines if each["type"] == "file")["content"] is None


def test_an_optional_app_adds_its_lines(reader):
    def points(member):
        return [("points", {"points": 5})]

    with hooks.register_temporarily("register_feedback_own_data", points):
        assert {"type": "points", "points": 5} in downloaded(reader)


def test_signed_out_visitors_are_sent_to_the_login():
    for url in (PAGE, FILE):
        assert Client().get(url).status_code == 302


def test_leaving_needs_the_handle_and_takes_the_name_away(person, reader):
    topic = make_topic(make_forum(), author=person, title="Stays readable")
    handle = ensure_member(person).handle
    page = reader.post(PAGE, {"handle": "somebody-else"})
    assert "This is not your handle." in page.content.decode()
    assert Member.objects.filter(user=person).exists()
    reader.post(PAGE, {"handle": f"@{handle}"})
    shown = Client().get(topic.get_absolute_url()).content.decode()
    assert "Stays readable" in shown
    assert "Ann Asker" not in shown
    assert handle not in shown
    assert not Member.objects.filter(user=person).exists()
    assert not Subscription.objects.filter(topic=topic).exists()


def test_whoever_left_can_begin_again_as_somebody_new(person, reader):
    first = ensure_member(person)
    reader.post(PAGE, {"handle": first.handle})
    person = type(person).objects.get(pk=person.pk)
    assert ensure_member(person).pk != first.pk
