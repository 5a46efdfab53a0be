"""Rule classes of badges: each counts one kind of deed. How many are needed stands with the badge.

A class has a `name` that never changes and `numbers(member_ids)`, which reads rows and writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.apps import apps
from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from feedback_community.enums import EventKind, StatusKind, TopicType
from feedback_community.models import Answer, Topic, TopicEvent, Vote
from feedback_community.reputation.conf import app_settings
from feedback_community.reputation.models import LedgerEntry
from feedback_community.reputation.rules import by_customer

Numbers = dict[int, int]


class BadgeRule:
    """Base of all. `numbers` gives how often each of these members has done it."""

    name: str = ""
    label: Any = ""

    def numbers(self, member_ids: Collection[int]) -> Numbers:
        raise NotImplementedError

    def concerns(self, entries: Iterable[LedgerEntry]) -> set[int]:
        """Members, besides those who earned or gave, for whom new ledger rows may change the number."""
        return set()


def counted(rows: QuerySet, path: str) -> Numbers:
    return dict(rows.order_by().values_list(path).annotate(Count("pk", distinct=True)))


def awards(reason: str, member_ids: Collection[int]) -> Numbers:
    """How many awards of a rule stand, by member."""
    rows = LedgerEntry.objects.standing().filter(reason=reason, member__in=member_ids)
    return counted(rows, "member_id")


class FirstQuestion(BadgeRule):
    name = "questions"
    label = _("Questions asked")

    def numbers(self, member_ids: Collection[int]) -> Numbers:
        rows = Topic.objects.published().of_type(TopicType.QUESTION).filter(author__in=member_ids)
        return counted(rows.filter(by_customer("author_role")), "author_id")


class Solutions(BadgeRule):
    name = "solutions"
    label = _("Solutions given")

    def numbers(self, member_ids: Collection[int]) -> Numbers:
        return awards("solution", member_ids)


class HelpfulAnswers(BadgeRule):
    name = "helpful"
    label = _("Helpful votes received")

    def numbers(self, member_ids: Collection[int]) -> Numbers:
        return awards("helpful", member_ids)


class Ideas(BadgeRule):
    name = "ideas"
    label = _("Ideas carried out")

    def numbers(self, member_ids: Collection[int]) -> Numbers:
        return awards("idea_done", member_ids)


class EarlyVoter(BadgeRule):
    """Voted for an idea before anybody of the company had given it a status, and it was carried out."""

    name = "early_voter"
    label = _("Early votes for ideas that were carried out")

    def numbers(self, member_ids: Collection[int]) -> Numbers:
        changes = TopicEvent.objects.filter(topic=OuterRef("topic"), kind=EventKind.STATUS_CHANGED)
        first = changes.order_by().values("topic").annotate(first=Min("at")).values("first")
        rows = Vote.objects.filter(
            voter__in=member_ids, topic__topic_type=TopicType.IDEA, topic__status__kind=StatusKind.DONE
        )
        return counted(rows.annotate(first=Subquery(first)).filter(created_at__lt=F("first")), "voter_id")

    def concerns(self, entries: Iterable[LedgerEntry]) -> set[int]:
        done = {entry.source_id for entry in entries if entry.reason == "idea_done"}
        votes = Vote.objects.filter(topic__in=done, voter__isnull=False) if done else Vote.objects.none()
        return set(votes.values_list("voter_id", flat=True))


class Sources(BadgeRule):
    """An answer of one's own went into an article."""

    name = "sources"
    label = _("Answers used in articles")

    def numbers(self, member_ids: Collection[int]) -> Numbers:
        try:
            model = apps.get_model("feedback_community_kb", "ArticleSource")
        except LookupError:
            return {}
        used = model._default_manager.filter(answer_id__isnull=False).values("answer_id")
        rows = Answer.objects.filter(by_customer("author_role"), pk__in=used, author__in=member_ids)
        return counted(rows, "author_id")


def all_badge_rules() -> dict[str, BadgeRule]:
    """The rules in force, by name."""
    rules = [import_string(path)() for path in app_settings.BADGE_RULES]
    return {rule.name: rule for rule in rules}
