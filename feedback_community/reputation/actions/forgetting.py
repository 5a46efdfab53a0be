"""A person has left: what reputation knew of the person goes too."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from feedback_community.models import Member
from feedback_community.reputation.models import Appointment, BadgeAward, Reputation, Suspicion


@transaction.atomic
def forget_people(member_ids: Iterable[int]) -> None:
    """Those of these members who are anonymous now. Their points end by the rules: nobody earns them."""
    gone = list(
        Member.objects.filter(pk__in=set(member_ids), is_anonymised=True).values_list("pk", flat=True)
    )
    BadgeAward.objects.filter(member__in=gone).delete()
    Suspicion.objects.filter(Q(member__in=gone) | Q(other__in=gone)).delete()
    Reputation.objects.filter(member__in=gone).update(is_listed=False, rank=None)
    Appointment.objects.filter(member__in=gone, ended_at=None).update(ended_at=timezone.now(), letter="")
    Appointment.objects.filter(member__in=gone).update(letter="")
