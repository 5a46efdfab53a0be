"""Members point to what was asked before; staff decide."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions.history import audit
from feedback_community.actions.members import ensure_member
from feedback_community.exceptions import InvalidChange
from feedback_community.models import DuplicateSuggestion, Member, SuggestionDecision, Topic
from feedback_community.permissions.checks import check_moderate, check_suggest
from feedback_community.search.likeness import likeness


@transaction.atomic
def suggest_duplicate(duplicate: Topic, *, of: Topic, by: Any) -> bool:
    """Into the queue of staff. Returns False where the pair was suggested before, by whomever.

    Raises NotAllowed; InvalidChange for a pair that makes no sense.
    """
    check_suggest(by, duplicate)
    check_suggest(by, of)
    if duplicate.pk == of.pk:
        raise InvalidChange(_("A topic is no duplicate of itself."))
    if duplicate.forum.site_id != of.forum.site_id or duplicate.is_private or of.is_private:
        raise InvalidChange(_("These two topics cannot be discussed together."))
    suggestion, created = DuplicateSuggestion.objects.get_or_create(
        duplicate=duplicate,
        survivor=of,
        defaults={"by": ensure_member(by), "similarity": likeness(duplicate, of)},
    )
    if created:
        events.emit_on_commit(
            signals.duplicate_suggested, DuplicateSuggestion, suggestion=suggestion, by=suggestion.by
        )
    return created


@transaction.atomic
def dismiss_suggestion(suggestion: DuplicateSuggestion, *, by: Any) -> bool:
    """Not a duplicate. Nobody hears of it. Returns False when it was decided in the meantime."""
    check_moderate(by, suggestion.duplicate.forum)
    if not _decide(suggestion, SuggestionDecision.DISMISSED, ensure_member(by)):
        return False
    audit(suggestion.duplicate, "dismiss_suggestion", user=by, survivor=suggestion.survivor.title)
    return True


def confirm_suggestion(duplicate: Topic, survivor: Topic, *, by: Member) -> None:
    """The pair was merged; whoever had suggested it was right. Part of `merge_topics`."""
    suggestion = DuplicateSuggestion.objects.filter(duplicate=duplicate, survivor=survivor).first()
    if suggestion is None or not _decide(suggestion, SuggestionDecision.CONFIRMED, by):
        return
    events.emit_on_commit(signals.duplicate_confirmed, DuplicateSuggestion, suggestion=suggestion, by=by)


def _decide(suggestion: DuplicateSuggestion, decision: SuggestionDecision, by: Member) -> bool:
    waiting = DuplicateSuggestion.objects.filter(pk=suggestion.pk, decision="")
    suggestion.decision = decision
    return bool(waiting.update(decision=decision, decided_by=by, decided_at=timezone.now()))
