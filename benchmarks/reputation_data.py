"""Fills a ledger of any size. Prints its result as the last line."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402

from benchmarks import data  # noqa: E402
from benchmarks.prepare import session_cookie  # noqa: E402
from feedback_community.models import Forum, Member  # noqa: E402
from feedback_community.reputation.leaderboards import Board  # noqa: E402

USERS = """
    INSERT INTO accounts_user (id, email, password, first_name, last_name, is_superuser,
        is_active, is_staff {extra})
    SELECT 1000 + g, 'b' || g || '@bench.example', '', 'Person', 'B' || g, false, true, false {values}
    FROM generate_series({first}, {last}) g
"""
MEMBERS = """
    INSERT INTO feedback_community_member (uid, user_id, handle, stub_name, language, is_former_employee,
        is_anonymised, created_at, trust {extra})
    SELECT 'b' || g, 1000 + g, 'b' || g, '', '', false, false, now(), 0 {values}
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
PREFIX = "feedback_community_reputation_"
TABLES = [f"{PREFIX}{name}" for name in ("ledgerentry", "daytotal", "score", "scorecount")]
PEOPLE = ["accounts_user", "feedback_community_member"]
#: What is checked or kept row by row, and is quicker made at the end.
PARTS = """
    SELECT 'ALTER TABLE %(table)s DROP CONSTRAINT ' || quote_ident(conname),
        'ALTER TABLE %(table)s ADD CONSTRAINT ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = '%(table)s'::regclass AND contype IN ('u', 'f')
    UNION ALL
    SELECT 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = '%(table)s'::regclass AND indexrelid NOT IN
        (SELECT conindid FROM pg_constraint WHERE conrelid = '%(table)s'::regclass)
"""


def fill(people: int, entries: int) -> dict[str, Any]:
    """A community of so many people with points, derived anew."""
    if not Forum.objects.exists():
        data.make_topics(1, data.make_people(1))
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET autovacuum = off")
        cursor.execute("SELECT pg_reload_conf()")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        parts = [part for table in (*PEOPLE, *TABLES) for part in _parts(cursor, table)]
        for drop, _make in parts:
            cursor.execute(drop)
        known = Member.objects.count()
        for statement, table in zip((USERS, MEMBERS), PEOPLE, strict=True):
            columns = _required(cursor, table, statement)
            cursor.execute(statement.format(first=known + 1, last=people, **columns))
        cursor.execute(ENTRIES.format(entries=entries))
        for statement in DERIVED:
            cursor.execute(statement)
        for _drop, make in parts:
            cursor.execute(make)
        cursor.execute("VACUUM ANALYZE")
    return look(people)


def _parts(cursor: Any, table: str) -> list[tuple[str, str]]:
    cursor.execute(PARTS % {"table": table})
    return list(cursor.fetchall())


def _required(cursor: Any, table: str, statement: str) -> dict[str, str]:
    """Columns that the statement does not name: the empty value of their type."""
    given = [*re.findall(r"\w+", statement.split("SELECT")[0]), "id"]
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE is_nullable = 'NO' "
        "AND table_name = %s AND column_name <> ALL(%s)",
        [table, given],
    )
    found = cursor.fetchall()
    empty = {"boolean": "false", "jsonb": "'{}'", "timestamp with time zone": "now()"}
    values = [empty.get(kind, "0" if "int" in kind else "''") for _name, kind in found]
    return {
        "extra": "".join(f", {name}" for name, _kind in found),
        "values": "".join(f", {value}" for value in values),
    }


def look(people: int) -> dict[str, Any]:
    """The plan of the board's query, a page far down, and somebody who stands there."""
    scores = Board("all").scores()
    plan = json.loads(scores[:26].explain(format="json"))[0]["Plan"]
    middle = scores[min(40_000, people // 2)]
    user = scores[min(40_000, people // 2) + 1].member.user
    return {
        "plan": _nodes(plan),
        "deep": f"{middle.points}_{middle.member_id}",
        "cookie": session_cookie(user),
    }


def _nodes(plan: dict[str, Any]) -> str:
    name = plan["Node Type"] + (f" on {plan['Index Name']}" if "Index Name" in plan else "")
    return " > ".join([name, *(_nodes(part) for part in plan.get("Plans", ()))])


def main(arguments: list[str]) -> None:
    people, entries = (int(number) for number in arguments)
    print(json.dumps(fill(people, entries)))


if __name__ == "__main__":
    main(sys.argv[1:])
