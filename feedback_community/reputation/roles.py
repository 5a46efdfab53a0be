"""The rights of trusted persons and of those who have reached a privilege: one query a request."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from feedback_community.enums import Right
from feedback_community.people import member_of
from feedback_community.querysets.prepared import Prepared, Slot, key
from feedback_community.reputation.models import Appointment, Privilege, Reputation


def roles_for(user: Any) -> dict[int | None, set[str]]:
    """Read anew each time: a revocation holds from the next request on."""
    member = member_of(user)
    if member is None:
        return {}
    found: dict[int | None, set[str]] = {}
    for forum_id, rights, privilege in _read_roles(member=member.pk, trust=member.trust):
        given = {privilege} if privilege else {Right.TRUSTED.value, *json.loads(rights)}
        found.setdefault(forum_id, set()).update(given)
    return found


def holders_of(forum: Any, rights: Iterable[str]) -> set[int]:
    """Trusted persons with one of these rights there. Whoever earned a right by rank is not called upon."""
    trusted = Appointment.objects.filter(accepted_at__isnull=False, ended_at=None)
    rows = trusted.filter(Q(forums=None) | Q(forums=forum)).values_list("member__user", "rights").distinct()
    return {user for user, given in rows if user is not None and set(given) & set(rights)}


def _roles() -> QuerySet:
    """Forum (None for all), the rights of an appointment, the right of a privilege."""
    member = key("member")
    trusted = Appointment.objects.filter(member=member, accepted_at__isnull=False, ended_at=None)
    own = Reputation.objects.filter(member=member).values("rank__threshold")[:1]
    reached = Privilege.objects.alias(reached=Coalesce(own, Value(0))).filter(
        Q(rank=None) | Q(rank__threshold__lte=F("reached")), trust__lte=Slot("trust", IntegerField())
    )
    everywhere = Cast(Value(None), BigIntegerField())
    return (
        trusted.order_by()
        .values_list("forums", Cast("rights", TextField()), Value("", TextField()))
        .union(
            reached.order_by().values_list(everywhere, Value("", TextField()), Cast("right", TextField())),
            all=True,
        )
    )


_read_roles = Prepared(Appointment, _roles)
