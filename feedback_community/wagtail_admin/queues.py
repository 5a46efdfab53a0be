"""The queues of the console: a name, a line of help, and the read behind each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from feedback_community import limits
from feedback_community.models import Member
from feedback_community.people import member_of
from feedback_community.querysets import queues
from feedback_community.querysets.topics import TopicQuerySet
from feedback_community.wagtail_admin.rights import staff_topics


@dataclass(frozen=True)
class Queue:
    """`narrow(topics, me)` keeps what belongs here, in the order in which it should be worked off."""

    name: str
    label: Any
    help: Any
    narrow: Callable[[TopicQuerySet, Member | None], TopicQuerySet]


QUEUES = {
    queue.name: queue
    for queue in (
        Queue(
            "waiting",
            _("Waiting for us"),
            _("The last word is a customer's. The longest waiting comes first."),
            queues.waiting_for_us,
        ),
        Queue(
            "new",
            _("New"),
            _("Nobody of the company has answered, and nobody looks after it yet."),
            queues.fresh,
        ),
        Queue("unanswered", _("Unanswered"), _("Nobody has answered at all."), queues.unanswered),
        Queue("mine", _("Mine"), _("Open topics that are assigned to you."), queues.mine),
        Queue(
            "private",
            _("Private requests"),
            _("Only their authors and staff can read these."),
            queues.private_requests,
        ),
        Queue(
            "growing",
            _("Fast-growing problems"),
            _("Problems that at least five people met within the last day."),
            queues.fast_growing,
        ),
        Queue(
            "overdue",
            _("Overdue ideas"),
            _("Open for more than 30 days without a word from the company."),
            queues.overdue_ideas,
        ),
        Queue(
            "demand",
            _("Ideas by demand"),
            _("Open ideas. A lens counts the votes of some customers only; the public count stays."),
            queues.wanted_ideas,
        ),
        Queue(
            "paused",
            _("Waiting for details"),
            _("We asked the author for details; the clock stands still until the author answers."),
            queues.waiting_for_customer,
        ),
    )
}
DEFAULT = "waiting"


def queue_topics(queue: Queue, user: Any) -> TopicQuerySet:
    """The topics of a queue that this person may work on."""
    return queue.narrow(staff_topics(user), member_of(user))


def count_of(queue: Queue, user: Any) -> int:
    """How many wait, counted no further than shown."""
    topics = queue_topics(queue, user).order_by()
    return len(topics.values_list("pk")[: limits.QUEUE_COUNT])


def shown_count(count: int) -> str:
    """ "7", or "99+" where the count reached its limit."""
    return f"{limits.QUEUE_COUNT - 1}+" if count >= limits.QUEUE_COUNT else str(count)
