"""A forum of the demo in which people without an account take part, and one in which names may be hidden."""

from __future__ import annotations

import io

from wagtail.models import Site

from example_project.accounts.models import User
from example_project.home.pictures import SOCKET_ALT, draw_socket
from feedback_community.actions.answers import post_answer
from feedback_community.actions.attachments import upload_file
from feedback_community.actions.statuses import ensure_statuses
from feedback_community.actions.topics import create_topic
from feedback_community.enums import TopicType
from feedback_community.models import Forum, Member, Topic
from feedback_community.people import GuestVisitor

NAMED_AS_ONE_LIKES = ("billing",)
QUESTION = (
    "I move to Lindenstrasse in July and am not a customer yet. Is there fibre in the street, and how long "
    "does it take from the order to the first evening online?"
)
ANSWER = (
    "Welcome! Type the address on our page “Availability”. Where it says fibre, an appointment is usually "
    "free within ten days; bring the number that stands on the socket by the door."
)


def let_guests_in(site: Site, source: str) -> None:
    """Once; a second run finds it all there."""
    ensure_statuses(site)
    forum, _created = Forum.objects.get_or_create(
        uid=f"{source}:f-before-you-buy",
        defaults={
            "site": site,
            "name": "Before you buy",
            "slug": "before-you-buy",
            "description": "Not a customer yet? Ask here, no account needed.",
            "language": "en",
            "topic_types": [TopicType.QUESTION, TopicType.IDEA],
            "guests_vote": True,
            "guests_post": True,
            "position": 14,
        },
    )
    Forum.objects.filter(site=site, slug__in=NAMED_AS_ONE_LIKES).update(allows_hidden_names=True)
    if Topic.objects.filter(uid=f"{source}:t-before-you-buy").exists():
        return
    guest, _created = Member.objects.get_or_create(
        uid=f"{source}:p-guest", defaults={"handle": "tomas-guest", "stub_name": "Tomas"}
    )
    topic = create_topic(
        forum,
        author=GuestVisitor(guest),
        topic_type=TopicType.QUESTION,
        title="Is there fibre in Lindenstrasse, and how long does it take?",
        body=QUESTION,
    )
    henrik = User.objects.get(email="henrik@veresk.example")
    socket = upload_file(io.BytesIO(draw_socket()), name="socket.png", by=henrik, site=site)
    answer = post_answer(topic, author=henrik, body=ANSWER, files={socket.uid: SOCKET_ALT})
    type(answer).objects.filter(pk=answer.pk).update(uid=f"{source}:a-before-you-buy")
    Topic.objects.filter(pk=topic.pk).update(uid=f"{source}:t-before-you-buy")
