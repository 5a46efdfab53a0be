"""What a person's page reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from feedback_community.models import Answer, Member, Topic
from feedback_community.web.keyset import Order
from feedback_community.web.links import get_links
from feedback_community.web.marks import official_mark, solution_mark
from feedback_community.web.times import ago

ORDER = Order("published_at", datetime)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer in a person's list."""

    url: str
    title: str
    excerpt: str
    time: str
    iso: str
    helpful: int
    marks: tuple[SafeString, ...]


def find(handle: str) -> Member | None:
    """The member of that handle, unless the person has been made anonymous."""
    if "\x00" in handle:
        return None
    return Member.objects.with_user().filter(handle=handle.lower(), is_anonymised=False).first()


def answers_of(member: Member, *, listed: QuerySet[Topic]) -> QuerySet[Answer]:
    """Published answers of the person in topics that the reader may find."""
    answers = Answer.objects.published().by_author(member).filter(topic__in=listed.values("pk"))
    texts = ("body", "body_html", "body_text")
    return answers.select_related("topic").defer(*texts, *(f"topic__{name}" for name in texts))


def named(posts: Any, *, own: bool) -> Any:
    """Without those whose author hides the name, but to the author."""
    return posts if own else posts.filter(is_name_hidden=False)


def answer_rows(answers: Iterable[Answer]) -> list[AnswerRow]:
    links = get_links()
    return [
        AnswerRow(
            url=links.answer(answer.pk),
            title=answer.topic.title,
            excerpt=answer.excerpt,
            time=ago(answer.created_at),
            iso=answer.created_at.isoformat(timespec="seconds"),
            helpful=answer.helpful_count,
            marks=_marks(answer),
        )
        for answer in answers
    ]


def _marks(answer: Answer) -> tuple[SafeString, ...]:
    found = []
    if answer.topic.official_answer_id == answer.pk:
        found.append(official_mark())
    if answer.topic.solution_id == answer.pk:
        found.append(solution_mark())
    return tuple(found)
