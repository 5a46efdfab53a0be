"""A community leaves and comes back: the same bytes, also when the import is killed on the way."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from feedback_community.actions.answers import remove_answer
from feedback_community.actions.attachments import upload_file
from feedback_community.actions.erasing import anonymise_member
from feedback_community.actions.exporting.run import export_lines
from feedback_community.actions.importing.keys import KEYS
from feedback_community.actions.importing.removal import remove_source
from feedback_community.actions.importing.run import import_file
from feedback_community.actions.importing.state import Options
from feedback_community.actions.integrity import find_problems
from feedback_community.actions.links import About, link_topic
from feedback_community.actions.managing import close_topic, feature_topic
from feedback_community.actions.members import ensure_member
from feedback_community.actions.merging import merge_topics, unmerge_topic
from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.preferences import set_preferences
from feedback_community.actions.solutions import mark_solution
from feedback_community.actions.splitting import rejoin_answer, split_answer
from feedback_community.actions.statuses import change_status
from feedback_community.actions.subscriptions import change_mail, set_wishes, subscribe, unsubscribe
from feedback_community.actions.tags import make_tag
from feedback_community.actions.topics import edit_topic, remove_topic
from feedback_community.actions.votes import cast_vote
from feedback_community.enums import (
    ForumVisibility,
    ModerationPolicy,
    StatusKind,
    SubscriptionLevel,
    Timing,
    TrustLevel,
)
from feedback_community.files.storage import private_storage
from feedback_community.models import (
    Answer,
    Attachment,
    CommunityTag,
    Forum,
    Member,
    ModerationItem,
    Status,
    Topic,
    TopicEvent,
)
from tests.factories import (
    default_site,
    make_answer,
    make_forum,
    make_representative,
    make_topic,
    make_user,
    status,
)
from tests.files import CANARY, photograph, picture

DEMO = Path(__file__).resolve().parents[2] / "example_project" / "demo" / "community.jsonl"


def a_community_with_everything() -> None:
    """One of each thing that the format must carry, made by the real actions."""
    staff = make_representative()
    customer, peer, leaver = make_user("Анна Ковалёва"), make_user("Peer Helper"), make_user("Gone Soon")
    forum = make_forum(description="Two\nlines", language="ru", icon="wifi", position=3)
    Status.objects.create(
        site=default_site(), kind=StatusKind.STARTED, label="In the lab", topic_types=["idea"]
    )
    partners = make_forum(
        "Partners",
        visibility=ForumVisibility.GROUPS,
        moderation_policy=ModerationPolicy.ALL,
        topic_types=["idea"],
    )
    group = Group.objects.create(name="Partners")
    partners.groups.add(group)
    peer.groups.add(group)
    partners.statuses.add(status(StatusKind.OPEN))
    make_tag("Роутер")
    CommunityTag.objects.create(name="secret", slug="secret", is_staff_only=True)
    topic = make_topic(forum, author=customer, tags=["роутер"], body='Hello,\n\n* "quotes" \\ \u2028 😀')
    answer = make_answer(topic, author=peer)
    cast_vote(topic, voter=peer)
    make_answer(topic, author=customer, parent=answer, body="Thanks!")
    official = post_official_answer(
        topic, by=staff, body="Press *reset*.", new_status=status(StatusKind.DONE)
    )
    mark_solution(answer, by=customer)
    cast_vote(official, voter=customer)
    edit_topic(topic, by=customer, title="Renamed title", body="New body", comment="typo")
    close_topic(topic, by=staff, reason="done")
    other = make_topic(forum, author=leaver, is_private=True)
    feature_topic(other, by=staff, until=timezone.now() + timedelta(days=3))
    change_status(other, to=Status.objects.get(label="", kind=StatusKind.PLANNED), by=staff)
    removed = make_topic(forum, author=leaver)
    gone = make_answer(removed, author=leaver)
    remove_answer(gone, by=staff, reason="Off topic.")
    remove_topic(removed, by=staff, reason="Spam.")
    held = make_topic(partners, author=peer, topic_type="idea")
    assert held.state == "held"
    subscribe(forum, by=peer, level=SubscriptionLevel.OFFICIAL)
    subscribe(CommunityTag.objects.get(slug="роутер"), by=customer)
    unsubscribe(topic, by=peer)
    wish = subscribe(CommunityTag.objects.get(slug="роутер"), by=peer)
    change_mail(wish, by=ensure_member(peer), mail=Timing.WEEKLY)
    set_preferences(by=peer, chosen={"site:topic": Timing.NEVER, "email:answer": Timing.DAILY})
    anonymise_member(Member.objects.get(user=leaver))
    page = default_site().root_page
    about = About(page.content_type_id, str(page.pk), title="Home", revision_id=7, locale="en")
    link_topic(topic, about)
    merge_and_split(forum, staff, voter=peer)
    with_files(forum, customer)


def with_files(forum: Forum, author: Any) -> None:
    """A topic that shows a picture, an answer with a text file, and wishes about the topic."""
    Member.objects.filter(user=author).update(trust=TrustLevel.KNOWN)
    author = type(author).objects.get(pk=author.pk)
    lamp = upload_file(io.BytesIO(picture("JPEG")), name="lamp.jpg", by=author, site=forum.site)
    body = f"So:\n\n{lamp.markdown}"
    topic = make_topic(forum, author=author, title="What the lamp shows", body=body)
    Attachment.objects.filter(pk=lamp.pk).update(alt="A red lamp")
    log = upload_file(io.BytesIO(b"one line\n"), name="router.txt", by=author, site=forum.site)
    make_answer(topic, author=author, body="And the log.", files={log.uid: ""})
    set_wishes(topic, by=author, level=SubscriptionLevel.ALL, chosen={"email:answer": Timing.DAILY})


def bytes_beside(lines: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in lines.with_name(f"{lines.name}.files").iterdir()}


def merge_and_split(forum: Forum, staff: Any, *, voter: Any) -> None:
    """A merge with marks, votes and answers of both; an answer split off, and another one brought back."""
    duplicate, survivor = make_topic(forum), make_topic(forum)
    cast_vote(duplicate, voter=voter)
    theirs = make_answer(duplicate, body="Theirs.")
    make_answer(duplicate, body="To theirs.", parent=theirs)
    mark_solution(theirs, by=staff)
    mark_solution(make_answer(survivor, body="Ours."), by=staff)
    keep = {"solution": "duplicate"}
    merge_topics(Topic.objects.get(pk=duplicate.pk), into=survivor, by=staff, keep=keep)
    for back in (False, True):
        answer = make_answer(survivor, body="Something else.")
        make_answer(survivor, body="Indeed.", parent=answer)
        split_answer(answer, by=staff, title="Something else?", topic_type="question")
        if back:
            rejoin_answer(answer, by=staff)


def empty_the_community() -> None:
    """As on a site that never had one, accounts included."""
    for model in (Attachment, TopicEvent, ModerationItem, Topic, Forum, Status, CommunityTag, Member):
        model.objects.all().delete()
    assert not Answer.objects.exists()


@pytest.mark.django_db
def test_export_import_export_gives_the_same_bytes(tmp_path):
    a_community_with_everything()
    first = tmp_path / "first.jsonl"
    call_command("export_community", str(first), verbosity=0)
    assert first.stat().st_mode & 0o077 == 0, "only its owner may read it"
    kinds = {json.loads(line)["type"] for line in first.read_text().splitlines()}
    assert kinds == {
        *("header", "status", "tag", "person", "forum", "topic", "merge", "answer", "split"),
        *("vote", "subscription", "link", "attachment"),
    }
    empty_the_community()
    call_command("import_community", str(first), people="stub", verbosity=0)
    second = tmp_path / "second.jsonl"
    call_command("export_community", str(second), verbosity=0)
    assert second.read_bytes() == first.read_bytes()
    assert bytes_beside(second) == bytes_beside(first) != {}
    shown = Topic.objects.get(title="What the lamp shows")
    assert [file.alt for file in shown.attachments.all()] == ["A red lamp"]
    assert shown.attachments.get().small_url in shown.body_html
    assert list(find_problems()) == []
    assert unmerge_topic(Topic.objects.get(state="merged"), by=make_representative())
    assert list(find_problems()) == []
    mine = Answer.objects.get(body="Theirs.")
    assert mine.topic.solution == mine
    assert Topic.objects.get(solution__body="Ours.").merge_count == 0


@pytest.mark.django_db
def test_an_imported_file_is_looked_at_as_an_uploaded_one(tmp_path):
    photo = photograph()
    given = {
        "good": (photo, photo),
        "swapped": (b"what it was", b"other bytes"),
        "program": (b"MZ\x90", b"MZ\x90"),
        "absent": (b"nowhere", None),
        "../../way": (b"text\n", b"text\n"),
    }
    lines = [
        {"type": "header", "version": 1},
        {"type": "forum", "id": "f", "slug": "internet", "name": "Internet"},
        {
            "type": "topic", "id": "t", "forum": "f", "topic_type": "question", "title": "A lamp",
            "created_at": "2026-05-01T08:19:00Z",
        },
    ]  # fmt: skip
    folder = tmp_path / "in.jsonl.files"
    folder.mkdir()
    for uid, (named, content) in given.items():
        checksum = hashlib.sha256(named).hexdigest()
        lines.append(
            {"type": "attachment", "id": uid, "topic": "t", "name": f"{uid[:5]}.jpg", "sha256": checksum}
        )
        if content is not None:
            (folder / checksum).write_bytes(content)
    file = tmp_path / "in.jsonl"
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    call_command("import_community", str(file), errors="skip", source="old", verbosity=0)
    row = Attachment.objects.get()
    assert row.uid == "good", "the id that texts know"
    with private_storage().open(row.stored_as) as kept:
        content = kept.read()
    assert CANARY not in content, "what a photograph carries along is not taken in"
    assert hashlib.sha256(content).hexdigest() == row.sha256
    assert row.small_url in Topic.objects.get(title="A lamp").body_html
    call_command("import_community", str(file), errors="skip", source="old", verbosity=0)
    assert Attachment.objects.count() == 1


@pytest.mark.django_db
def test_an_export_names_no_address_unless_asked(tmp_path):
    a_community_with_everything()
    assert "@private.example" not in "".join(export_lines(default_site()))
    with_emails = "".join(export_lines(default_site(), with_emails=True))
    assert "@private.example" in with_emails
    assert "password" not in with_emails


@pytest.mark.django_db
def test_with_addresses_people_find_their_accounts_again(tmp_path):
    user = make_user("Known Person")
    make_topic(author=user)
    file = tmp_path / "with.jsonl"
    file.write_text("".join(export_lines(default_site(), with_emails=True)))
    empty_the_community()
    import_file(file, site=default_site(), options=Options(people="match"))
    assert Topic.objects.get().author.user == user


@pytest.mark.django_db
def test_a_site_exports_its_own_people_and_topics_only():
    mine = make_topic()
    site = default_site()
    other = type(site).objects.create(hostname="other.example", root_page=site.root_page)
    theirs = make_topic(make_forum(site=other))
    exported = "".join(export_lines(other))
    assert theirs.uid in exported
    assert f'"{theirs.author.handle}"' in exported
    assert mine.uid not in exported
    assert f'"{mine.author.handle}"' not in exported


@pytest.mark.django_db
def test_the_demo_loads_whole_and_leaves_without_a_trace():
    report = import_file(DEMO, site=default_site(), options=Options(source="demo", people="stub"))
    assert report.problems == []
    assert Topic.objects.count() == 69
    assert Topic.objects.filter(official_answer__isnull=False).exists()
    assert list(find_problems()) == []
    remove_source("demo", site=default_site())
    left = [m for m in (Topic, Answer, Forum, Member, CommunityTag, TopicEvent) if m.objects.exists()]
    assert left == []


def many_lines(topics: int) -> Iterator[dict[str, Any]]:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    at = [(start + timedelta(minutes=n)).isoformat() for n in range(topics + 1)]
    yield {"type": "header", "version": 1}
    yield {"type": "status", "id": "open", "kind": "open"}
    for n in range(50):
        yield {"type": "person", "id": f"p{n}", "handle": f"person-{n}", "created_at": at[0]}
    yield {"type": "forum", "id": "f", "slug": "internet", "name": "Internet"}
    for n in range(topics):
        yield {
            **{"type": "topic", "id": f"t{n}", "forum": "f", "author": f"p{n % 50}", "created_at": at[n]},
            **{"topic_type": "question", "title": f"Question {n}", "tags": [f"tag {n % 9}"]},
            **{"body": f"Hello @person-{n % 7}."},
            **({"solution": f"a{n}"} if n % 3 == 0 else {}),
        }
    for n in range(topics):
        common = {"topic": f"t{n}", "author": f"p{(n + 1) % 50}", "body": "Yes.", "created_at": at[n + 1]}
        yield {"type": "answer", "id": f"a{n}", **common}
        yield {"type": "answer", "id": f"r{n}", "parent": f"a{n}", **common}
        voter = f"p{(n + 2) % 50}"
        yield {"type": "vote", "id": f"v{n}", "topic": f"t{n}", "voter": voter, "created_at": at[n]}


SETTINGS = """
import os
from {settings} import *
DATABASES["default"]["NAME"] = os.environ["IMPORT_DATABASE"]
"""


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_a_killed_import_is_simply_run_again(tmp_path):
    file = tmp_path / "many.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in many_lines(800)))
    with transaction.atomic():
        import_file(file, site=default_site(), options=Options(people="stub"))
        expected = "".join(export_lines(default_site()))
        transaction.set_rollback(True)
    database = _database_for_others(tmp_path)
    (tmp_path / "settings_for_import.py").write_text(
        SETTINGS.format(settings=os.environ["DJANGO_SETTINGS_MODULE"])
    )
    environment = os.environ | {
        "IMPORT_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "settings_for_import",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
    }
    command = [
        sys.executable,
        "-m",
        "django",
        "import_community",
        str(file),
        "--people=stub",
        "--skip-checks",
    ]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while _answers(database) < 1 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.returncode == -signal.SIGKILL
    assert 0 < _answers(database) < 1_600
    subprocess.run(command, env=environment, check=True, capture_output=True)
    export = [*command[:3], "export_community", "-", "--skip-checks"]
    done = subprocess.run(export, env=environment, check=True, capture_output=True)
    assert done.stdout.decode() == expected


def _database_for_others(tmp_path: Path) -> str:
    """The name of a database with the same tables that another process can open."""
    if connection.vendor != "sqlite":
        return str(connection.settings_dict["NAME"])
    path = tmp_path / "import.sqlite3"
    with sqlite3.connect(path) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode=WAL")
    return str(path)


def _answers(database: str) -> int:
    if connection.vendor != "sqlite":
        return Answer.objects.count()
    with sqlite3.connect(database, timeout=20) as opened:
        return int(opened.execute("SELECT count(*) FROM feedback_community_answer").fetchone()[0])


@pytest.mark.django_db
def test_the_example_of_the_reference_is_a_file_that_loads(tmp_path):
    text = (DEMO.parents[2] / "docs" / "reference" / "import-format.md").read_text(encoding="utf-8")
    example = tmp_path / "example.jsonl"
    example.write_text(text.split("## Example", 1)[1].split("```json\n", 1)[1].split("```", 1)[0])
    report = import_file(example, site=default_site())
    assert report.problems == []
    assert Topic.objects.get().official_answer.author_role == "representative"


def test_every_key_of_the_format_is_documented():
    text = (DEMO.parents[2] / "docs" / "reference" / "import-format.md").read_text(encoding="utf-8")
    sections = {part.split("\n", 1)[0]: part for part in text.split("\n## ")[1:]}
    lacking = [
        f"{kind}.{key}" for kind, keys in KEYS.items() for key in keys if f"`{key}`" not in sections[kind]
    ]
    assert lacking == []
