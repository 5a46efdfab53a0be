"""Topics merged into the one that is shown: each under a divider, with its text and its answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from feedback_community.models import Answer, Merge, Topic
from feedback_community.people import author_card
from feedback_community.permissions.policy import CommunityPolicy
from feedback_community.querysets.answers import AnswerQuerySet
from feedback_community.web.links import get_links
from feedback_community.web.times import ago

#: Answers of all merged topics together that the page of a thread reads; the rest has a page for each.
ANSWERS = 100


@dataclass(slots=True)
class Part:
    """One merged topic and the answers that it brought."""

    merge: Merge
    answers: list[Answer] = field(default_factory=list)
    is_cut: bool = False

    @property
    def topic(self) -> Topic:
        return self.merge.duplicate


def merges_of(topic: Topic) -> list[Merge]:
    """With what a divider prints. Not asked where the topic has none."""
    if not topic.merge_count:
        return []
    rows = Merge.objects.filter(survivor=topic).select_related("duplicate__author__user")
    return list(rows.defer("duplicate__body", "duplicate__body_text").order_by("created_at", "pk"))


def read_parts(merges: Iterable[Merge], visible: AnswerQuerySet, pinned: list[int]) -> list[Part]:
    """The answers of all of them in one query; replies stand among them and are sorted out by the caller."""
    parts = {merge.pk: Part(merge) for merge in merges}
    rows = visible.filter(merge__in=parts).exclude(pk__in=pinned).defer("body", "body_text", "uid")
    found = list(rows.order_by("merge", "created_at", "pk")[: ANSWERS + 1])
    for answer in found[:ANSWERS]:
        parts[answer.merge_id].answers.append(answer)
    if len(found) > ANSWERS:
        for part in parts.values():
            part.is_cut = True
    return list(parts.values())


def part_html(
    part: Part, answers: Iterable[SafeString], *, policy: CommunityPolicy, user: Any
) -> dict[str, Any]:
    """What `topics/_merged.html` prints."""
    links, topic = get_links(), part.topic
    card = author_card(topic, to_staff=policy.is_staff(user, topic.forum))
    may_undo = policy.can_merge(user, part.merge.survivor)
    return {
        "pk": topic.pk,
        "title": topic.title,
        "body": mark_safe(topic.body_html),  # noqa: S308 - sanitised when it was stored
        "author": card.name,
        "author_url": links.person(card.handle),
        "time": ago(topic.created_at),
        "merged": ago(part.merge.created_at),
        "answers": mark_safe("\n".join(answers)),  # noqa: S308 - made by our own makers
        "more_url": f"?merged={topic.pk}#merged-{topic.pk}" if part.is_cut else "",
        "undo_url": links.topic_act(topic.pk, "unmerge") if may_undo else "",
    }
