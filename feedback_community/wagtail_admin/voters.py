"""Who voted for a topic, and casting a vote for a customer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from feedback_community.actions.voting_for import cast_vote_for
from feedback_community.exceptions import CommunityError
from feedback_community.models import Member, Vote
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.lenses import lenses, users_of
from feedback_community.wagtail_admin.workbench import BenchView

#: Voters on one page; the next begins after the last of it.
PAGE = 50


class VoteForForm(forms.Form):
    handle = forms.CharField(
        label=gettext_lazy("Customer"),
        help_text=gettext_lazy("The handle, with or without @."),
        max_length=60,
    )
    note = forms.CharField(
        label=gettext_lazy("How the customer asked for it"),
        help_text=gettext_lazy("For example: by telephone, 3 May."),
        max_length=255,
    )

    def clean_handle(self) -> Member:
        handle = self.cleaned_data["handle"].strip().lstrip("@").lower()
        member = Member.objects.with_user().filter(handle=handle, is_anonymised=False).first()
        if member is None:
            raise forms.ValidationError(_("Nobody has this handle."))
        return member


class VotersView(BenchView):
    template_name = f"{TEMPLATES}/voters.html"
    page_title = gettext_lazy("Voters")
    vote_form: VoteForForm | None = None

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = super().get_breadcrumbs_items()
        url = reverse("feedback_community_topics:inspect", args=(self.topic.pk,))
        return [*items[:-1], {"url": url, "label": self.topic.title}, {"url": "", "label": _("Voters")}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.vote_form = form = VoteForForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**kwargs))
        data = form.cleaned_data
        try:
            counted = cast_vote_for(self.topic, customer=data["handle"], by=request.user, note=data["note"])
        except CommunityError as problem:
            form.add_error(None, problem.message)
            return self.render_to_response(self.get_context_data(**kwargs))
        if counted:
            messages.success(request, _("The vote is counted."))
        else:
            messages.warning(request, _("This customer voted already."))
        return redirect("feedback_community_topics:voters", self.topic.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        votes = Vote.objects.filter(topic=self.topic).select_related("voter__user", "cast_by__user")
        after = self.request.GET.get("after", "")
        if after.isdecimal():
            votes = votes.filter(pk__lt=int(after))
        rows = list(votes.order_by("-pk")[: PAGE + 1])
        context: dict[str, Any] = super(BenchView, self).get_context_data(
            topic=self.topic,
            rows=self.marked(rows[:PAGE]),
            after=rows[PAGE - 1].pk if len(rows) > PAGE else None,
            form=self.vote_form or VoteForForm(),
            **kwargs,
        )
        return context

    def marked(self, votes: list[Vote]) -> list[tuple[Vote, list[str]]]:
        """Each vote with the labels of the lenses that its voter is seen through; one query a lens."""
        users = [vote.voter.user_id for vote in votes if vote.voter and vote.voter.user_id]
        seen = {
            str(lens.label): set(users_of(lens).filter(pk__in=users).values_list("pk", flat=True))
            for lens in lenses().values()
        }
        return [
            (v, [name for name, ids in seen.items() if v.voter and v.voter.user_id in ids]) for v in votes
        ]
