"""The link in a mail that stops mails. It acts on POST only: mail scanners open every link they see.

The same address serves the one-click button of mail programs (RFC 8058) and people, signed in or not.
"""

from __future__ import annotations

from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from feedback_community.actions.preferences import stop_digests
from feedback_community.actions.subscriptions import silence
from feedback_community.models import Member, Topic
from feedback_community.notifications.tokens import Target, Unsubscription, read_token
from feedback_community.people import GuestVisitor
from feedback_community.web.base import CommunityView


class UnsubscribeView(CommunityView):
    # A mail program has no cookie and no form of ours: the token in the address is what it knows.
    checks_token = False

    @cached_property
    def wish(self) -> Unsubscription | None:
        return read_token(self.kwargs["token"])

    @cached_property
    def reader(self) -> Member | None:
        """The member the mail went to, if still there."""
        if self.wish is None:
            return None
        return Member.objects.with_user().in_bulk([self.wish.member_id]).get(self.wish.member_id)

    @cached_property
    def target(self) -> Target | None:
        if self.wish is None or self.reader is None:
            return None
        return self.wish.model._default_manager.in_bulk([self.wish.target_id]).get(self.wish.target_id)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._show(is_done=False)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if self.reader is not None and self.target is not None:
            if isinstance(self.target, Member):
                stop_digests(self.target)
            else:
                silence(self.reader, self.target)
        return self._show(is_done=True)

    def _show(self, *, is_done: bool) -> HttpResponse:
        is_valid = self.target is not None
        context = {"is_valid": is_valid, "is_done": is_done, "title": self._title()}
        response = self.page(
            "feedback_community/people/unsubscribe.html", context, status=200 if is_valid else 404
        )
        add_never_cache_headers(response)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _title(self) -> str:
        """What it is about, as far as the reader may read it now: a mail may be old."""
        if isinstance(self.target, Topic):
            if self.reader is None:
                return ""
            user = self.reader.user or GuestVisitor(self.reader)
            return self.target.title if self.policy.can_hear_of(user, self.target) else ""
        if isinstance(self.target, Member):
            return _("Summaries of days and weeks")
        return self.target.name if self.target is not None else ""
