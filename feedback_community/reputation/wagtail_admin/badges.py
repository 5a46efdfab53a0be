"""Badges: made and changed here; given by hand with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets import ListingButton

from feedback_community import limits
from feedback_community.people import name_of
from feedback_community.reputation.actions.awards import PERMISSION, give_badge, take_badge
from feedback_community.reputation.badges import all_badge_rules
from feedback_community.reputation.models import Badge, BadgeAward
from feedback_community.reputation.wagtail_admin.base import (
    TEMPLATES,
    ActFormView,
    ConfigurationViewSet,
    MemberField,
)

#: Awards that the page for giving shows.
SHOWN = 50


class LevelsField(forms.CharField):
    """How many deeds each level needs: "1, 10, 50"."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(number) for number in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if not all(part.isdecimal() and 0 < int(part) < 10**6 for part in parts):
            raise forms.ValidationError(_("Please write numbers with commas between them."))
        return sorted({int(part) for part in parts}) or [1]


class BadgeForm(forms.ModelForm):
    rule = forms.ChoiceField(label=gettext_lazy("Given for"), required=False)
    thresholds = LevelsField(
        label=gettext_lazy("Levels"),
        required=False,
        help_text=gettext_lazy("How many are needed for each level: 1, 10, 50."),
    )

    class Meta:
        model = Badge
        fields = (
            *("name", "slug", "description", "rule", "thresholds"),
            *("icon", "colour", "is_active", "position"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [(name, rule.label) for name, rule in all_badge_rules().items()]
        self.fields["rule"].choices = [("", _("By hand, with a reason")), *rules]  # type: ignore[attr-defined]
        if self.instance.key:
            words = _("Empty: the usual words, in the reader's language.")
            self.fields["name"].help_text = self.fields["description"].help_text = words
        else:
            self.fields["name"].required = self.fields["description"].required = True


class BadgeIndexView(IndexView):
    @cached_property
    def columns(self) -> list[Column]:
        rules = {name: rule.label for name, rule in all_badge_rules().items()}
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label=_("Name"), accessor=str, get_url=self.get_edit_url),
            Column("rule", label=_("Given for"), accessor=lambda row: rules.get(row.rule, _("By hand"))),
            Column("levels", label=_("Levels"), accessor=lambda row: ", ".join(map(str, row.thresholds))),
            BooleanColumn("is_active", label=_("Given at present")),
        ]

    def get_list_more_buttons(self, instance: Badge) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if not instance.rule and self.request.user.has_perm(PERMISSION):
            url = reverse("feedback_community_badges:give", args=[instance.pk])
            buttons.append(ListingButton(_("Give to somebody"), url=url, icon_name="user", priority=15))
        return buttons


class GiveForm(forms.Form):
    member = MemberField()
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=limits.NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Shown beside the badge."),
    )


class GiveBadgeView(ActFormView):
    permission = PERMISSION
    template_name = f"{TEMPLATES}/give_badge.html"
    form_class = GiveForm
    page_title = gettext_lazy("Give a badge")
    header_icon = "user"
    index_url_name = "feedback_community_badges:index"
    index_label = gettext_lazy("Badges")
    submit = gettext_lazy("Give the badge")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        badge = Badge.objects.filter(pk=kwargs["pk"], rule="").first()
        if badge is None:
            raise Http404
        self.badge = badge

    def get_page_subtitle(self) -> str:
        return str(self.badge)

    def perform(self, form: forms.Form) -> str:
        data = form.cleaned_data
        give_badge(self.badge, data["member"], by=self.request.user, reason=data["reason"])
        return _("%(name)s has the badge now.") % {"name": name_of(data["member"])}

    def get_success_url(self) -> str:
        return reverse("feedback_community_badges:give", args=[self.badge.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = BadgeAward.objects.filter(badge=self.badge).select_related("member__user", "by__user")
        awards = [
            (row, name_of(row.member), name_of(row.by) if row.by else "–")
            for row in rows.order_by("-awarded_at")[:SHOWN]
        ]
        return super().get_context_data(awards=awards, **kwargs)


class TakeForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=limits.NOTE_LENGTH)


class TakeBadgeView(ActFormView):
    permission = PERMISSION
    form_class = TakeForm
    page_title = gettext_lazy("Take a badge back")
    header_icon = "bin"
    index_url_name = "feedback_community_badges:index"
    index_label = gettext_lazy("Badges")
    submit = gettext_lazy("Take the badge back")
    is_danger = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = BadgeAward.objects.select_related("badge", "member__user")
        award = rows.filter(pk=kwargs["pk"], badge__rule="").first()
        if award is None:
            raise Http404
        self.award = award

    def get_page_subtitle(self) -> str:
        return f"{self.award.badge}: {name_of(self.award.member)}"

    def perform(self, form: forms.Form) -> str:
        take_badge(self.award, by=self.request.user, reason=form.cleaned_data["reason"])
        return _("The badge is taken back.")


class BadgeViewSet(ConfigurationViewSet):
    model = Badge
    name = "feedback_community_badges"
    url_prefix = "community/badges"
    icon = "pick"
    menu_order = 400
    index_view_class = BadgeIndexView

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return BadgeForm

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/give/", self.construct_view(GiveBadgeView), name="give"),
            path("awards/<int:pk>/take/", self.construct_view(TakeBadgeView), name="take"),
        ]
