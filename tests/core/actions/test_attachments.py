"""Files with posts: taken in, tied, followed through splitting, and deleted with what they belong to."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from feedback_community import limits
from feedback_community.actions.answers import edit_answer, remove_answer
from feedback_community.actions.attachments import upload_file
from feedback_community.actions.erasing import leave_community
from feedback_community.actions.file_upkeep import purge_files, sweep_files
from feedback_community.actions.members import ensure_member
from feedback_community.actions.splitting import rejoin_answer, split_answer
from feedback_community.actions.topics import edit_topic
from feedback_community.enums import TrustLevel
from feedback_community.exceptions import ContentRejected
from feedback_community.files.storage import private_storage
from feedback_community.models import Attachment, Member, TopicEvent
from feedback_community.outbox.worker import run_once
from tests.factories import default_site, make_answer, make_forum, make_representative, make_topic, make_user
from tests.files import picture

pytestmark = pytest.mark.django_db
LOG = b"12:00 no carrier\n"


@pytest.fixture
def author():
    return known(make_user("Ann Asker"))


def known(user, level=TrustLevel.KNOWN):
    member = ensure_member(user)
    Member.objects.filter(pk=member.pk).update(trust=level)
    return type(user).objects.get(pk=user.pk)


def upload(by, name="screen.png", content=None, **fields) -> Attachment:
    file = io.BytesIO(picture() if content is None else content)
    return upload_file(file, name=name, by=by, site=default_site(), **fields)


def stored(row: Attachment) -> list[bool]:
    return [private_storage().exists(name) for name in (row.stored_as, row.small_as) if name]


@pytest.fixture(autouse=True)
def forum():
    """Made first: what a person may see is read once."""
    return make_forum()


@pytest.fixture
def topic(forum):
    return make_topic(forum)


def test_an_upload_waits_for_its_text_and_is_shown_in_it(author, forum):
    row = upload(author, alt="A red light")
    with private_storage().open(row.stored_as) as file:
        assert hashlib.sha256(file.read()).hexdigest() == row.sha256
    topic = make_topic(forum, author=author, body=f"It looks so:\n\n{row.markdown}\n\nWhat now?")
    row.refresh_from_db()
    assert row.topic == topic
    assert f'<img src="{row.small_url}" alt="A red light" width="40" height="30"' in topic.body_html
    assert "community-files" not in topic.body_html


def test_a_file_that_the_text_does_not_show_is_listed_below_it(author, topic):
    row = upload(author, "router.log", LOG)
    answer = make_answer(topic, author=author, files={row.uid: ""})
    assert f'<a href="{row.get_absolute_url()}" download>router.log</a>' in answer.body_html
    assert answer.body_html.count(row.uid) == 1


def test_the_name_and_words_of_a_file_cannot_bring_markup(author, forum):
    row = upload(author, 'x" onload="alert(1)<script>.png', alt='"><script>alert(1)</script>')
    topic = make_topic(forum, author=author, files={row.uid: row.alt})
    assert "<script" not in topic.body_html
    assert "&lt;script&gt;" in topic.body_html


def test_nobody_shows_the_files_of_others_or_pictures_from_elsewhere(author, forum):
    theirs = upload(known(make_user("Other Person")))
    names = (f"attachment:{theirs.uid}", "https://evil.example/x.png", "attachment:none")
    body = " ".join(f"![x]({name}) [y]({name})" for name in names)
    topic = make_topic(forum, author=author, body=body, files={theirs.uid: ""})
    theirs.refresh_from_db()
    assert not theirs.is_posted
    assert "<img" not in topic.body_html
    assert "attachment:" not in topic.body_html


def test_editing_adds_keeps_and_removes(author, forum):
    first, second = upload(author), upload(author, "second.png")
    topic = make_topic(forum, author=author, files={first.uid: ""})
    assert edit_topic(
        topic, by=author, title=topic.title, body=topic.body, files={first.uid: "", second.uid: "Two"}
    )
    topic.refresh_from_db()
    assert 'alt="Two"' in topic.body_html
    # Without a word about files they stay, e.g. when an earlier text is brought back.
    assert edit_topic(topic, by=author, title=topic.title, body="Other words entirely.")
    topic.refresh_from_db()
    assert topic.attachments.count() == 2
    assert edit_topic(topic, by=author, title=topic.title, body=topic.body, files={second.uid: "Two"})
    assert not edit_topic(topic, by=author, title=topic.title, body=topic.body, files={second.uid: "Two"})
    topic.refresh_from_db()
    assert list(topic.attachments.all()) == [second]
    assert first.uid not in topic.body_html
    run_once(frozenset({"files"}))
    assert stored(first) == [False, False]
    assert stored(second) == [True, True]


def test_a_moderator_does_not_lose_the_files_of_the_author_by_an_edit(author, topic):
    row = upload(author)
    answer = make_answer(topic, author=author, body="With a picture.", files={row.uid: "Old"})
    assert edit_answer(answer, by=make_representative(), body="Without a name.", files={row.uid: "Old"})
    row.refresh_from_db()
    assert (row.answer, row.member) == (answer, ensure_member(author))


def test_no_more_than_the_limit(author, forum):
    rows = [upload(author) for _number in range(limits.ATTACHMENTS + 1)]
    with pytest.raises(ContentRejected, match="At most 8") as refusal:
        make_topic(forum, author=author, files={row.uid: "" for row in rows})
    assert refusal.value.field == "files"
    make_topic(forum, author=author, files={row.uid: "" for row in rows[1:]})


def test_new_members_attach_one_picture_and_nothing_else(forum):
    new = make_user("Newt Newcomer")
    with pytest.raises(ContentRejected, match="pictures only"):
        upload(new, "router.log", LOG)
    one, two = upload(new), upload(new)
    with pytest.raises(ContentRejected, match="At most 1"):
        make_topic(forum, author=new, files={one.uid: "", two.uid: ""})
    make_topic(forum, author=new, files={one.uid: ""})
    staff = make_representative(name="New Employee")
    upload(staff, "release-notes.log", LOG)


@pytest.mark.parametrize("size", [0, limits.ATTACHMENT_BYTES + 1])
def test_empty_and_too_large_files_are_refused(author, size):
    with pytest.raises(ContentRejected):
        upload(author, "x.log", b"a" * size)
    assert not Attachment.objects.exists()


def refuse(file, name):
    assert file.tell() == 0
    return "A virus!" if b"EICAR" in file.read() else ""


@override_settings(FEEDBACK_COMMUNITY={"ATTACHMENT_CHECK": f"{__name__}.refuse"})
def test_a_site_can_have_files_looked_at(author):
    with pytest.raises(ContentRejected, match="A virus!"):
        upload(author, "x.log", b"EICAR")
    assert upload(author, "y.log", LOG).size == len(LOG)


def test_splitting_takes_files_along_and_back(author, topic):
    row = upload(author)
    answer = make_answer(topic, author=author, files={row.uid: ""})
    staff = make_representative()
    split = split_answer(answer, by=staff, title="A question of its own", topic_type="question")
    row.refresh_from_db()
    assert (row.topic, row.answer) == (split, None)
    assert rejoin_answer(answer, by=staff)
    row.refresh_from_db()
    assert (row.topic, row.answer) == (None, answer)


def test_what_is_never_posted_is_deleted_after_a_day(author, forum):
    old, fresh, posted = upload(author), upload(author), upload(author)
    make_topic(forum, author=author, files={posted.uid: ""})
    day = timezone.now() - timedelta(hours=limits.UNPOSTED_FILE_HOURS + 1)
    Attachment.objects.exclude(pk=fresh.pk).update(created_at=day)
    assert purge_files() == 1
    assert set(Attachment.objects.all()) == {fresh, posted}
    run_once(frozenset({"files"}))
    assert stored(old) == [False, False]
    assert stored(fresh) == stored(posted) == [True, True]


def test_files_go_with_a_deleted_post(author, forum):
    row = upload(author)
    topic = make_topic(forum, author=author, files={row.uid: ""})
    Attachment.objects.update(created_at=timezone.now() - timedelta(days=3))
    topic.delete()
    assert purge_files() == 1
    run_once(frozenset({"files"}))
    assert stored(row) == [False, False]


def test_files_of_a_removed_post_go_after_the_time_for_undoing(author, forum):
    row, kept = upload(author), upload(author)
    staff, topic = make_representative(), make_topic(forum)
    answer = make_answer(topic, author=author, files={row.uid: ""})
    make_answer(topic, author=author, body="Another.", files={kept.uid: ""})
    remove_answer(answer, by=staff, reason="It shows a contract number.")
    assert purge_files() == 0
    TopicEvent.objects.update(at=timezone.now() - timedelta(days=limits.REMOVED_FILE_DAYS + 1))
    assert purge_files() == 1
    assert list(Attachment.objects.all()) == [kept]


def test_leaving_takes_all_files_away_and_texts_stay_readable(author, forum):
    shown, loose = upload(author, alt="My contract"), upload(author)
    topic = make_topic(forum, author=author, body=f"Look: {shown.markdown}")
    leave_community(by=author)
    topic.refresh_from_db()
    assert "Look:" in topic.body_html
    assert "<img" not in topic.body_html
    assert "My contract" not in topic.body_html
    assert not Attachment.objects.exists()
    run_once(frozenset({"files"}))
    assert stored(shown) + stored(loose) == [False] * 4


def test_bytes_without_a_row_are_swept_out_when_no_request_can_want_them_any_more():
    """A site with ATOMIC_REQUESTS rolls the row back, the storage keeps the bytes."""
    kept, author, storage = upload(make_user()), make_user(), private_storage()
    with contextlib.suppress(RuntimeError), transaction.atomic():
        lost = upload(author)
        raise RuntimeError
    assert storage.exists(lost.stored_as)
    assert sweep_files() == 0, "it may be on its way"
    for name in (lost.stored_as, lost.small_as, kept.stored_as, kept.small_as):
        os.utime(storage.path(name), (0, 0))
    assert sweep_files() == 2
    assert stored(kept) == [True, True]
    assert stored(lost) == [False, False]
