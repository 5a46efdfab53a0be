"""The rules by which points are given: one table, to be read as documentation.

A rule is a question to the rows: "which rows of this model stand, who earned them, when?". Signals only
say where to look again, so a signal that is lost is found again by the next recount. Models and signals
are named by strings: what is not installed is not asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import CharField, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from feedback_community.enums import COMPANY_ROLES, EventKind, ModerationState, StatusKind, TopicType
from feedback_community.models.flag import FlagDecision
from feedback_community.models.merging import SuggestionDecision
from feedback_community.reputation.conf import app_settings
from feedback_community.reputation.pointrule import PointRule

SIGNALS = "feedback_community.signals"


def marked_at(kind: EventKind, fallback: str, after: str) -> Callable[[], Any]:
    """When the mark or status that stands was set: the last such event of the topic's history."""

    def expression() -> Any:
        events = apps.get_model("feedback_community", "TopicEvent").objects.filter(
            topic=OuterRef("pk"), kind=kind, after=Cast(OuterRef(after), CharField())
        )
        return Coalesce(Subquery(events.order_by("-pk").values("at")[:1]), F(fallback))

    return expression


def by_customer(role: str) -> Q:
    """Whoever speaks for the company earns nothing for it, and nobody for what others must not know of."""
    hidden = f"{role.removesuffix('author_role')}is_name_hidden"
    return ~Q(**{f"{role}__in": list(COMPANY_ROLES)}) & Q(**{hidden: False})


#: A merged topic is read at another address; its author keeps what it earned. Marks count where they stand.
ALIVE = [ModerationState.PUBLISHED, ModerationState.MERGED]
PUBLISHED = ModerationState.PUBLISHED

#: A flag as spam that was right, on a row that is flagged.
SPAM = Q(flags__decision=FlagDecision.CONFIRMED, flags__reason__slug="spam")

DEFAULT_RULES = [
    PointRule(
        reason="topic",
        label=_("First question, idea, problem or praise of a day"),
        points=1,
        per_day=1,
        model="feedback_community.Topic",
        standing=Q(state__in=ALIVE) & by_customer("author_role") & ~Q(topic_type=TopicType.UPDATE),
        earner="author",
        forum="forum",
        at="published_at",
        awarded_by={f"{SIGNALS}.topic_published": "topic"},
        revoked_by={f"{SIGNALS}.topic_removed": "topic"},
        topic="pk",
    ),
    PointRule(
        reason="answer",
        label=_("Answer"),
        points=1,
        per_day=5,
        model="feedback_community.Answer",
        standing=Q(state=PUBLISHED, topic__state__in=ALIVE) & by_customer("author_role"),
        earner="author",
        forum="topic__forum",
        at="published_at",
        awarded_by={f"{SIGNALS}.answer_published": "answer"},
        revoked_by={f"{SIGNALS}.answer_removed": "answer"},
        topic="topic",
        answer="pk",
    ),
    PointRule(
        reason="helpful",
        is_vote=True,
        label=_("Answer found helpful"),
        points=5,
        model="feedback_community.Vote",
        standing=Q(merge=None, answer__state=PUBLISHED, answer__topic__state__in=ALIVE)
        & by_customer("answer__author_role"),
        earner="answer__author",
        giver="voter",
        forum="answer__topic__forum",
        awarded_by={f"{SIGNALS}.vote_cast": "vote"},
        revoked_by={f"{SIGNALS}.vote_retracted": "vote_id"},
        topic="answer__topic",
        answer="answer",
    ),
    PointRule(
        reason="solution",
        label=_("Solution"),
        points=15,
        is_capped=False,
        model="feedback_community.Topic",
        standing=Q(state=PUBLISHED, solution__state=PUBLISHED) & by_customer("solution__author_role"),
        earner="solution__author",
        giver="author",
        forum="forum",
        at=marked_at(EventKind.SOLUTION_SET, "solution__published_at", "solution_id"),
        awarded_by={f"{SIGNALS}.solution_marked": "topic"},
        revoked_by={f"{SIGNALS}.solution_cleared": "topic"},
        topic="pk",
    ),
    PointRule(
        reason="official",
        label=_("The official answer builds on your answer"),
        points=15,
        model="feedback_community.Topic",
        standing=Q(
            state=PUBLISHED, official_answer__state=PUBLISHED, official_answer__parent__state=PUBLISHED
        )
        & by_customer("official_answer__parent__author_role"),
        earner="official_answer__parent__author",
        forum="forum",
        at=marked_at(EventKind.OFFICIAL_SET, "official_answer__published_at", "official_answer_id"),
        awarded_by={f"{SIGNALS}.official_answer_set": "topic"},
        revoked_by={f"{SIGNALS}.official_answer_cleared": "topic"},
        topic="pk",
    ),
    PointRule(
        reason="idea_vote",
        is_vote=True,
        label=_("Vote for your idea"),
        points=2,
        within="topic",
        per_within=40,
        model="feedback_community.Vote",
        standing=Q(merge=None, topic__state__in=ALIVE, topic__topic_type=TopicType.IDEA)
        & by_customer("topic__author_role"),
        earner="topic__author",
        giver="voter",
        forum="topic__forum",
        awarded_by={f"{SIGNALS}.vote_cast": "vote"},
        revoked_by={f"{SIGNALS}.vote_retracted": "vote_id"},
        topic="topic",
    ),
    PointRule(
        reason="idea_done",
        label=_("Your idea was carried out"),
        points=20,
        is_capped=False,
        model="feedback_community.Topic",
        standing=Q(state__in=ALIVE, topic_type=TopicType.IDEA, status__kind=StatusKind.DONE)
        & by_customer("author_role"),
        earner="author",
        forum="forum",
        at=marked_at(EventKind.STATUS_CHANGED, "published_at", "status_id"),
        awarded_by={f"{SIGNALS}.topic_status_changed": "topic"},
        revoked_by={f"{SIGNALS}.topic_status_changed": "topic"},
        topic="pk",
    ),
    PointRule(
        reason="duplicate",
        label=_("You found a duplicate"),
        points=2,
        model="feedback_community.DuplicateSuggestion",
        standing=Q(decision=SuggestionDecision.CONFIRMED),
        earner="by",
        giver="decided_by",
        forum="duplicate__forum",
        at="decided_at",
        awarded_by={f"{SIGNALS}.duplicate_confirmed": "suggestion"},
        topic="duplicate",
    ),
    PointRule(
        reason="flag",
        label=_("Your flag was right"),
        points=2,
        model="feedback_community.Flag",
        standing=Q(decision=FlagDecision.CONFIRMED),
        earner="by",
        giver="decided_by",
        forum="topic__forum",
        at="decided_at",
        awarded_by={f"{SIGNALS}.flag_confirmed": "flag"},
        revoked_by={f"{SIGNALS}.flag_dismissed": "flag"},
        topic="topic",
    ),
    PointRule(
        reason="spam_topic",
        label=_("Removed as spam"),
        points=-50,
        model="feedback_community.Topic",
        standing=Q(state=ModerationState.REMOVED, flags__answer=None) & SPAM,
        earner="author",
        forum="forum",
        topic="pk",
    ),
    PointRule(
        reason="spam_answer",
        label=_("Removed as spam"),
        points=-50,
        model="feedback_community.Answer",
        standing=Q(state=ModerationState.REMOVED) & SPAM,
        earner="author",
        forum="topic__forum",
        topic="topic",
        answer="pk",
    ),
]

