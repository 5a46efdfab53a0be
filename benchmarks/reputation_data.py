"""Fills a ledger of any size, and casts votes. Prints its result as the last line."""

from __future__ import annotations

import json
import random
import sys
import time
from typing import Any

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

from benchmarks import data  # noqa: E402
from benchmarks.measure import cpu_of_children  # noqa: E402
from benchmarks.postgres import postmaster  # noqa: E402
from benchmarks.prepare import session_cookie  # noqa: E402
from feedback_community.actions.votes import cast_vote  # noqa: E402
from feedback_community.enums import StatusKind  # noqa: E402
from feedback_community.models import Forum, Member, OutboxMessage, Status, Topic, Vote  # noqa: E402

MEMBERS = """
    INSERT INTO feedback_community_member (uid, handle, stub_name, language, is_former_employee,
        is_anonymised, created_at, trust {extra})
    SELECT 'b' || g, 'b' || g, 'Person ' || g, '', false, false, now(), 0 {values}
    FROM generate_series({first}, {last}) g
"""
#: A few earn much and most of them little, as everywhere.
ENTRIES = """
    INSERT INTO feedback_community_reputation_ledgerentry (member_id, reason, points, source, source_id,
        sequence, forum_id, at, written_at)
    SELECT first + floor(people * power(random(), 3))::bigint, 'host_rule', 1 + (random() * 4)::int, 'x', g,
        1, forum, now() - random() * interval '400 days', now()
    FROM generate_series(1, {entries}) g, (SELECT min(id) first, count(*) people
        FROM feedback_community_member) members, (SELECT min(id) forum FROM feedback_community_forum) forums
"""
#: What the worker derives, written by the database itself: the pages are measured here, not the worker.
DERIVED = (
    """INSERT INTO feedback_community_reputation_daytotal (member_id, scope, day, points)
    SELECT member_id, forum_id, at::date, sum(points) FROM feedback_community_reputation_ledgerentry
    GROUP BY 1, 2, 3""",
    """INSERT INTO feedback_community_reputation_score (kind, start, scope, member_id, points, is_listed)
    SELECT 'all', '1970-01-01', s, member_id, sum(points), true FROM feedback_community_reputation_daytotal,
    (SELECT 0 s UNION SELECT min(id) FROM feedback_community_forum) scopes GROUP BY s, member_id""",
    """INSERT INTO feedback_community_reputation_scorecount (kind, start, scope, points, people)
    SELECT kind, start, scope, points, count(*) FROM feedback_community_reputation_score
    GROUP BY 1, 2, 3, 4""",
)
TABLES = ("ledgerentry", "daytotal", "score", "scorecount")


def fill(people: int, entries: int) -> dict[str, Any]:
    """A community of so many people with points, derived anew."""
    if not Forum.objects.exists():
        data.make_topics(1, data.make_people(1))
    known = Member.objects.count()
    with connection.cursor() as cursor:
        if people > known:
            columns = _required(cursor)
            cursor.execute(MEMBERS.format(first=known + 1, last=people, **columns))
        for table in TABLES:
            cursor.execute(f"TRUNCATE feedback_community_reputation_{table} CASCADE")
        cursor.execute(ENTRIES.format(entries=entries))
        for statement in DERIVED:
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")
    return look(people)


def _required(cursor: Any) -> dict[str, str]:
    """Columns that members have got since: the empty value of their type."""
    given = "uid handle stub_name language is_former_employee is_anonymised created_at trust id".split()
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE is_nullable = 'NO' "
        "AND table_name = 'feedback_community_member' AND column_name <> ALL(%s)",
        [given],
    )
    found = cursor.fetchall()
    empty = {"boolean": "false", "jsonb": "'{}'", "timestamp with time zone": "now()"}
    values = [empty.get(kind, "0" if "int" in kind else "''") for _name, kind in found]
    return {
        "extra": "".join(f", {name}" for name, _kind in found),
        "values": "".join(f", {value}" for value in values),
    }


def look(people: int) -> dict[str, Any]:
    # By its path: the same module casts votes where the app is not installed.
    board = import_string("feedback_community.reputation.leaderboards.Board")
    scores = board("all").scores().filter(is_listed=True).order_by("-points", "member_id")
    plan = json.loads(scores[:26].explain(format="json"))[0]["Plan"]
    place = min(40_000, people // 2)
    middle = scores[place]
    user = Member.objects.filter(user__isnull=False).first().user
    Member.objects.filter(user=user).update(user=None)
    Member.objects.filter(pk=scores[place + 1].member_id).update(user=user)
    return {
        "plan": _nodes(plan),
        "deep": f"{middle.points}_{middle.member_id}",
        "cookie": session_cookie(user),
    }


def _nodes(plan: dict[str, Any]) -> str:
    name = plan["Node Type"] + (f" on {plan['Index Name']}" if "Index Name" in plan else "")
    return " > ".join([name, *(_nodes(part) for part in plan.get("Plans", ()))])


def votes(number: int) -> float:
    """Milliseconds of CPU of a vote, here and in the database: the action, its commit, what follows it."""
    choose = random.Random(3)  # noqa: S311
    people = data.make_people(number + 1) if Member.objects.count() < number else list(Member.objects.all())
    if not Topic.objects.exists():
        data.make_topics(50, people[:1])
        idea = {"topic_type": "idea", "status": Status.objects.get(kind=StatusKind.OPEN), "author": people[0]}
        Topic.objects.update(**idea)
    Vote.objects.all().delete()
    OutboxMessage.objects.all().delete()
    topics = list(Topic.objects.select_related("forum__site", "status"))
    voters = [type(member.user).objects.get(pk=member.user_id) for member in people[1 : number + 1]]
    server = postmaster()
    here, there = time.process_time(), cpu_of_children(server)
    for voter in voters:
        cast_vote(choose.choice(topics), voter=voter)
    taken = time.process_time() - here + cpu_of_children(server) - there
    expected = number if apps.is_installed("feedback_community.reputation") else 0
    written = OutboxMessage.objects.filter(channel="reputation").count()
    if written != expected:
        raise RuntimeError(f"{written} messages for reputation instead of {expected}")
    return 1_000 * taken / number


def main(arguments: list[str]) -> None:
    match arguments:
        case ["fill", people, entries]:
            print(json.dumps(fill(int(people), int(entries))))
        case ["votes", number]:
            print(votes(int(number)))


if __name__ == "__main__":
    main(sys.argv[1:])
