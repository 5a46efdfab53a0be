"""What search engines read: schema.org's QAPage and DiscussionForumPosting, as a block of data."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from feedback_community.enums import TopicType
from feedback_community.models import Answer, Topic
from feedback_community.people import PersonCard
from feedback_community.web.links import get_links
from feedback_community.web.thread import Thread

#: Gives the card of the author of a post.
Cards = Callable[[Topic | Answer], PersonCard]
#: So that no text can end the script element it stands in.
ESCAPES = {sign: f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}
#: Types that ask for an answer.
ASKING = frozenset({TopicType.QUESTION, TopicType.PROBLEM})


class Places:
    """Whole addresses, on the site that `origin` names."""

    def __init__(self, origin: str) -> None:
        self.origin, self.links = origin, get_links()

    def answer(self, pk: int) -> str:
        return f"{self.origin}{self.links.answer(pk)}"

    def person(self, handle: str) -> str:
        return f"{self.origin}{self.links.person(handle)}"


def json_ld(thread: Thread, cards: Cards, *, url: str, origin: str) -> SafeString:
    """The body of `<script type="application/ld+json">`. Only for topics that everybody may read."""
    topic = thread.topic
    maker = _question if topic.topic_type in ASKING else _posting
    text = json.dumps(maker(thread, cards, url, Places(origin)), ensure_ascii=False)
    for sign, escape in ESCAPES.items():  # Faster than `translate` by far, and a page has 20 kB of it.
        text = text.replace(sign, escape)
    return mark_safe(text)  # noqa: S308 - escaped for a script element


def _question(thread: Thread, cards: Cards, url: str, places: Places) -> dict[str, Any]:
    topic = thread.topic
    accepted = [_answer(answer, cards, places) for answer in thread.pinned if answer.is_published]
    suggested = [_answer(answer, cards, places) for answer in thread.answers if answer.is_published]
    entity = {
        "@type": "Question",
        "name": topic.title,
        "text": topic.body_text,
        "url": url,
        "answerCount": topic.answer_count,
        "upvoteCount": topic.vote_count,
        "dateCreated": topic.created_at.isoformat(),
        "author": _person(topic, cards, places),
    }
    if accepted:
        entity["acceptedAnswer"] = accepted
    if suggested:
        entity["suggestedAnswer"] = suggested
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": entity}


def _posting(thread: Thread, cards: Cards, url: str, places: Places) -> dict[str, Any]:
    topic = thread.topic
    posting = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": topic.title,
        "text": topic.body_text,
        "url": url,
        "datePublished": topic.created_at.isoformat(),
        "author": _person(topic, cards, places),
        "interactionStatistic": [
            _count("LikeAction", topic.vote_count),
            _count("CommentAction", topic.answer_count),
        ],
    }
    comments = [*thread.pinned, *thread.answers]
    posting["comment"] = [_answer(one, cards, places, kind="Comment") for one in comments if one.is_published]
    return posting


def _count(action: str, number: int) -> dict[str, Any]:
    return {
        "@type": "InteractionCounter",
        "interactionType": f"https://schema.org/{action}",
        "userInteractionCount": number,
    }


def _answer(answer: Answer, cards: Cards, places: Places, *, kind: str = "Answer") -> dict[str, Any]:
    # The full text of pinned ones is in the row already; of the others the first words are enough.
    text = answer.body_text if "body_text" in answer.__dict__ else answer.excerpt
    return {
        "@type": kind,
        "text": text,
        "url": places.answer(answer.pk),
        "upvoteCount": answer.helpful_count,
        "dateCreated": answer.created_at.isoformat(),
        "author": _person(answer, cards, places),
    }


def _person(post: Topic | Answer, cards: Cards, places: Places) -> dict[str, str]:
    card = cards(post)
    person = {"@type": "Person", "name": card.name}
    if card.handle:
        person["url"] = places.person(card.handle)
    return person
