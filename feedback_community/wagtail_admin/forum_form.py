"""The forum's form: rights of groups beside it, one list of groups for each right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from feedback_community.actions.ordering import next_position
from feedback_community.actions.rights import group_rights, set_group_rights
from feedback_community.enums import ForumVisibility, Right, TopicType
from feedback_community.models import Forum, Status


def right_field(right: str) -> str:
    return f"groups_{right}"


def _groups_field(right: Right) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        label=right.label,
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class ForumFormBase(WagtailAdminModelForm):
    topic_types = forms.MultipleChoiceField(
        label=gettext_lazy("Topic types"), choices=TopicType.choices, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        help_text=gettext_lazy("What people write in here."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "language" in self.fields:
            self.fields["language"].choices = [("", _("Any language")), *settings.LANGUAGES]  # type: ignore[attr-defined]
        if "predicate" in self.fields and not getattr(self.for_user, "is_superuser", False):
            self.fields["predicate"].disabled = True
            self.fields["predicate"].help_text = _("Only a superuser can name a function.")
        if self.instance.pk:
            # Topics carry statuses of their site, so a forum stays where it is.
            self.fields["site"].disabled = True
            if "statuses" in self.fields:
                own = Status.objects.filter(site=self.instance.site_id)
                self.fields["statuses"].queryset = own  # type: ignore[attr-defined]
            for right, ids in group_rights(self.instance).items():
                self.initial[right_field(right)] = sorted(ids)

    def clean_predicate(self) -> str:
        path: str = self.cleaned_data["predicate"]
        if not path:
            return path
        try:
            function: Callable[..., Any] = import_string(path)
        except ImportError as problem:
            raise forms.ValidationError(
                _("This function cannot be imported: %(problem)s") % {"problem": problem}
            ) from problem
        if not callable(function):
            raise forms.ValidationError(_("This is not a function."))
        return path

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        visibility, site = data.get("visibility"), data.get("site")
        if visibility == ForumVisibility.PREDICATE and not data.get("predicate"):
            self.add_error("predicate", _("Please name the function that decides."))
        closed = visibility in (ForumVisibility.SIGNED_IN, ForumVisibility.GROUPS)
        for switch in ("guests_vote", "guests_post"):
            if closed and data.get(switch):
                self.add_error(switch, _("Guests do not see this forum."))
        if visibility == ForumVisibility.GROUPS and not data.get("groups"):
            self.add_error("groups", _("Please choose at least one group."))
        if site and any(status.site_id != site.pk for status in data.get("statuses") or ()):
            self.add_error("statuses", _("Please choose statuses of the forum's own site."))
        return data

    def save(self, commit: bool = True) -> Forum:
        if self.instance.pk is None:
            self.instance.position = next_position(Forum)
        forum: Forum = super().save(commit=commit)
        rights = {right: self.cleaned_data[right_field(right)] for right in Right if self._may_set(right)}
        if commit and rights:
            set_group_rights(forum, rights, by=self.for_user)
        return forum

    def _may_set(self, right: Right) -> bool:
        """The panel takes the field away from those without the permission."""
        return right_field(right) in self.fields


ForumForm = type("ForumForm", (ForumFormBase,), {right_field(right): _groups_field(right) for right in Right})
