"""What staff fill in beside a topic. The forms validate shape; rights and limits are the actions'."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from feedback_community.enums import TopicType
from feedback_community.forms.base import TextField
from feedback_community.forms.statuses import StatusField
from feedback_community.forms.topics import TagsField, tag_choices
from feedback_community.models import CannedReply, Forum, ForumGroupPermission, Topic
from feedback_community.people import full_name_or_handle
from feedback_community.permissions.policy import STAFF_RIGHTS, get_policy
from feedback_community.wagtail_admin.rights import POLICIES, moderated_forums


def canned_replies(topic: Topic) -> list[CannedReply]:
    """Those of the topic's forum, in the topic's language or in none; without a language, in one's own."""
    language = topic.language or translation.get_language() or ""
    rows = CannedReply.objects.filter(Q(forum=None) | Q(forum=topic.forum_id), site=topic.forum.site_id)
    return list(rows.filter(Q(language="") | Q(language=language)))


class WorkAnswerForm(forms.Form):
    """An answer, official or as a colleague, with a new status and with or without a word to followers."""

    prefix = "answer"

    canned = forms.ChoiceField(label=_("Canned reply"), required=False)
    body = TextField(
        label=_("Answer"), required=False, widget=AdminAutoHeightTextInput(attrs={"data-community-key": "r"})
    )
    official = forms.BooleanField(label=_("This is the official answer"), required=False, initial=True)
    status = StatusField(label=_("Status"), required=False, empty_label=_("Leave as it is"))
    note = forms.CharField(label=_("Public note to the status"), required=False, max_length=1_000)
    needs_info = forms.BooleanField(
        label=_("I ask the author for details: stop the clock until the author answers"), required=False
    )
    notify = forms.BooleanField(label=_("Tell those who follow"), required=False, initial=True)
    #: Sent although a colleague is answering.
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, topic: Topic, user: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.replies = {str(reply.pk): reply for reply in canned_replies(topic)}
        fields: dict[str, Any] = self.fields
        fields["canned"].choices = [("", _("Choose…")), *((pk, r.title) for pk, r in self.replies.items())]
        fields["status"].set_topic(topic)
        # A second one would take the place of the first: only on purpose.
        fields["official"].initial = topic.official_answer_id is None
        policy = get_policy()
        if not policy.can_answer_officially(user, topic):
            del fields["official"]
        if not policy.can_change_status(user, topic):
            del fields["status"], fields["note"]
        if not self.replies:
            del fields["canned"]

    def chosen_reply(self) -> CannedReply | None:
        return self.replies.get(self.data.get(self.add_prefix("canned"), ""))


class NoteForm(forms.Form):
    prefix = "note"
    body = TextField(label=_("Internal note"), widget=AdminAutoHeightTextInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["rows"] = 2


class AssignForm(forms.Form):
    prefix = "assign"
    assignee = forms.ChoiceField(label=_("Who looks after it"), required=False)

    def __init__(self, data: Any = None, *, topic: Topic, **options: Any) -> None:
        current = getattr(topic, "assignment", None)
        member = current.assignee if current else None
        initial = {"assignee": str(member.user_id) if member and member.user_id else ""}
        super().__init__(data, initial=initial, **options)
        self.people = {str(user.pk): user for user in colleagues_of(topic.forum)}
        names = [(pk, full_name_or_handle(user) or str(pk)) for pk, user in self.people.items()]
        fields: dict[str, Any] = self.fields
        fields["assignee"].choices = [("", _("Nobody")), *sorted(names, key=lambda pair: pair[1])]

    def clean_assignee(self) -> Any:
        return self.people.get(self.cleaned_data["assignee"])


def colleagues_of(forum: Forum) -> list[Any]:
    """Users who work for the company in this forum, through a group. Superusers can do everything anyway."""
    groups = ForumGroupPermission.objects.filter(Q(forum=None) | Q(forum=forum), right__in=STAFF_RIGHTS)
    users = POLICIES[Topic].users_with_any_permission(["view"])
    return list(users.filter(Q(groups__in=groups.values("group")) | Q(is_superuser=True)).distinct())


class SortForm(forms.Form):
    """Type, forum and tags: where the topic belongs."""

    prefix = "sort"
    topic_type = forms.ChoiceField(label=_("Type"))
    forum = forms.ChoiceField(label=_("Forum"))
    tags = TagsField(label=_("Tags"), required=False)

    def __init__(self, data: Any = None, *, topic: Topic, user: Any, **options: Any) -> None:
        tags = list(topic.tags.values_list("name", flat=True))
        initial = {"topic_type": topic.topic_type, "forum": str(topic.forum_id), "tags": tags}
        super().__init__(data, initial=initial, **options)
        forums = [forum for forum in moderated_forums(user) if forum.site_id == topic.forum.site_id]
        self.forums = {str(forum.pk): forum for forum in forums}
        fields: dict[str, Any] = self.fields
        fields["forum"].choices = [(pk, forum.name) for pk, forum in self.forums.items()]
        fields["topic_type"].choices = [(t.value, t.label) for t in TopicType if topic.forum.allows(t)]
        fields["tags"].choices = tag_choices(with_staff_tags=True)

    def clean_forum(self) -> Forum:
        return self.forums[self.cleaned_data["forum"]]
