"""Tags: a curated vocabulary. Customers choose from it; moderators may add words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.exceptions import ContentRejected
from feedback_community.models import CommunityTag, Forum, TaggedTopic, Topic
from feedback_community.permissions.policy import get_policy


def clean_tags(names: Sequence[str], *, by: Any, forum: Forum) -> list[CommunityTag]:
    """Known tags by name, whatever the case; new words only from moderators.

    Raises ContentRejected for the field "tags".
    """
    wanted = {" ".join(name.split()).lower(): " ".join(name.split()) for name in names if name.strip()}
    if len(wanted) > limits.TOPIC_TAGS:
        raise ContentRejected(
            _("At most %(limit)d tags are allowed.") % {"limit": limits.TOPIC_TAGS}, field="tags"
        )
    moderates = get_policy().can_moderate(by, forum)
    found: list[CommunityTag] = []
    for name in wanted.values():
        tag = CommunityTag.objects.filter(slug=tag_slug(name)).first()
        if tag is None and moderates:
            tag = make_tag(name)
        if tag is None or (tag.is_staff_only and not moderates):
            raise ContentRejected(_("There is no tag “%(name)s”.") % {"name": name}, field="tags")
        found.append(tag)
    return found


def tag_slug(name: str) -> str:
    return slugify(name, allow_unicode=True)


def make_tag(name: str) -> CommunityTag:
    """A new word of the vocabulary. Raises ContentRejected."""
    slug = tag_slug(name)
    if not slug or len(name) > limits.TAG_LENGTH:
        raise ContentRejected(_("“%(name)s” cannot be a tag.") % {"name": name[:80]}, field="tags")
    tag, _created = CommunityTag.objects.get_or_create(slug=slug, defaults={"name": name})
    return tag


def with_staff_tags(
    topic: Topic, tags: Sequence[CommunityTag], *, by: Any, forum: Forum
) -> Sequence[CommunityTag]:
    """What a person chose, and the words that only staff give and take."""
    if get_policy().can_moderate(by, forum):
        return tags
    return [*tags, *topic.tags.filter(is_staff_only=True)]


def set_tags(topic: Topic, tags: Sequence[CommunityTag]) -> bool:
    """Make the topic carry exactly these tags. Returns whether anything changed."""
    wanted = {tag.pk for tag in tags}
    rows = TaggedTopic.objects.filter(content_object=topic)
    present = set(rows.values_list("tag_id", flat=True))
    if present == wanted:
        return False
    rows.filter(tag__in=present - wanted).delete()
    TaggedTopic.objects.bulk_create(
        TaggedTopic(content_object=topic, tag_id=pk) for pk in sorted(wanted - present)
    )
    return True
