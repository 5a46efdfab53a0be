"""The workbench: one topic with everything that staff need to answer it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Site

from feedback_community import hooks, limits
from feedback_community.enums import ModerationState, SubscriptionLevel
from feedback_community.models import Answer, Assignment, ModerationItem, Subscription, Topic, TopicEvent
from feedback_community.people import author_card, author_name, member_of
from feedback_community.permissions.policy import get_policy
from feedback_community.querysets.members import reachable
from feedback_community.search.queries import suggest_similar
from feedback_community.wagtail_admin.base import TEMPLATES
from feedback_community.wagtail_admin.moderation_queue import pending_items
from feedback_community.wagtail_admin.rights import RoomCheckedMixin, staff_topics
from feedback_community.wagtail_admin.suggestions import merge_url
from feedback_community.wagtail_admin.suspensions import person_acts
from feedback_community.wagtail_admin.topics import public_url, status_of
from feedback_community.wagtail_admin.way import Way
from feedback_community.wagtail_admin.workbench_forms import AssignForm, NoteForm, SortForm, WorkAnswerForm
from feedback_community.web.attaching import SentFiles
from feedback_community.web.person_card import card_for

#: Answers and lines of history shown here, the latest; the public page has all.
LATEST = 30
RELATED = (
    "forum__site",
    "status",
    "author__user",
    "assignment__assignee__user",
    "assignment__claimed_by__user",
)


class BenchView(RoomCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Fetches the topic; a topic of another forum is missing here."""

    room = Topic
    room_actions = ("view",)
    template_name = f"{TEMPLATES}/workbench.html"
    header_icon = "comment"
    page_title = gettext_lazy("Topic")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        topic = self.fetch(kwargs["pk"])
        self.topic: Topic = topic
        self.way = Way(request, topic)
        self.sent = SentFiles(request, site=topic.forum.site, member=member_of(request.user))
        #: Forms that came back with a problem, by name.
        self.bound: dict[str, forms.Form] = {}

    def fetch(self, pk: int) -> Topic:
        topic: Topic | None = staff_topics(self.request.user).select_related(*RELATED).filter(pk=pk).first()
        if topic is None:
            raise Http404
        return topic

    def get_page_subtitle(self) -> str:
        return self.topic.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        back = {"url": self.way.back_url, "label": _("Console")}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, back, here]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        voters = reverse("feedback_community_topics:voters", args=(self.topic.pk,))
        found = [
            HeaderButton(_("Voters"), url=voters, icon_name="group"),
            HeaderButton(_("Open on the site"), url=public_url(self.topic), icon_name="view"),
        ]
        if get_policy().can_merge(self.request.user, self.topic):
            merge = HeaderButton(_("Merge into another topic"), url=merge_url(self.topic), icon_name="link")
            found.append(merge)
        if self.way.next_url:
            found.append(
                HeaderButton(
                    _("Next topic"),
                    url=self.way.next_url,
                    icon_name="arrow-right",
                    attrs={"data-community-key": "n"},
                )
            )
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topic, user = self.topic, self.request.user
        policy = get_policy()
        answers = self.answers()
        context: dict[str, Any] = super().get_context_data(
            topic=topic,
            way=self.way,
            status=status_of(topic),
            survivor=topic.merge.survivor if topic.state == ModerationState.MERGED else None,
            held=held_item(topic, user),
            author=author_name(topic, to_staff=True),
            pinned=[a for a in answers if a.pk in (topic.official_answer_id, topic.solution_id)],
            answers=[a for a in answers if a.pk not in (topic.official_answer_id, topic.solution_id)],
            events=TopicEvent.objects.filter(topic=topic)
            .select_related("by__user")
            .order_by("-at", "-pk")[:LATEST],
            notes=topic.internal_notes.select_related("author__user"),
            assignment=getattr(topic, "assignment", None) or Assignment(topic=topic),
            me=member_of(user),
            card=card_for(topic.author, viewer=user),
            person_acts=person_acts(topic.author, user),
            similar=self.similar(),
            followers=self.follower_count(),
            may_answer=policy.can_answer(user, topic),
            may_manage=policy.can_manage(user, topic),
            sees_removed=policy.can_moderate(user, topic.forum),
            staff_actions=hooks.get_topic_staff_actions(topic, user),
            answer_form=self.form("answer"),
            files_field=self.sent.field(),
            sends_files=topic.forum.site == Site.find_for_request(self.request),
            note_form=self.form("note"),
            assign_form=self.form("assign"),
            sort_form=self.form("sort") if policy.can_manage(user, topic) else None,
            **kwargs,
        )
        return context

    def form(self, name: str) -> forms.Form:
        return self.bound.get(name) or make_form(name, self.topic, self.request.user)

    def answers(self) -> Sequence[Answer]:
        """The latest, in the order of time, with names; the pinned ones are always among them."""
        visible = get_policy().visible_answers(self.request.user, self.topic).select_related("author__user")
        latest = list(visible.order_by("-created_at", "-pk")[:LATEST])
        known = {answer.pk for answer in latest}
        pins = {self.topic.official_answer_id, self.topic.solution_id} - known - {None}
        found = [*latest, *(visible.filter(pk__in=pins) if pins else ())]
        for answer in found:
            answer.person = author_card(answer, to_staff=True)  # type: ignore[attr-defined]
        return sorted(found, key=lambda answer: (answer.created_at, answer.pk))

    def similar(self) -> list[Any]:
        """Topics in such words, without this one."""
        topic = self.topic
        found = suggest_similar(
            topic.title, user=self.request.user, site=topic.forum.site, body=topic.body, typing=False, limit=6
        )
        rows = [row for row in found if row.topic is None or row.topic.pk != topic.pk][:5]
        return [(row, self.url_to_merge_into(row.topic)) for row in rows]

    def url_to_merge_into(self, other: Topic | None) -> str:
        """The preview of merging this topic into a similar one, "" where that cannot be."""
        if other is None or not get_policy().can_merge(self.request.user, self.topic):
            return ""
        return merge_url(self.topic, other)

    def follower_count(self) -> str:
        """How many an official answer would be told to, counted no further than shown."""
        hears = (SubscriptionLevel.ALL, SubscriptionLevel.OFFICIAL)
        rows = Subscription.objects.filter(reachable("member__"), topic=self.topic, level__in=hears)
        me = member_of(self.request.user)
        others = rows.exclude(member=me) if me else rows
        count = len(others.order_by().values_list("pk")[: limits.FOLLOWER_COUNT])
        return f"{limits.FOLLOWER_COUNT - 1}+" if count >= limits.FOLLOWER_COUNT else str(count)


def held_item(topic: Topic, user: Any) -> ModerationItem | None:
    """What a moderator decides on, where the topic itself waits for that."""
    if topic.is_published:
        return None
    return pending_items(user).filter(topic=topic, answer=None).first()


def make_form(name: str, topic: Topic, user: Any, data: Any = None) -> forms.Form:
    match name:
        case "answer":
            return WorkAnswerForm(data, topic=topic, user=user)
        case "note":
            return NoteForm(data)
        case "assign":
            return AssignForm(data, topic=topic)
        case _:
            return SortForm(data, topic=topic, user=user)
