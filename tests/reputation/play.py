"""A small community in which random things happen, and an independent count of what each has earned.

The count is written from the product's words alone, in plain loops over rows, and shares no code with
the package beyond its models.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Sum

from feedback_community.models import Answer, DuplicateSuggestion, Flag, Topic, TopicEvent, Vote
from feedback_community.outbox import worker
from feedback_community.reputation.models import DayTotal, LedgerEntry, Reputation, Score, ScoreCount

COMPANY = ("employee", "representative")
Award = tuple[int, str, int]


def work() -> None:
    """What the worker does for reputation, here and now."""
    worker.run_once(frozenset({"reputation"}))


def earned() -> dict[Award, tuple[int, datetime, int | None, int, int | None]]:
    """(member, reason, source): (points, when, giver, forum, idea), from the rows."""
    found: dict[Award, Any] = {}

    def give(
        member: Any, post: Any, reason: str, source: int, points: int, at: Any, topic: Topic, **more: Any
    ):
        """`post`: what earned it; not for the company, nor where the author's name is hidden."""
        giver = more.get("giver")
        if member is None or member.is_anonymised or giver == member.pk:
            return
        if post is not None and (post.author_role in COMPANY or post.is_name_hidden):
            return
        found[member.pk, reason, source] = (points, at, giver, topic.forum_id, more.get("idea"))

    def event(topic: Topic, kind: str, after: Any) -> datetime:
        rows = TopicEvent.objects.filter(topic=topic, kind=kind, after=str(after))
        return rows.order_by("pk").last().at

    def alive(topic: Topic) -> bool:
        return topic.state in ("published", "merged")

    for topic in Topic.objects.select_related("author", "status"):
        if not alive(topic):
            continue
        if topic.topic_type != "update":
            give(topic.author, topic, "topic", topic.pk, 1, topic.published_at, topic)
        if topic.topic_type == "idea" and topic.status.kind == "done":
            at = event(topic, "status_changed", topic.status_id)
            give(topic.author, topic, "idea_done", topic.pk, 20, at, topic)
        if topic.state != "published":
            continue
        if topic.solution is not None and topic.solution.state == "published":
            at = event(topic, "solution_set", topic.solution_id)
            give(
                topic.solution.author,
                topic.solution,
                "solution",
                topic.pk,
                15,
                at,
                topic,
                giver=topic.author_id,
            )
        official = topic.official_answer
        if official is not None and official.parent is not None and official.parent.state == "published":
            at = event(topic, "official_set", official.pk)
            give(official.parent.author, official.parent, "official", topic.pk, 15, at, topic)
    for answer in Answer.objects.select_related("author", "topic"):
        if answer.state == "published" and alive(answer.topic):
            give(answer.author, answer, "answer", answer.pk, 1, answer.published_at, answer.topic)
    for vote in Vote.objects.select_related("answer__author", "answer__topic", "topic__author"):
        if getattr(vote, "merge_id", None):
            continue
        if vote.answer is not None:
            answer = vote.answer
            if answer.state == "published" and alive(answer.topic):
                give(
                    answer.author,
                    answer,
                    "helpful",
                    vote.pk,
                    5,
                    vote.created_at,
                    answer.topic,
                    giver=vote.voter_id,
                )
        elif alive(vote.topic) and vote.topic.topic_type == "idea":
            topic = vote.topic
            give(
                topic.author,
                topic,
                "idea_vote",
                vote.pk,
                2,
                vote.created_at,
                topic,
                giver=vote.voter_id,
                idea=topic.pk,
            )
    for flag in Flag.objects.filter(decision="confirmed").select_related("by", "topic__author", "reason"):
        give(flag.by, None, "flag", flag.pk, 2, flag.decided_at, flag.topic, giver=flag.decided_by_id)
        if flag.reason.slug == "spam":
            post = flag.answer or flag.topic
            reason = "spam_answer" if flag.answer else "spam_topic"
            if post.state == "removed":
                topic = flag.answer.topic if flag.answer else flag.topic
                give(post.author, None, reason, post.pk, -50, post.created_at, topic)
    for row in DuplicateSuggestion.objects.filter(decision="confirmed").select_related("by", "duplicate"):
        give(row.by, None, "duplicate", row.pk, 2, row.decided_at, row.duplicate, giver=row.decided_by_id)
    return found


def daily(awards: dict[Award, Any]) -> Counter[tuple[int, Any, int]]:
    """(member, day, forum): the points that count, by the words of the product definition."""
    order = sorted(awards, key=lambda key: (awards[key][1], key[1], key[2]))
    idle: set[Award] = set()
    between: Counter[Any] = Counter()
    on_idea: Counter[int] = Counter()
    for key in order:
        member, reason, _source = key
        _points, at, giver, _forum, idea = awards[key]
        if reason in ("helpful", "idea_vote") and giver:
            day = at.astimezone(UTC).date()
            pair = (frozenset((member, giver)), day - timedelta(days=day.weekday()))
            between[pair] += 1
            if between[pair] > 5:
                idle.add(key)
        if idea:
            on_idea[idea] += 2
            if on_idea[idea] > 40:
                idle.add(key)
    totals: Counter[tuple[int, Any, int]] = Counter()
    had: defaultdict[Any, Counter[str]] = defaultdict(Counter)
    for key in order:
        if key in idle:
            continue
        member, reason, _source = key
        points, at, _giver, forum, _idea = awards[key]
        day = at.astimezone(UTC).date()
        if points < 0:
            totals[member, day, forum] += points
            continue
        mine = had[member, day]
        if reason == "topic" and mine["topic"] >= 1 or reason == "answer" and mine["answer"] >= 5:
            continue
        mine[reason] += points
        if reason not in ("solution", "idea_done"):
            points = min(points, 100 - mine["all"])
            mine["all"] += points
        totals[member, day, forum] += points
    return Counter({key: points for key, points in totals.items() if points})


def ledger_says() -> dict[Award, int]:
    rows = LedgerEntry.objects.values_list("member", "reason", "source_id").annotate(sum=Sum("points"))
    return {(m, reason, source): points for m, reason, source, points in rows if points}


def check_everything() -> None:
    """The ledger, and all that is derived from it, against the independent count."""
    awards = earned()
    assert ledger_says() == {key: value[0] for key, value in awards.items()}
    standing = LedgerEntry.objects.standing()
    assert {
        (e.member_id, e.reason, e.source_id): (e.points, e.at, e.giver_id, e.forum_id, e.within)
        for e in standing
    } == awards
    days = daily(awards)
    assert Counter({(d.member_id, d.day, d.scope): d.points for d in DayTotal.objects.all()}) == days
    totals: Counter[int] = Counter()
    for (member, _day, _forum), points in days.items():
        totals[member] += points
    sums = {member: points for member, points in totals.items() if points}
    assert {r.pk: r.points for r in Reputation.objects.all() if r.points} == sums
    overall = Score.objects.filter(kind="all", scope=0)
    assert {s.member_id: s.points for s in overall} == sums
    boards = Counter((s.kind, s.start, s.scope, s.points) for s in Score.objects.filter(is_listed=True))
    assert {(c.kind, c.start, c.scope, c.points): c.people for c in ScoreCount.objects.all()} == boards
    for key in LedgerEntry.objects.values("member", "reason", "source_id").distinct():
        rows = LedgerEntry.objects.filter(**key).order_by("sequence")
        points = [row.points for row in rows]
        assert [row.sequence for row in rows] == list(range(1, len(points) + 1))
        assert all(points[place] == -points[place - 1] for place in range(1, len(points), 2)), points
