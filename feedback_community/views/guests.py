"""Taking part without an account: who are you, the link in the mail, and what a guest may decide."""

from __future__ import annotations

import copy
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from feedback_community.actions.claiming import claim_posts, may_claim
from feedback_community.actions.guests import ask_for_proof, hash_of, leave_as_guest, proving
from feedback_community.exceptions import CommunityError
from feedback_community.forms.guests import GuestForm
from feedback_community.models import GuestProof
from feedback_community.notifications.proofs import read_token
from feedback_community.people import GuestVisitor
from feedback_community.views.continuing import ACTS
from feedback_community.web import guests, pending
from feedback_community.web.acts import STATUSES, ActView
from feedback_community.web.base import CommunityView
from feedback_community.web.pending import PendingAct
from feedback_community.web.previews import preview
from feedback_community.web.throttle import limited_proofs

#: What is done without a text needs no name.
NAMELESS = frozenset({"vote", "unvote", "answer_vote", "answer_unvote"})


def replay(request: HttpRequest, name: str, kwargs: dict[str, Any], data: QueryDict) -> ActView:
    """The view of a kept act, as if its form were sent now."""
    sent: Any = copy.copy(request)
    sent.method, sent.POST = "POST", data
    view = ACTS[name]()
    view.setup(sent, **kwargs)
    return view


class GuestView(CommunityView):
    """The page between a form and its mail. Without a kept act: what a guest may decide."""

    @cached_property
    def kept(self) -> PendingAct | None:
        """The newest kept act that this visitor could do without an account."""
        acts = [act for act in pending.acts(self.request) if act.name in ACTS]
        return next((act for act in reversed(acts) if self.view_of(act).invites_guests), None)

    def view_of(self, act: PendingAct) -> ActView:
        return replay(self.request, act.name, act.kwargs, act.post_data())

    def form(self, data: QueryDict | None = None) -> GuestForm:
        return GuestForm(data, with_name=self.kept is not None and self.kept.name not in NAMELESS)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse("feedback_community:continue"))
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            return HttpResponseRedirect(reverse("feedback_community:continue"))
        visitor, step = request.user, request.POST.get("step")
        leaves = step == "leave" and isinstance(visitor, GuestVisitor)
        if step == "forget" or leaves:
            if isinstance(visitor, GuestVisitor) and leaves:
                leave_as_guest(visitor)
                messages.success(request, _("Your name and your address are gone from the community."))
            guests.forget(request)
            return HttpResponseRedirect(reverse("feedback_community:home"))
        return self.ask()

    def ask(self) -> HttpResponseBase:
        if self.request.POST.get("act") and self.kept is None:
            messages.error(
                self.request, _("This cannot be done without an account any more. Nothing is lost.")
            )
            return redirect_to_login(reverse("feedback_community:continue"))
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self.show(form)
        try:
            with limited_proofs(self.request, hash_of(form.cleaned_data["email"])):
                self.keep(form.cleaned_data)
        except CommunityError as error:
            field = getattr(error, "field", None)
            form.add_error(field if field in form.fields else "email", error.message)
            return self.show(form, status=STATUSES.get(type(error), 200))
        return HttpResponseRedirect(f"{reverse('feedback_community:guest')}?sent=1")

    def keep(self, data: dict[str, Any]) -> None:
        """The act leaves the browser and waits for the link, with whatever browser it is opened."""
        act = self.kept
        if act is None:
            ask_for_proof(data["email"], site=self.site)
            return
        ask_for_proof(
            data["email"],
            site=self.site,
            name=data.get("name", ""),
            forum=self.view_of(act).place,
            act=act.name,
            kwargs=act.kwargs,
            data=act.data,
        )
        pending.drop(self.request, act.key)

    def show(self, form: GuestForm, *, status: int = 200) -> HttpResponse:
        act = self.kept
        view = self.view_of(act) if act is not None else None
        context = {
            "page_title": _("Take part without an account"),
            "form": form,
            "act": act,
            "act_title": _title(view, act.data) if view is not None and act is not None else "",
            "preview": preview(act.text) if act is not None and act.text else None,
            "guest": self.member,
            "is_sent": "sent" in self.request.GET and act is None,
            "login_url": redirect_to_login(reverse("feedback_community:continue")).url,
        }
        return self.page("feedback_community/guest.html", context, status=status)


