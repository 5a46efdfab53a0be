"""Block a person and hide everything: numbers first, then one button; undone on the page of the act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput

from feedback_community import limits
from feedback_community.actions import bulk
from feedback_community.actions.spam import posts_of
from feedback_community.models import Forum, Topic
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.bulk import progress_url
from feedback_community.wagtail_admin.suspensions import PersonView, SuspensionForm


class SpamForm(SuspensionForm):
    """Where and why; everything is blocked, until somebody lifts it."""

    blocks = None  # type: ignore[assignment]
    until = None  # type: ignore[assignment]
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=limits.NOTE_LENGTH,
        initial=gettext_lazy("Advertising or spam"),
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("The person reads it, here and by mail."),
    )


class SpamView(PersonView):
    template_name = f"{TEMPLATES}/spam.html"
    page_title = gettext_lazy("Block and hide all")
    header_icon = "warning"
    form_class = SpamForm

    def perform(self) -> HttpResponse:
        act = bulk.block_and_hide_all(self.person, by=self.request.user, **self.form.cleaned_data)
        bulk.work(act.pk, limit=limits.BULK_AT_ONCE)
        return redirect(progress_url(act))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The numbers of each forum, so that the choice of the place is an informed one."""
        posts = posts_of(self.person, by=self.request.user, forum=None)
        numbers: dict[Forum, list[int]] = {}
        for post in posts:
            topic = post if isinstance(post, Topic) else post.topic
            row = numbers.setdefault(topic.forum, [0, 0, 0])
            row[0 if post is topic else 1] += 1
            row[2] += not post.is_published
        rows = [(forum, *counts) for forum, counts in numbers.items()]
        return super().get_context_data(
            rows=rows, total=len(posts), newest=posts[-5:], days=limits.UNDO_DAYS, **kwargs
        )