#: Whatever happens to these, every rule that hangs on them looks again: {signal: {argument: kind}}.
LOOK_AGAIN: dict[str, dict[str, str]] = {
    f"{SIGNALS}.topic_removed": {"topic": "topic"},
    f"{SIGNALS}.topic_restored": {"topic": "topic"},
    f"{SIGNALS}.topic_moved": {"topic": "topic"},
    f"{SIGNALS}.topic_type_changed": {"topic": "topic"},
    f"{SIGNALS}.topic_merged": {"topic": "topic", "into": "topic"},
    f"{SIGNALS}.topic_unmerged": {"topic": "topic", "previous": "topic"},
    f"{SIGNALS}.answer_split": {"answer": "answer", "topic": "topic"},
    f"{SIGNALS}.answer_rejoined": {"answer": "answer", "topic": "topic"},
    f"{SIGNALS}.answer_removed": {"answer": "answer"},
    f"{SIGNALS}.answer_restored": {"answer": "answer"},
    f"{SIGNALS}.topic_name_changed": {"topic": "topic"},
    f"{SIGNALS}.answer_name_changed": {"answer": "answer"},
    f"{SIGNALS}.member_anonymised": {"member": "member"},
    f"{SIGNALS}.guest_claimed": {"member": "member", "previous": "member"},
}


def configured_rules() -> list[PointRule]:
    """Every rule of the settings, also of apps that are not installed."""
    found = list(app_settings.load("RULES"))
    for path in app_settings.EXTRA_RULES:
        extra = import_string(path)
        found += [extra] if isinstance(extra, PointRule) else extra
    return found


def all_rules() -> list[PointRule]:
    """The rules whose models are installed."""
    return [rule for rule in configured_rules() if rule.is_installed]


def rules_by_reason() -> dict[str, PointRule]:
    return {rule.reason: rule for rule in configured_rules()}


def vote_reasons() -> list[str]:
    return [rule.reason for rule in configured_rules() if rule.is_vote]
