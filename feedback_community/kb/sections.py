"""Where a topic's article could stand: sections the person may write in, the fitting ones first."""

from __future__ import annotations

from typing import Any

from feedback_community.kb.articles import section_models
from feedback_community.kb.permissions import can_add_to
from feedback_community.models import Topic

#: Sections looked at; a knowledge base with more is searched by its editors in the tree.
SECTIONS = 300


def sections_of(user: Any) -> list[Any]:
    """All that the person may write in, as they stand in the tree."""
    found = [
        section
        for model in section_models()
        for section in model.objects.select_related("locale").order_by("path")[:SECTIONS]
        if can_add_to(user, section)
    ]
    return sorted(found, key=lambda section: section.path)


def sections_for(topic: Topic, user: Any) -> list[Any]:
    """By tags they share with the topic, then by language, then as they stand in the tree."""
    tags = set(topic.tags.values_list("pk", flat=True))
    language = topic.language or topic.forum.language
    found = []
    for model in section_models():
        for section in model.objects.select_related("locale").order_by("path")[:SECTIONS]:
            if can_add_to(user, section):
                shared = len(tags & set(section.topic_tags.values_list("pk", flat=True))) if tags else 0
                same = section.locale.language_code == language
                found.append((-shared, not same, section.path, section))
    found.sort(key=lambda entry: entry[:3])
    return [entry[3] for entry in found]
