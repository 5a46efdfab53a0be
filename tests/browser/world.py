"""A small community with one of everything that a page can show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from feedback_community.actions.official_answers import post_official_answer
from feedback_community.actions.solutions import mark_solution
from feedback_community.actions.tags import make_tag
from feedback_community.actions.topics import remove_topic
from feedback_community.actions.votes import cast_vote
from feedback_community.enums import StatusKind, TopicType
from feedback_community.models import Answer, Forum, Topic
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user, status

LONG = "Überlandleitungsunterbrechungsbenachrichtigung " * 3
MARKDOWN = """It says `LOS` since **yesterday**, in all rooms.

> Have you switched it off and on again?

1. off
2. on

```
ping -c 10000 a.very.long.name.of.a.host.that.does.not.break.at.all.example.com --and --more --words
```

| room | speed |
| --- | --- |
| kitchen | 4 Mbit/s |

See https://example.com/a/very/long/address/that/nobody/would/ever/type/by/hand
"""


@dataclass(frozen=True)
class World:
    forum: Forum
    question: Topic
    idea: Topic
    removed: Topic
    answer: Answer
    customer: Any
    helper: Any
    representative: Any

    def url(self, name: str) -> str:
        """The address of a page by the name of its URL, with what it needs."""
        topic, answer = {"pk": self.question.pk}, {"pk": self.answer.pk}
        needs: dict[str, dict[str, Any]] = {
            "forum": {"slug": self.forum.slug},
            "tag": {"slug": "wi-fi"},
            "person": {"handle": self.question.author.handle},
            **dict.fromkeys(TOPIC_PAGES, topic),
            **dict.fromkeys(ANSWER_PAGES, answer),
        }
        if name == "topic":
            return self.question.get_absolute_url()
        return reverse(f"feedback_community:{name}", kwargs=needs.get(name))


TOPIC_PAGES = (
    "topic_edit",
    "topic_history",
    "topic_status",
    "topic_close",
    "topic_move",
    "topic_type",
    "topic_feature",
    "topic_remove",
    "official_answer",
)
ANSWER_PAGES = ("answer_edit", "answer_history", "answer_remove", "set_official", "mark_solution")


def make_world() -> World:
    customer, helper = make_user("Mila Customer"), make_user("Otto Helper")
    forum = make_forum("Internet & Wi-Fi", description="Speed, Wi-Fi and the line to your home.")
    representative = make_representative(name="Nora Official")
    make_tag("Wi-Fi")
    question = make_topic(
        forum,
        author=customer,
        title="The light at the box is red and nothing works since the storm",
        body=MARKDOWN,
        tags=["Wi-Fi"],
    )
    first = make_answer(question, author=helper, body="Pull the plug, wait a minute, **plug it in again**.")
    make_answer(question, author=customer, body="That did not help.", parent=first)
    post_official_answer(
        question,
        by=representative,
        body="A cable was cut. It is repaired by 18:00.",
        new_status=status(StatusKind.STARTED),
    )
    mark_solution(first, by=customer)
    idea = make_topic(
        forum, author=helper, topic_type=TopicType.IDEA, title=f"A timer for the guest network {LONG}"[:190]
    )
    for target in (question, idea, first):
        cast_vote(target, voter=make_user("Vera Voter"))
    problem = make_topic(forum, topic_type=TopicType.PROBLEM, title="Television stops every evening")
    removed = make_topic(forum, title="Buy cheap watches")
    remove_topic(removed, by=representative, reason="Advertising")
    make_topic(forum, author=customer, title="My invoice", is_private=True)
    cast_vote(problem, voter=customer)
    return World(forum, question, idea, removed, first, customer, helper, representative)
