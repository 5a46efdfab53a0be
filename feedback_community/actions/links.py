"""What a topic is about: a page, with revision and locale, or an object of the host."""

from __future__ import annotations

from dataclasses import dataclass

from feedback_community.models import Topic, TopicLink


@dataclass(frozen=True)
class About:
    """Plain values of a verified `about` parameter. `object_id` is the primary key as text."""

    content_type_id: int
    object_id: str
    title: str = ""
    revision_id: int | None = None
    locale: str = ""


def link_topic(topic: Topic, about: About) -> TopicLink:
    """Link once; a second time changes nothing."""
    link, _created = TopicLink.objects.get_or_create(
        topic=topic,
        content_type_id=about.content_type_id,
        object_id=about.object_id,
        defaults={
            "title": about.title[:255],
            "revision_id": about.revision_id,
            "locale": about.locale,
        },
    )
    return link
