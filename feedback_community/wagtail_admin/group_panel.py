"""The community's part of Wagtail's page of a group: what its people may do, forum by forum."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.forms.formsets import BaseFormSet, formset_factory
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.formsets import BaseFormSetMixin

from feedback_community.actions.rights import rights_of_group, set_rights_of_group
from feedback_community.enums import Right
from feedback_community.models import Forum


class ForumChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Forum) -> str:  # type: ignore[override]
        return f"{obj.name} ({obj.site})"


class ForumRightsForm(forms.Form):
    forum = ForumChoiceField(
        label=gettext_lazy("Forum"),
        queryset=Forum.objects.select_related("site"),
        required=False,
        empty_label=gettext_lazy("All forums"),
    )
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("Rights"),
        choices=Right.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Media:
        css = {"all": ["feedback_community/staff.css"]}


class GroupRightsFormSet(BaseFormSetMixin, BaseFormSet):
    """A line for each forum. Whoever may change a group may give it these rights, as with those for pages."""

    def __init__(self, data: Any = None, files: Any = None, instance: Group | None = None) -> None:
        self.instance = instance if instance is not None else Group()
        rows = rights_of_group(self.instance) if self.instance.pk else {}
        initial = [{"forum": forum, "rights": sorted(rights)} for forum, rights in rows.items()]
        super().__init__(data, files, initial=initial, prefix="community_rights")

    def clean(self) -> None:
        if any(self.errors):
            return
        forums = [form.cleaned_data.get("forum") for form in self._standing()]
        if len(set(forums)) != len(forums):
            raise forms.ValidationError(_("A forum stands here twice. Put its rights into one line."))

    def save(self) -> None:
        chosen = {
            form.cleaned_data.get("forum"): [Right(right) for right in form.cleaned_data.get("rights", ())]
            for form in self._standing()
        }
        set_rights_of_group(self.instance, chosen)

    def _standing(self) -> list[forms.Form]:
        return [form for form in self.forms if form not in self.deleted_forms]

    def as_admin_panel(self) -> str:
        return render_to_string("feedback_community/wagtail_admin/group_rights.html", {"formset": self})


def group_rights_panel() -> type[BaseFormSet]:
    """For Wagtail's hook `register_group_permission_panel`."""
    return formset_factory(ForumRightsForm, formset=GroupRightsFormSet, extra=0, can_delete=True)
