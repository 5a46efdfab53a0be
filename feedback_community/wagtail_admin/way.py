"""The way through a queue: from one topic to the next, as the console listed them."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from feedback_community.models import Topic
from feedback_community.querysets.topics import TopicQuerySet
from feedback_community.wagtail_admin.console import QueueFilterSet, searched
from feedback_community.wagtail_admin.queues import QUEUES, Queue, queue_topics

#: Topics of the queue that are looked along for the next one.
AHEAD = 500
#: Where the way goes on once the topic has left the queue.
THEN = "then"


class Way:
    """Read from the address: the queue with its filters and words, and what came after this topic."""

    def __init__(self, request: HttpRequest, topic: Topic) -> None:
        self.request, self.topic = request, topic

    @cached_property
    def queue(self) -> Queue | None:
        return QUEUES.get(self.request.GET.get("queue", ""))

    @cached_property
    def next_pk(self) -> int | None:
        """The next topic of the queue; after the last comes the first. None where there is no other."""
        if self.queue is None:
            return None
        pks = list(self._topics(self.queue).values_list("pk", flat=True)[:AHEAD])
        if self.topic.pk in pks:
            here = pks.index(self.topic.pk)
            others = pks[here + 1 :] + pks[:here]
        else:
            asked = self.request.GET.get(THEN, "")
            others = [pk for pk in pks if str(pk) == asked] or pks
        return others[0] if others else None

    def _topics(self, queue: Queue) -> TopicQuerySet:
        topics = searched(queue_topics(queue, self.request.user), self.request.GET.get("q", ""))
        return QueueFilterSet(self.request.GET, queryset=topics, request=self.request).qs

    @property
    def query(self) -> str:
        """For the addresses of this topic's acts, "" off the way."""
        if self.queue is None:
            return ""
        return f"?{self._kept(**({THEN: str(self.next_pk)} if self.next_pk else {}))}"

    @property
    def next_url(self) -> str:
        if self.next_pk is None:
            return ""
        return f"{reverse('feedback_community_topics:inspect', args=[self.next_pk])}?{self._kept()}"

    @property
    def back_url(self) -> str:
        """The list from which one came."""
        url = reverse("feedback_community_console:index")
        return url if self.queue is None else f"{url}?{self._kept()}"

    def _kept(self, **more: str) -> str:
        rest = [
            (name, value) for name, values in self.request.GET.lists() if name != THEN for value in values
        ]
        return urlencode([*rest, *more.items()])
