"""Merge the selected topics into one of them, after a look at what that does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback_community.actions.merge_plan import plan_merge
from feedback_community.models import BulkKind, Topic
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.bulk import NAMED
from feedback_community.wagtail_admin.topic_bulk import TopicBulkAction


class MergeBulkForm(forms.Form):
    survivor = forms.ChoiceField(label=gettext_lazy("Which one stays?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: Any = None, topics: Sequence[Topic] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        # The most voted first: it is the likeliest to stay.
        ordered = sorted(topics, key=lambda topic: (-topic.vote_count, topic.pk))
        fields["survivor"].choices = [(str(topic.pk), self.label_of(topic)) for topic in ordered]

    def label_of(self, topic: Topic) -> str:
        votes = ngettext("%(count)d vote", "%(count)d votes", topic.vote_count) % {"count": topic.vote_count}
        return f"{topic.title} ({topic.forum}, {votes})"


class MergeBulkAction(TopicBulkAction):
    kind = BulkKind.MERGE
    display_name = action_label = gettext_lazy("Merge")
    action_type = "merge"
    aria_label = gettext_lazy("Merge the selected topics into one of them")
    action_priority = 50
    classes = {"serious"}
    form_class = MergeBulkForm
    template_name = f"{TEMPLATES}/bulk_merge.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        topics, _rest = self.get_actionable_objects()
        return {**super().get_form_kwargs(), "topics": topics}

    def prepare_action(self, objects: Sequence[Topic], objects_without_access: Any) -> HttpResponse | None:
        if self.request.POST.get("step") != "merge":
            return self.preview(objects)
        return super().prepare_action(objects, objects_without_access)

    def preview(self, objects: Sequence[Topic]) -> HttpResponse:
        survivor = next(topic for topic in objects if topic.pk == self.data()["survivor"])
        others = [topic for topic in objects if topic.pk != survivor.pk]
        plans = [plan_merge(topic, survivor) for topic in others[:NAMED]]
        rest = len(others[NAMED:])
        context = self.get_context_data(form=self.cleaned_form, survivor=survivor, plans=plans, rest=rest)
        return self.render_to_response(context)

    def data(self) -> dict[str, Any]:
        return {"survivor": int(self.cleaned_form.cleaned_data["survivor"])}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        message = ngettext("%(count)d topic merged.", "%(count)d topics merged.", num_parent_objects)
        return message % {"count": num_parent_objects}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "alone": _("Select two or more topics.") if len(context["items"]) < 2 else ""}
