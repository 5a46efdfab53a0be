"""Acts on many topics at once: assign, move, retag, close. One audit row for each topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.views.bulk_action import BulkAction

from feedback_community import limits
from feedback_community.forms.topics import TagsField, tag_choices
from feedback_community.models import BulkKind, Forum, Topic
from feedback_community.people import full_name_or_handle
from feedback_community.querysets.topics import TopicQuerySet
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.bulk import NAMED, WorkedOffMixin, check_room
from feedback_community.wagtail_admin.console import QueueFilterSet, queue_of, searched, topics_of
from feedback_community.wagtail_admin.rights import moderated_forums, staff_topics
from feedback_community.wagtail_admin.topics import author_of
from feedback_community.wagtail_admin.workbench_forms import colleagues_of


class TopicBulkAction(WorkedOffMixin, BulkAction):
    """Wagtail asks for no right of its own here; each act asks for each topic."""

    models = [Topic]
    template_name = f"{TEMPLATES}/bulk_topics.html"
    #: What the button and the heading say.
    action_label: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_room(Topic, request.user, "view")
        return super().dispatch(request, *args, **kwargs)

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        """ "All" means what the queue showed: its name, filters and search are in the address."""
        topics = topics_of(queue_of(self.request), self.request.user)
        filters = QueueFilterSet(data=self.request.GET, request=self.request, queryset=topics)
        found = searched(filters.qs, self.request.GET.get("q", "")).order_by("pk")
        return list(found.values_list("pk", flat=True)[: limits.BULK_ROWS])

    def get_queryset(self, model: type[Topic], object_ids: Sequence[Any]) -> TopicQuerySet:
        ids = [int(value) for value in object_ids if str(value).isdigit()][: limits.BULK_ROWS]
        topics = staff_topics(self.request.user).filter(pk__in=ids)
        topics = topics.select_related("forum__site", "author__user", "status").order_by("pk")
        if not topics:
            raise Http404
        return topics

    def object_context(self, obj: Topic) -> dict[str, Any]:
        url = reverse("feedback_community_topics:inspect", args=(obj.pk,))
        return {"item": obj, "author": author_of(obj), "url": url}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The choices depend on who chooses."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(action_label=self.action_label, **kwargs)
        return {**context, "named": context["items"][:NAMED], "unnamed": len(context["items"][NAMED:])}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        message = ngettext("%(count)d topic changed.", "%(count)d topics changed.", num_parent_objects)
        return message % {"count": num_parent_objects}


class AssignBulkForm(forms.Form):
    assignee = forms.ChoiceField(label=gettext_lazy("Who looks after them"), required=False)

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(p.pk): p for forum in moderated_forums(user) for p in colleagues_of(forum)}
        names = [(pk, full_name_or_handle(person) or pk) for pk, person in self.people.items()]
        fields: dict[str, Any] = self.fields
        fields["assignee"].choices = [("", _("Nobody")), *sorted(names, key=lambda pair: pair[1])]

    def clean_assignee(self) -> Any:
        return self.people.get(self.cleaned_data["assignee"])


class MoveBulkForm(forms.Form):
    forum = forms.ChoiceField(label=gettext_lazy("To which forum?"))

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.forums = {str(forum.pk): forum for forum in moderated_forums(user)}
        fields: dict[str, Any] = self.fields
        fields["forum"].choices = [(pk, f"{f.name} ({f.site})") for pk, f in self.forums.items()]

    def clean_forum(self) -> Forum:
        return self.forums[self.cleaned_data["forum"]]


class TagsBulkForm(forms.Form):
    tags = TagsField(label=gettext_lazy("Add these tags"))

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["tags"].choices = tag_choices(with_staff_tags=True)


class CloseBulkForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=limits.NOTE_LENGTH,
        help_text=gettext_lazy("Everybody who can read the topics can read it."),
    )

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class AssignBulkAction(TopicBulkAction):
    kind = BulkKind.ASSIGN
    display_name = action_label = gettext_lazy("Assign")
    action_type = "assign"
    aria_label = gettext_lazy("Assign the selected topics")
    action_priority = 10
    form_class = AssignBulkForm

    def data(self) -> dict[str, Any]:
        return {"assignee": getattr(self.cleaned_form.cleaned_data["assignee"], "pk", None)}


class MoveBulkAction(TopicBulkAction):
    kind = BulkKind.MOVE
    display_name = action_label = gettext_lazy("Move")
    action_type = "move"
    aria_label = gettext_lazy("Move the selected topics to another forum")
    action_priority = 20
    form_class = MoveBulkForm

    def data(self) -> dict[str, Any]:
        return {"forum": self.cleaned_form.cleaned_data["forum"].pk}


class TagBulkAction(TopicBulkAction):
    kind = BulkKind.TAG
    display_name = action_label = gettext_lazy("Tag")
    action_type = "tag"
    aria_label = gettext_lazy("Add tags to the selected topics")
    action_priority = 30
    form_class = TagsBulkForm

    def data(self) -> dict[str, Any]:
        return {"tags": list(self.cleaned_form.cleaned_data["tags"])}


class CloseBulkAction(TopicBulkAction):
    kind = BulkKind.CLOSE
    display_name = action_label = gettext_lazy("Close")
    action_type = "close"
    aria_label = gettext_lazy("Close the selected topics")
    action_priority = 40
    classes = {"serious"}
    form_class = CloseBulkForm

    def data(self) -> dict[str, Any]:
        return {"reason": self.cleaned_form.cleaned_data["reason"]}
