"""import_community: what it takes, what it refuses, and that nobody hears of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.dispatch import Signal
from django.test.utils import CaptureQueriesContext
from django_comments_xtd.models import XtdComment
from reversion.models import Version

from feedback_community import signals
from feedback_community.actions.importing.removal import remove_source
from feedback_community.actions.importing.run import import_file
from feedback_community.actions.importing.state import Options, Report
from feedback_community.comments import bulk
from feedback_community.exceptions import ImportRefused
from feedback_community.models import (
    Answer,
    Forum,
    Member,
    Mention,
    ModerationItem,
    Notification,
    OutboxMessage,
    Subscription,
    Topic,
    Vote,
)
from tests.factories import default_site, make_forum, make_topic, make_user

pytestmark = pytest.mark.django_db

Line = dict[str, Any]
NOON = "2026-05-01T12:00:00+03:00"
HEADER: Line = {"type": "header", "version": 1}


def person(number: int, **more: Any) -> Line:
    return {
        "type": "person",
        "id": f"p{number}",
        "handle": f"person-{number}",
        "name": f"Person {number}",
        **more,
    }


def forum(**more: Any) -> Line:
    return {"type": "forum", "id": "f1", "slug": "internet", "name": "Internet", "language": "en", **more}


def topic(number: int, **more: Any) -> Line:
    return {
        "type": "topic",
        "id": f"t{number}",
        "forum": "f1",
        "author": "p1",
        "topic_type": "question",
        "title": f"Why is it slow? {number}",
        "body": "It *is* slow.",
        "created_at": NOON,
        "status": "open",
        **more,
    }


def answer(number: int, **more: Any) -> Line:
    return {
        "type": "answer",
        "id": f"a{number}",
        "topic": "t1",
        "author": "p2",
        "body": f"Answer {number}.",
        "created_at": f"2026-05-02T12:00:{number:02}+03:00",
        "author_role": "member",
        **more,
    }


def vote(number: int, **more: Any) -> Line:
    return {"type": "vote", "id": f"v{number}", "voter": "p2", "created_at": NOON, **more}


GROUND = [person(1), person(2), person(3), forum()]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_file(*lines: Line | str, header: bool = True) -> Path:
        path = tmp_path / "community.jsonl"
        given = [HEADER, *lines] if header else lines
        texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in given]
        path.write_text("\n".join(texts) + "\n", encoding="utf-8")
        return path

    return write_file


@pytest.fixture
def load(write: Callable[..., Path]) -> Callable[..., Report]:
    def load_lines(*lines: Line | str, **options: Any) -> Report:
        return import_file(write(*lines), site=default_site(), options=Options(**options))

    return load_lines


def test_a_thread_with_marks_votes_and_counters_arrives_whole(load):
    report = load(
        *GROUND,
        topic(
            1, official_answer="a2", solution="a1", tags=["Wi-Fi", "Роутер"], closed_at=NOON, status="done"
        ),
        answer(1),
        answer(2, author="p3", author_role="representative"),
        answer(3, parent="a1"),
        vote(1, topic="t1"),
        vote(2, answer="a1", voter="p1"),
        {"type": "subscription", "id": "s1", "person": "p3", "tag": "Роутер", "level": "all"},
    )
    assert report.problems == []
    found = Topic.objects.get(uid="t1")
    assert (found.vote_count, found.answer_count, found.forum.topic_count) == (1, 3, 1)
    assert (found.official_answer.uid, found.solution.uid) == ("a2", "a1")
    assert found.status.kind == "done"
    assert found.is_closed
    assert found.body_html == "<p>It <em>is</em> slow.</p>\n"
    assert found.last_activity_at.isoformat() == "2026-05-02T09:00:03+00:00"
    assert sorted(found.tags.names()) == ["Wi-Fi", "Роутер"]
    assert Answer.objects.get(uid="a1").helpful_count == 1
    assert Answer.objects.get(uid="a3").parent.uid == "a1"
    assert Answer.objects.get(uid="a2").author_role == "representative"
    assert Subscription.objects.get(uid="s1").tag.name == "Роутер"


def test_comments_are_numbered_as_comments_xtd_would_have_done(load):
    load(*GROUND, topic(1), answer(1), answer(2), answer(3, parent="a1"), answer(4, parent="a1"))
    rows = {a.uid: XtdComment.objects.get(pk=a.comment_id) for a in Answer.objects.all()}
    root = rows["a1"]
    assert (root.thread_id, root.parent_id, root.level, root.order, root.nested_count) == (
        root.pk,
        root.pk,
        0,
        1,
        2,
    )
    assert rows["a2"].nested_count == 0
    assert [(rows[u].thread_id, rows[u].parent_id, rows[u].level, rows[u].order) for u in ("a3", "a4")] == [
        (root.pk, root.pk, 1, 2),
        (root.pk, root.pk, 1, 3),
    ]
    assert {(c.user_name, c.user_email, c.user_url, c.ip_address, c.is_public) for c in rows.values()} == {
        ("", "", "", None, True)
    }


def test_a_later_file_goes_on_with_the_thread(load):
    load(*GROUND, topic(1), answer(1), answer(2, parent="a1"))
    load(*GROUND, topic(1), answer(1), answer(2, parent="a1"), answer(3, parent="a2"))
    third = Answer.objects.get(uid="a3")
    comment = XtdComment.objects.get(pk=third.comment_id)
    # Two levels: the reply to a reply stands beside it.
    assert third.parent.uid == "a1"
    assert (comment.order, comment.level) == (3, 1)
    assert XtdComment.objects.get(pk=third.parent.comment_id).nested_count == 2


def test_a_second_run_changes_nothing(load):
    lines = [*GROUND, topic(1, solution="a1"), answer(1), vote(1, topic="t1")]
    load(*lines)
    Topic.objects.update(solution=None)
    report = load(*lines)
    assert not report.created
    found = Topic.objects.get()
    assert (found.vote_count, found.answer_count, found.forum.topic_count) == (1, 1, 1)
    assert found.solution is None, "what staff changed since must stay"
    assert (Topic.objects.count(), Answer.objects.count(), Vote.objects.count()) == (1, 1, 1)


def test_nobody_is_told(load, mailoutbox, django_capture_on_commit_callbacks):
    heard: list[Any] = []
    listeners = [value for value in vars(signals).values() if isinstance(value, Signal)]
    for signal in listeners:
        signal.connect(lambda sender, **kw: heard.append(kw), weak=False, dispatch_uid="test-import")
    try:
        with django_capture_on_commit_callbacks(execute=True):
            load(
                *GROUND,
                topic(1, body="Hello @person-2", official_answer="a1"),
                answer(1, author_role="representative"),
                {"type": "subscription", "id": "s1", "person": "p3", "topic": "t1", "level": "all"},
            )
    finally:
        for signal in listeners:
            signal.disconnect(dispatch_uid="test-import")
    assert heard == []
    assert mail.outbox == []
    assert not Notification.objects.exists()
    assert set(OutboxMessage.objects.values_list("event", flat=True)) <= {"topic_changed"}


def test_mentions_are_rows_and_links(load):
    load(*GROUND, topic(1, body="Thanks @person-2, and @nobody."))
    assert Mention.objects.get().member.handle == "person-2"
    assert 'href="/community/people/person-2/"' in Topic.objects.get().body_html
    assert "@nobody" in Topic.objects.get().body_html


def test_the_imported_text_is_the_first_state_of_the_history(load):
    load(*GROUND, topic(1), answer(1))
    assert Version.objects.get_for_object(Topic.objects.get()).count() == 1
    assert Version.objects.get_for_object(Answer.objects.get()).count() == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (topic(1, colour="red"), "unknown key “colour”"),
        (topic(1, author="p9"), "no earlier line"),
        (topic(1, topic_type="rant"), "topic_type"),
        (topic(1, created_at="yesterday"), "created_at"),
        (topic(1, created_at="2026-05-01T12:00:00"), "UTC"),
        (topic(1, title=""), "title"),
        (topic(1, title="x" * 201), "201"),
        (topic(1, body="x" * 30_001), "30000"),
        (topic(1, body="a\x00b"), "cannot be stored"),
        (topic(1, tags="wi-fi"), "a list is expected"),
        (topic(1, official_answer="a9"), "no answer of this topic"),
        (answer(1), "no earlier line"),
        (vote(1), "exactly one of these"),
        (vote(1, topic="t1", answer="a1"), "exactly one of these"),
        ({"type": "subscription", "id": "s", "person": "p1", "forum": "f1", "level": "loud"}, "level"),
        ({"type": "planet", "id": "x"}, "unknown type"),
        (person(1), "was used on line 2"),
        ("{broken", "JSON"),
        ("[" * 100_000, "JSON"),
        ('{"type": "vote", "type": "vote"}', "twice"),
        ('{"type": "topic", "id": "\\ud800"}', "cannot be stored"),
        ('"' + "x" * 600_000 + '"', "longer than"),
        ("[]", "object"),
    ],
)
def test_a_bad_line_is_named_and_nothing_of_the_file_is_taken(load, line, words):
    report = load(*GROUND, line, topic(7))
    assert report.refused
    assert words in report.problems[0].message
    assert report.problems[0].line == 6
    assert not Forum.objects.exists()


def test_bad_lines_are_left_out_when_asked(load):
    report = load(
        *GROUND, topic(1, colour="red"), topic(2), "{", answer(1), answer(2, topic="t2"), errors="skip"
    )
    assert [problem.line for problem in report.problems] == [6, 8, 9]
    assert list(Topic.objects.values_list("uid", flat=True)) == ["t2"]
    assert list(Answer.objects.values_list("uid", flat=True)) == ["a2"]


def test_a_text_that_cannot_be_rendered_takes_its_answers_along(load):
    deep = "> " * 60 + "deep"
    report = load(*GROUND, topic(1, body=deep), answer(1), topic(2), errors="skip")
    assert [problem.line for problem in report.problems] == [6, 7]
    assert list(Topic.objects.values_list("uid", flat=True)) == ["t2"]


def test_a_parent_in_another_topic_is_refused(load):
    report = load(*GROUND, topic(1), topic(2), answer(1), answer(2, topic="t2", parent="a1"))
    assert report.refused
    assert "another topic" in report.problems[0].message


def test_an_answer_cannot_be_its_own_parent(load):
    assert load(*GROUND, topic(1), answer(1, parent="a1")).refused


def test_marks_need_a_published_answer_of_the_topic(load):
    assert load(*GROUND, topic(1, solution="a1"), topic(2), answer(1, topic="t2")).refused
    report = load(*GROUND, topic(1, solution="a1"), answer(1, state="held"), errors="skip")
    assert "published" in report.problems[0].message
    assert Topic.objects.get(uid="t1").solution is None


def test_votes_on_own_content_and_second_votes_are_left_out(load):
    report = load(
        *GROUND, topic(1), vote(1, topic="t1", voter="p1"), vote(2, topic="t1"), vote(3, topic="t1")
    )
    assert report.skipped["vote"] == 2
    assert [notice.line for notice in report.notices] == [7, 9]
    assert Topic.objects.get().vote_count == 1


def test_held_posts_stand_in_the_queue_and_count_nowhere(load):
    load(
        *GROUND,
        topic(1, state="held", hold_reason="first_post"),
        topic(2),
        answer(1, topic="t2", state="held"),
    )
    assert sorted(ModerationItem.objects.values_list("reason", flat=True)) == ["first_post", "rule"]
    assert Forum.objects.get().topic_count == 1
    assert Topic.objects.get(uid="t2").answer_count == 0
    assert not XtdComment.objects.get().is_public


def test_people_are_matched_by_address_whatever_its_case(load):
    user = make_user("Known Person")
    load(person(1, email=user.email.upper()), forum(), topic(1))
    assert Topic.objects.get().author.user == user
    load(person(1, email=user.email.upper()), forum(), topic(1))
    assert Member.objects.count() == 1


def test_people_are_matched_by_handle_unless_the_addresses_differ(load):
    author = make_topic(make_forum()).author
    load(person(1, handle=author.handle), forum(), topic(1), source="one")
    assert Topic.objects.get(uid="one:t1").author == author
    load(person(1, handle=author.handle, email="other@example.com"), forum(), topic(1), source="two")
    other = Topic.objects.get(uid="two:t1").author
    assert other != author
    assert other.user is None


def test_stubs_match_nobody_and_the_taken_handle_changes_the_mention(load):
    author = make_topic(make_forum()).author
    load(
        person(1, handle=author.handle),
        person(2),
        forum(),
        topic(1, author="p2", body=f"Thanks @{author.handle}!"),
        people="stub",
    )
    stub = Member.objects.get(uid="p1")
    assert stub.handle != author.handle
    assert Mention.objects.get().member == stub


def test_accounts_are_made_without_a_usable_password(load):
    load(
        person(1, email="new@example.com", name="Анна Ковалёва"),
        person(2),
        forum(),
        topic(1),
        people="create",
    )
    user = get_user_model().objects.get(email="new@example.com")
    assert (user.first_name, user.last_name, user.has_usable_password()) == ("Анна", "Ковалёва", False)
    assert Member.objects.get(uid="p1").user == user
    # Without an address nobody could sign in to this site: the person stays a name.
    assert Member.objects.get(uid="p2").user is None


def make_person(given: dict[str, Any]) -> Any:
    return make_user(f"Made {given['id']}") if given["id"] == "p1" else None


def test_a_host_makes_accounts_its_own_way(load, settings):
    settings.FEEDBACK_COMMUNITY = {"IMPORT_PERSON": f"{__name__}.make_person"}
    load(*GROUND, people="create")
    assert Member.objects.get(uid="p1").user.first_name == "Made"
    assert Member.objects.get(uid="p2").user is None


def test_a_function_that_a_file_names_is_taken_only_when_asked_for(load):
    line = forum(visibility="predicate", predicate="os.getcwd")
    assert load(line).refused
    assert not load(line, with_predicates=True).refused


def test_a_group_that_is_not_here_leaves_the_forum_closed(load):
    load(forum(visibility="groups", groups=["Partners"]))
    found = Forum.objects.get()
    assert [group.name for group in found.groups.all()] == ["Partners"]
    assert found.groups.get().user_set.count() == 0
    assert found.groups.get().permissions.count() == 0


def test_a_dry_run_keeps_nothing(load):
    report = load(*GROUND, topic(1), dry_run=True)
    assert report.created["topic"] == 1
    assert not Topic.objects.exists()


def test_what_belongs_to_another_site_is_not_taken_for_ours(load, write):
    load(*GROUND, topic(1))
    site = default_site()
    other = type(site).objects.create(hostname="other.example", root_page=site.root_page)
    path = write(*GROUND, topic(1))
    assert import_file(path, site=other, options=Options()).refused
    report = import_file(path, site=other, options=Options(source="copy"))
    assert report.problems == []
    assert Topic.objects.get(uid="copy:t1").forum.site == other


def test_the_number_of_queries_does_not_grow_with_the_lines(write):
    def lines(count: int) -> list[Line]:
        return [
            *GROUND,
            *(topic(n, body="Hi @person-2") for n in range(count)),
            *(answer(n % 60, id=f"a{n}", topic=f"t{n}") for n in range(count)),
            *(vote(n, topic=f"t{n}") for n in range(count)),
        ]

    with CaptureQueriesContext(connection) as few:
        import_file(write(*lines(5)), site=default_site(), options=Options(source="few"))
    with CaptureQueriesContext(connection) as many:
        import_file(write(*lines(60)), site=default_site(), options=Options(source="many"))
    # Only the rows in one INSERT are limited (SQLite takes 999 values).
    inserts = sum(query["sql"].startswith("INSERT") for query in many.captured_queries)
    assert len(many) - inserts <= len(few)


def test_a_file_of_something_else_is_refused(write):
    with pytest.raises(ImportRefused):
        import_file(write({"hello": 1}, header=False), site=default_site())
    with pytest.raises(ImportRefused):
        import_file(write({"type": "header", "version": 2}, header=False), site=default_site())


def test_the_command_reports_and_fails_plainly(write):
    out, err = StringIO(), StringIO()
    call_command("import_community", str(write(*GROUND, topic(1))), stdout=out, stderr=err)
    assert "topic" in out.getvalue()
    with pytest.raises(CommandError, match="refused"):
        call_command("import_community", str(write(topic(1))), stdout=out, stderr=err)
    assert "line 2" in err.getvalue()
    with pytest.raises(CommandError, match="no site"):
        call_command("import_community", str(write(*GROUND)), site="nowhere.example")


def test_what_a_source_brought_can_be_taken_back(load):
    kept = make_topic(make_forum())
    load(*GROUND, topic(1, tags=["wi-fi"]), answer(1), vote(1, topic="t1"), source="demo")
    remove_source("demo", site=default_site())
    assert list(Topic.objects.all()) == [kept]
    assert list(Member.objects.all()) == [kept.author]
    assert not XtdComment.objects.exists()
    assert Version.objects.count() == 1


def test_in_bulk_and_one_by_one_comments_come_out_alike(load):
    """A host's own comment model goes one by one through the save() of comments-xtd."""
    load(*GROUND, topic(1), answer(1), answer(2, parent="a1"), answer(3), answer(4, parent="a1"))
    in_bulk = _comments()
    rows = list(Answer.objects.select_related("topic", "author", "parent").order_by("pk"))
    XtdComment.objects.all().delete()
    by_key = {row.pk: row for row in rows}
    for row in rows:
        row.comment = None
        row.parent = by_key.get(row.parent_id)
    bulk._one_by_one(rows)
    Answer.objects.bulk_update(rows, ["comment"])
    assert _comments() == in_bulk


def _comments() -> list[tuple[Any, ...]]:
    """Comments by answer, their keys told as answers."""
    answers = dict(Answer.objects.values_list("comment_id", "uid"))
    return [
        (
            answers[c.pk],
            answers[c.thread_id],
            answers[c.parent_id],
            c.level,
            c.order,
            c.nested_count,
            c.comment,
        )
        + (c.is_public, c.submit_date, c.object_pk, c.user_id)
        for c in XtdComment.norel_objects.order_by("pk")
    ]
