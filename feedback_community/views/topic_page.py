"""The page of a topic, and the permanent address of an answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.utils.cache import patch_cache_control

from feedback_community import hooks
from feedback_community.actions.notifications import mark_topic_read
from feedback_community.enums import ELSEWHERE
from feedback_community.models import Answer, Topic, url_slug
from feedback_community.permissions import access
from feedback_community.web import topic_context
from feedback_community.web.answers import AnswerMaker
from feedback_community.web.base import CommunityView
from feedback_community.web.bell import bell_for, forget_bell
from feedback_community.web.notes import notes_for
from feedback_community.web.places import place_of
from feedback_community.web.thread import Thread, read_thread


class TopicView(CommunityView):
    """Question, official answer, solution, then the others: on every page of the thread."""

    section = "topics"

    def get(self, request: HttpRequest, pk: int, slug: str) -> HttpResponseBase:
        topic = access.get_topic_or_404(pk, user=self.user, site=self.site)
        if topic.state in ELSEWHERE:
            return self.lead_on(topic)
        thread = self.thread(topic)
        if not topic_context.may_read(self, topic):
            # Not even the right address: its words are the title's.
            context = topic_context.describe_stub(self, thread)
            return self.page("feedback_community/topics/removed.html", context, status=410)
        if slug != url_slug(topic.slug):
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            return HttpResponsePermanentRedirect(self.links.topic(topic.pk, topic.slug) + query)
        self.mark_read(topic)
        maker = self.answer_maker(thread)
        context = topic_context.describe(self, thread, maker)
        author = topic.author_id if not topic.is_name_hidden else None
        context |= {
            "panels": hooks.get_topic_panels(topic, self.user),
            "badges": maker.badges.get(author, ()) if author else (),
        }
        return self.page("feedback_community/topics/topic.html", context)

    def lead_on(self, topic: Topic) -> HttpResponseBase:
        """For ever, but asked again each time: a merge can be undone, and a reader may lose the right."""
        place = access.get_place_or_404(topic, user=self.user, site=self.site)
        url = str(place.get_absolute_url())
        if isinstance(place, Topic):
            url += f"?merged={topic.pk}#merged-{topic.pk}"
        response = HttpResponsePermanentRedirect(url)
        patch_cache_control(response, private=True, no_cache=True)
        return response

    def mark_read(self, topic: Topic) -> None:
        """Whoever reads the topic, from a mail or from a list, need not be told of it again."""
        bell = bell_for(self.request)
        if bell is not None and bell.count and self.member is not None:
            mark_topic_read(topic, by=self.member)
            forget_bell(self.request)

    def thread(self, topic: Topic) -> Thread:
        return read_thread(
            topic,
            self.request.GET,
            policy=self.policy,
            user=self.user,
            under=self.under(topic),
        )

    def under(self, topic: Topic) -> Answer | None:
        """The answer whose replies fill the page, when the address asks for one."""
        asked = self.request.GET.get("under", "")
        if not asked.isdecimal() or len(asked) > 18:
            return None
        answer = access.get_answer_or_404(int(asked), user=self.user, site=self.site)
        return answer if answer.topic_id == topic.pk and answer.parent_id is None else None

    def answer_maker(self, thread: Thread) -> AnswerMaker:
        everything = thread.everything()
        authors = {thread.topic.author_id, *(answer.author_id for answer in everything)}
        return AnswerMaker(
            thread,
            user=self.user,
            policy=self.policy,
            token=get_token(self.request),
            here=self.request.get_full_path(),
            badges=hooks.get_author_badges(pk for pk in authors if pk is not None),
            notes=notes_for(thread.topic, everything),
        )


class AnswerView(CommunityView):
    """Leads to the page of the thread that the answer stands on."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        answer = access.get_answer_or_404(pk, user=self.user, site=self.site)
        if answer.state in ELSEWHERE:
            place = access.get_place_or_404(answer, user=self.user, site=self.site)
            return HttpResponseRedirect(str(place.get_absolute_url()))
        visible = self.policy.visible_answers(self.user, answer.topic)
        topic: Any = answer.topic
        url = self.links.topic(topic.pk, topic.slug)
        return HttpResponseRedirect(f"{url}{place_of(answer, visible)}#answer-{answer.pk}")
