"""How alike two topics are, as the index sees them."""

from __future__ import annotations

import logging
from difflib import SequenceMatcher

from feedback_community.models import Topic
from feedback_community.search.engine import get_engine
from feedback_community.search.languages import languages_of
from feedback_community.search.scopes import scopes_of

logger = logging.getLogger("feedback_community.search")

#: Candidates that are looked through for the other topic.
DEPTH = 40


def likeness(topic: Topic, other: Topic) -> float:
    """From 0 to 1: what the other topic scores for this one's words, beside what this one scores itself.

    Without a usable index, or where the index does not know both yet, the titles are compared.
    """
    try:
        found = get_engine().community_similar(
            topic.title,
            body=topic.body_text,
            scopes=sorted({*scopes_of(topic), *scopes_of(other)}),
            languages=languages_of(topic.forum.site.hostname),
            typing=False,
            limit=DEPTH,
        )
    except Exception as problem:
        logger.info("Likeness by titles only: %s", problem)
        found = []
    scores = {
        candidate.pk: candidate.score for candidate in found if candidate.model == Topic._meta.label_lower
    }
    if topic.pk in scores and scores[topic.pk] > 0:
        return round(min(1.0, max(0.0, scores.get(other.pk, 0.0) / scores[topic.pk])), 4)
    return round(SequenceMatcher(None, topic.title.casefold(), other.title.casefold()).ratio(), 4)
