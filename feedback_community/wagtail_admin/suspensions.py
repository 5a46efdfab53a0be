"""Suspending people: for whoever moderates a forum they wrote in, and for those who change members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateTimeInput

from feedback_community import limits
from feedback_community.actions.suspensions import lift_suspension, suspend_member
from feedback_community.exceptions import CommunityError
from feedback_community.models import Answer, Block, Forum, Member, Suspension, Topic
from feedback_community.people import name_of
from feedback_community.permissions.checks import CHANGE_MEMBER
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.rights import moderated_forums

#: Earlier suspensions shown.
LATEST = 20
EVERYWHERE = ""


def places_for(user: Any) -> list[tuple[str, str]]:
    """Where this person may suspend others: everywhere, or the forums moderated."""
    found = [(str(forum.pk), f"{forum.name} ({forum.site})") for forum in moderated_forums(user)]
    return [(EVERYWHERE, _("Everywhere")), *found] if user.has_perm(CHANGE_MEMBER) else found


def person_acts(member: Member | None, user: Any) -> list[tuple[str, str]]:
    """Buttons for the person card: (label, address)."""
    if member is None or member.is_anonymised or not places_for(user):
        return []
    return [
        (_("Suspend"), reverse("feedback_community_people:suspend", args=[member.pk])),
        (_("Spam: block and hide all"), reverse("feedback_community_people:spam", args=[member.pk])),
    ]


class SuspensionForm(forms.Form):
    forum = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    blocks = forms.ChoiceField(
        label=gettext_lazy("What it blocks"), choices=Block.choices, initial=Block.EVERYTHING
    )
    until = forms.DateTimeField(
        label=gettext_lazy("Until"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("It ends by itself then. Empty: until somebody lifts it."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=limits.NOTE_LENGTH,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("The person reads it, here and by mail."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.forums = {str(forum.pk): forum for forum in moderated_forums(user)}
        fields: dict[str, Any] = self.fields
        fields["forum"].choices = places_for(user)

    def clean_forum(self) -> Forum | None:
        return self.forums.get(self.cleaned_data["forum"])


class PersonView(WagtailAdminTemplateMixin, TemplateView):
    """Fetches the person: one who wrote in a forum that the moderator has, or anybody for those who may
    change members. Others are missing here."""

    header_icon = "user"
    form_class: Any = SuspensionForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not places_for(request.user):
            raise PermissionDenied
        member = Member.objects.with_user().filter(pk=kwargs["pk"], is_anonymised=False).first()
        if member is None or not self.may_see(member):
            raise Http404
        self.person: Member = member
        self.form = self.form_class(request.POST or None, user=request.user)

    def may_see(self, member: Member) -> bool:
        user = self.request.user
        if user.has_perm(CHANGE_MEMBER):
            return True
        forums = [forum.pk for forum in moderated_forums(user)]
        if Topic.objects.filter(author=member, forum__in=forums).exists():
            return True
        return Answer.objects.filter(author=member, topic__forum__in=forums).exists()

    def get_page_subtitle(self) -> str:
        return name_of(self.person)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, here]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data(**kwargs))
        try:
            return self.perform()
        except CommunityError as problem:
            self.form.add_error(None, problem.message)
            return self.render_to_response(self.get_context_data(**kwargs))

    def perform(self) -> HttpResponse:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        media = self.form.media
        return super().get_context_data(person=self.person, form=self.form, media=media, **kwargs)


class SuspendView(PersonView):
    template_name = f"{TEMPLATES}/suspend.html"
    page_title = gettext_lazy("Suspend")

    def perform(self) -> HttpResponse:
        data = self.form.cleaned_data
        suspend_member(self.person, by=self.request.user, **data)
        messages.success(self.request, _("Suspended. The person reads why and until when."))
        return redirect("feedback_community_people:suspend", self.person.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.person.suspensions.select_related("forum", "by__user", "lifted_by__user")
        may = dict(places_for(self.request.user))
        shown = [
            (row, row.is_active and str(row.forum_id or EVERYWHERE) in may)
            for row in rows.order_by("-pk")[:LATEST]
        ]
        return super().get_context_data(suspensions=shown, **kwargs)


class LiftView(PersonView):
    """POST only: the end of one suspension."""

    http_method_names = ["post"]
    page_title = gettext_lazy("Suspend")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = Suspension.objects.filter(member=self.person).select_related("forum__site")
        row = rows.filter(pk=kwargs["suspension"]).first()
        if row is None:
            raise Http404
        row.member = self.person
        try:
            if lift_suspension(row, by=request.user):
                messages.success(request, _("The suspension is lifted."))
            else:
                messages.warning(request, _("It had ended in the meantime."))
        except CommunityError as problem:
            messages.error(request, problem.message)
        return redirect("feedback_community_people:suspend", self.person.pk)
