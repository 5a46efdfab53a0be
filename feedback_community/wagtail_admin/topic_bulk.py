"""Acts on many topics at once: assign, move, retag, close. One audit row for each topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from feedback_community import limits
from feedback_community.actions.managing import close_topic, move_topic
from feedback_community.actions.staff import assign_topic
from feedback_community.actions.topics import retag_topic
from feedback_community.exceptions import CommunityError
from feedback_community.forms.topics import TagsField, tag_choices
from feedback_community.models import Forum, Topic
from feedback_community.people import full_name_or_handle, name_of
from feedback_community.querysets.topics import TopicQuerySet
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.console import QueueFilterSet, queue_of, searched, topics_of
from feedback_community.wagtail_admin.rights import POLICIES, moderated_forums, staff_topics
from feedback_community.wagtail_admin.workbench_forms import colleagues_of


class TopicBulkAction(BulkAction):
    """Wagtail asks for no right of its own here; each act asks for each topic."""

    models = [Topic]
    template_name = f"{TEMPLATES}/bulk_topics.html"
    #: What the button and the heading say.
    action_label: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not POLICIES[Topic].user_has_permission(request.user, "view"):
            raise PermissionDenied
        self.problems: dict[str, int] = {}
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
        return {"item": obj, "author": name_of(obj.author), "url": url}

    def get_form_kwargs(self) -> dict[str, Any]:
        """The choices depend on who chooses."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(action_label=self.action_label, **kwargs)

    def get_execution_context(self) -> dict[str, Any]:
        data = self.cleaned_form.cleaned_data if self.cleaned_form else {}
        return {"by": self.request.user, "data": data, "problems": self.problems}

    @classmethod
    def execute_action(cls, objects: Sequence[Topic], **kwargs: Any) -> tuple[int, int]:
        """One topic that cannot be changed does not keep the others; its reason is told afterwards."""
        done = 0
        for topic in objects:
            try:
                done += bool(cls.act(topic, by=kwargs["by"], data=kwargs["data"]))
            except CommunityError as problem:
                kwargs["problems"][problem.message] = kwargs["problems"].get(problem.message, 0) + 1
        return done, 0

    @classmethod
    def act(cls, topic: Topic, *, by: Any, data: dict[str, Any]) -> bool:
        raise NotImplementedError

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        for reason, count in self.problems.items():
            left = ngettext(
                "%(count)d topic left as it was: %(reason)s",
                "%(count)d topics left as they were: %(reason)s",
                count,
            )
            messages.warning(self.request, left % {"count": count, "reason": reason})
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
    display_name = action_label = gettext_lazy("Assign")
    action_type = "assign"
    aria_label = gettext_lazy("Assign the selected topics")
    action_priority = 10
    form_class = AssignBulkForm

    @classmethod
    def act(cls, topic: Topic, *, by: Any, data: dict[str, Any]) -> bool:
        return assign_topic(topic, by=by, to=data["assignee"])


class MoveBulkAction(TopicBulkAction):
    display_name = action_label = gettext_lazy("Move")
    action_type = "move"
    aria_label = gettext_lazy("Move the selected topics to another forum")
    action_priority = 20
    form_class = MoveBulkForm

    @classmethod
    def act(cls, topic: Topic, *, by: Any, data: dict[str, Any]) -> bool:
        return move_topic(topic, by=by, to=data["forum"])


class TagBulkAction(TopicBulkAction):
    display_name = action_label = gettext_lazy("Tag")
    action_type = "tag"
    aria_label = gettext_lazy("Add tags to the selected topics")
    action_priority = 30
    form_class = TagsBulkForm

    @classmethod
    def act(cls, topic: Topic, *, by: Any, data: dict[str, Any]) -> bool:
        known = list(topic.tags.values_list("name", flat=True))
        return retag_topic(topic, by=by, tags=[*known, *data["tags"]])


class CloseBulkAction(TopicBulkAction):
    display_name = action_label = gettext_lazy("Close")
    action_type = "close"
    aria_label = gettext_lazy("Close the selected topics")
    action_priority = 40
    classes = {"serious"}
    form_class = CloseBulkForm

    @classmethod
    def act(cls, topic: Topic, *, by: Any, data: dict[str, Any]) -> bool:
        return close_topic(topic, by=by, reason=data["reason"])