class GuestProofView(CommunityView):
    """The link in the mail. It shows a page and acts on POST: mail scanners open every link they see."""

    @cached_property
    def proof(self) -> GuestProof | None:
        """What the link stands for. A link of another site, or of an act that is gone, is none."""
        found = read_token(self.kwargs["token"])
        if found is None or found.site_id != self.site.pk or (found.act and found.act not in ACTS):
            return None
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        # Not "no-referrer": browsers then send "Origin: null" with the form, which the token's check refuses.
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        if self.proof is None:
            return self.gone()
        if self.proof.user_id is not None:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may_claim(self.proof, by=request.user):
                return self.gone()
        return self.show()

    def post(self, request: HttpRequest, token: str) -> HttpResponseBase:
        if self.proof is None:
            return self.gone()
        if self.proof.user_id is not None:
            return self.claim(self.proof)
        with proving(self.proof) as visitor:
            if visitor is None:
                return self.gone()
            if not request.user.is_authenticated:
                guests.remember(request, visitor)
            return self.act(self.proof, visitor)

    def act(self, proof: GuestProof, visitor: GuestVisitor) -> HttpResponseBase:
        """What waited is done as if it were sent now, so that a refusal shows the form with its text."""
        if not proof.act:
            messages.success(self.request, _("You are recognised in this browser now."))
            return HttpResponseRedirect(reverse("feedback_community:guest"))
        self.request.user = visitor  # type: ignore[assignment]
        try:
            view = replay(self.request, proof.act, proof.kwargs, _sent(proof))
            view.is_proven = True
            return view.post(**proof.kwargs)
        except Http404:
            return self.lost(proof)

    def claim(self, proof: GuestProof) -> HttpResponseBase:
        user = self.request.user
        if not user.is_authenticated or not may_claim(proof, by=user):
            return self.gone()
        if claim_posts(proof, by=user):
            messages.success(self.request, _("What you posted without an account is yours now."))
        else:
            messages.info(self.request, _("Nothing was posted from this address without an account."))
        return HttpResponseRedirect(reverse("feedback_community:own_data"))

    def gone(self) -> HttpResponse:
        return self.page(
            "feedback_community/guest_proof.html", {"page_title": _("This link does not work")}, status=404
        )

    def lost(self, proof: GuestProof) -> HttpResponse:
        """The object has gone meanwhile: the text goes back to its writer."""
        context = {"page_title": _("There is nothing here"), "proof": proof, "lost": proof.typed("body")}
        return self.page("feedback_community/guest_proof.html", context, status=404)

    def show(self) -> HttpResponse:
        proof = self.proof
        if proof is None:
            return self.gone()
        title, text = "", proof.typed("body")
        if proof.act:
            title = _title(replay(self.request, proof.act, proof.kwargs, _sent(proof)), proof.data)
        context = {
            "page_title": _("Was this you?"),
            "proof": proof,
            "act_title": title,
            "preview": preview(text) if text else None,
        }
        return self.page("feedback_community/guest_proof.html", context)


def _sent(proof: GuestProof) -> QueryDict:
    """The form as it was typed. What was asked before in such words was shown then."""
    data = QueryDict(mutable=True)
    for field, values in proof.data.items():
        data.setlist(field, values)
    if proof.act == "ask":
        data["suggested"] = "1"
    return data


def _title(view: ActView, data: dict[str, list[str]]) -> str:
    """What is to be done, in a line; nothing of an object that this visitor does not see."""
    if view.name == "ask":
        return (data.get("title") or [""])[0]
    try:
        return str(view.pending_title())
    except Http404:
        return ""
