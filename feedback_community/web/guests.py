"""The guest of a browser: somebody without an account who has proven an address there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from feedback_community.actions.guests import guest_of
from feedback_community.models import Guest, Member
from feedback_community.people import GuestVisitor

SESSION_KEY = "feedback_community_guest"


def recognise(request: HttpRequest) -> None:
    """Put the guest where all of us look for the visitor. Costs a query only in a guest's browser."""
    session = getattr(request, "session", None)
    if session is None or request.user.is_authenticated or SESSION_KEY not in session:
        return
    visitor = guest_of(session[SESSION_KEY])
    if visitor is None:
        del session[SESSION_KEY]
    else:
        request.user = visitor


def remember(request: HttpRequest, visitor: GuestVisitor) -> None:
    """This browser is the guest's from now on. A new key, so that nobody knows the session from before."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = Guest.objects.values_list("pk", flat=True).get(member=visitor.member)


def forget(request: HttpRequest) -> None:
    request.session.pop(SESSION_KEY, None)


def anybody(user: Any) -> GuestVisitor:
    """The guest at hand, or one who is not known yet: to ask what a guest might do."""
    return user if isinstance(user, GuestVisitor) else GuestVisitor(Member(pk=0))
