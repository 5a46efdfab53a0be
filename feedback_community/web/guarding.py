"""What stands between a form and its post: the traps for robots, and the work asked of somebody new."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.http import HttpResponse

from feedback_community.actions.proof_of_work import counted_work
from feedback_community.enums import HoldReason, TrustLevel
from feedback_community.forms.guard import GuardedForm
from feedback_community.moderation import proof_of_work
from feedback_community.moderation.screening import PUBLISH, Verdict
from feedback_community.people import member_of
from feedback_community.web.acts import ActView
from feedback_community.web.links import get_links


def work_url(user: Any) -> str:
    """Where the browser of this person finds its work, "" where none is asked: of guests and new members
    only. Somebody signed out may turn out to be either."""
    member = member_of(user)
    is_new = member is None or member.trust == TrustLevel.NEW
    return get_links()["work"] if is_new and proof_of_work.is_on() else ""


class Guarded(ActView):
    """Mixed into an act whose form is a `GuardedForm`."""

    @contextmanager
    def doubted(self, form: GuardedForm) -> Iterator[Verdict]:
        """Why the post inside should wait, if its author is somebody new; the action decides."""
        if form.doubt != PUBLISH or not work_url(self.user):
            yield form.doubt
            return
        with counted_work(form.data.get("work", "")) as problem:
            yield Verdict(hold=HoldReason.FORM, detail=problem) if problem else PUBLISH

    def show(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        return super().show(form, status=status, work_url=work_url(self.user), **context)
