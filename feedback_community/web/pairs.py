"""Finding the other topic of a pair: by what is alike, by words, by number or by address."""

from __future__ import annotations

import re
from typing import Any

from wagtail.models import Site

from feedback_community.models import Topic
from feedback_community.permissions.policy import get_policy
from feedback_community.search.queries import suggest_similar

#: Topics offered.
OFFERED = 8
NUMBER = re.compile(r"#?(\d{1,18})|\S*/t/(\d{1,18})/\S*")


def find_others(topic: Topic, words: str, *, user: Any, site: Site) -> list[Topic]:
    """Topics this person may list, best first, without the topic itself."""
    listed = get_policy().listed_topics(user, site).exclude(pk=topic.pk).select_related("status", "forum")
    words = words.strip()
    if found := NUMBER.fullmatch(words):
        return list(listed.filter(pk=int(found[1] or found[2])))
    typed, body = (words, "") if words else (topic.title, topic.body_text)
    alike = suggest_similar(typed, user=user, site=site, body=body, typing=False, limit=OFFERED + 1)
    pks = [suggestion.topic.pk for suggestion in alike if suggestion.topic is not None]
    by_pk = listed.in_bulk(pks)
    return [by_pk[pk] for pk in pks if pk in by_pk][:OFFERED]
