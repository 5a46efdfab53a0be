"""The storage of attachments goes away and comes back: posting goes on, and nothing is lost."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from feedback_community.actions.attachments import drop_files, upload_file
from feedback_community.actions.members import ensure_member
from feedback_community.exceptions import ContentRejected
from feedback_community.files.storage import private_storage
from feedback_community.models import Attachment, OutboxMessage, Topic
from feedback_community.outbox.worker import run_once
from tests.factories import make_forum, make_topic, make_user
from tests.files import picture, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings: Any, tmp_path: Path) -> Path:
    place = tmp_path / "private"
    private = {**settings.STORAGES["feedback_private"], "OPTIONS": {"location": place}}
    settings.STORAGES = {**settings.STORAGES, "feedback_private": private}
    place.mkdir()
    return place


def take_away(place: Path) -> None:
    """Something that is no folder lies where the files were, as after a mount that failed."""
    place.rename(place.with_name("away"))
    place.write_text("not a folder")


def bring_back(place: Path) -> None:
    place.unlink()
    place.with_name("away").rename(place)


def upload(by: Any, forum: Any) -> Attachment:
    return upload_file(io.BytesIO(picture()), name="a.png", by=by, site=forum.site)


def test_an_upload_is_refused_with_words_and_leaves_nothing(place: Path):
    forum, user = make_forum(), make_user()
    take_away(place)
    with pytest.raises(ContentRejected, match="cannot be stored at the moment"):
        upload(user, forum)
    assert not Attachment.objects.exists()


def test_a_text_is_posted_without_its_file_and_the_page_still_opens(place: Path):
    forum, user = make_forum(), make_user()
    ensure_member(user)
    row = upload(user, forum)
    topic = make_topic(forum, author=user, files={row.uid: ""})
    take_away(place)
    client = Client()
    client.force_login(user)
    fields = {
        "topic_type": "question",
        "forum": forum.slug,
        "title": "A title",
        "body": "A text",
        "suggested": "1",
    }
    page = client.post(reverse("feedback_community:ask"), {**fields, "files": [sent()]})
    assert "cannot be stored at the moment" in page.content.decode()
    assert "A text" in page.content.decode()
    client.post(reverse("feedback_community:ask"), fields)
    assert Topic.objects.filter(title="A title").exists()
    assert client.get(topic.get_absolute_url()).status_code == 200
    assert client.get(row.get_absolute_url()).status_code == 503
    bring_back(place)
    assert client.get(row.get_absolute_url()).status_code == 200


def test_deleting_is_tried_again_until_the_storage_is_back(place: Path, monkeypatch: pytest.MonkeyPatch):
    forum = make_forum()
    row = upload(make_user(), forum)
    monkeypatch.setattr(type(private_storage()), "exists", _down)
    drop_files([row])
    run_once(frozenset({"files"}))
    message = OutboxMessage.objects.get(channel="files")
    assert (message.done_at, message.attempts) == (None, 1)
    assert (place / row.stored_as).exists()
    monkeypatch.undo()
    OutboxMessage.objects.update(available_at="2000-01-01T00:00Z")
    run_once(frozenset({"files"}))
    assert OutboxMessage.objects.get(channel="files").done_at is not None
    assert not (place / row.stored_as).exists()


def test_a_file_that_is_gone_already_is_no_error(place: Path):
    row = upload(make_user(), make_forum())
    shutil.rmtree(place)
    drop_files([row])
    run_once(frozenset({"files"}))
    assert OutboxMessage.objects.get(channel="files").done_at is not None


def _down(*_args: object) -> bool:
    raise OSError("The bucket does not answer")
