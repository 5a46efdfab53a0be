"""After login: what the visitor wanted to do is shown again and sent by one button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback_community.views import (
    answers,
    ask,
    consent,
    edits,
    follows,
    histories,
    managing,
    marks,
    names,
    removals,
    votes,
    withdrawals,
)
from feedback_community.web import pending
from feedback_community.web.acts import ActView
from feedback_community.web.base import CommunityView
from feedback_community.web.pending import PendingAct
from feedback_community.web.previews import Preview, preview

ROOMS = (
    answers,
    ask,
    consent,
    edits,
    follows,
    histories,
    managing,
    marks,
    names,
    removals,
    votes,
    withdrawals,
)
#: The acts that can be kept, by the name of their URL.
ACTS: dict[str, type[ActView]] = {
    view.name: view
    for room in ROOMS
    for view in vars(room).values()
    if isinstance(view, type) and issubclass(view, ActView) and hasattr(view, "name")
}


@dataclass(frozen=True)
class Shown:
    """A kept act as the page prints it. `url` is "" when its object is not there for this person."""

    act: PendingAct
    title: str
    submit: str
    url: str
    change_url: str
    preview: Preview | None


class ContinueView(CommunityView):
    def get(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kept = pending.acts(self.request)
        if kept and not self.request.user.is_authenticated:
            return redirect_to_login(self.request.path)
        shown = [show(act, self.request) for act in reversed(kept) if act.name in ACTS]
        return self.page("feedback_community/continue.html", {"acts": shown})

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Throw one away."""
        pending.drop(self.request, self.request.POST.get("drop"))
        messages.success(self.request, _("Thrown away. Nothing was sent."))
        left = pending.acts(self.request)
        return HttpResponseRedirect(reverse(f"feedback_community:{'continue' if left else 'home'}"))


def show(act: PendingAct, request: HttpRequest) -> Shown:
    view = ACTS[act.name]()
    view.setup(request, **act.kwargs)
    url = reverse(f"feedback_community:{act.name}", kwargs=act.kwargs)
    try:
        title = str(view.pending_title())
    except Http404:
        title, url = _("What you wrote about is no longer there."), ""
    if act.name == "ask":
        title = (act.data.get("title") or [title])[0]
    return Shown(
        act=act,
        title=title,
        submit=str(view.submit) or _("Post it now"),
        url=url,
        change_url=f"{url}?kept={act.key}" if act.name == "ask" else "",
        preview=preview(act.text) if act.text else None,
    )
