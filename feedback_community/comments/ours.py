"""Which content types and comments are the community's."""

from __future__ import annotations

from typing import Any

import django_comments_xtd
from django.contrib.contenttypes.models import ContentType

#: Labels of our apps begin so.
LABEL = "feedback_community"


def is_ours(content_type: ContentType | None) -> bool:
    return content_type is not None and content_type.app_label.startswith(LABEL)


def is_our_type(name: str) -> bool:
    """For names as the stock views take them: "app.model", "app-model" or the id of a content type."""
    if name.isdecimal():
        found = ContentType.objects.filter(pk=name).first() if len(name) < 10 else None
        return is_ours(found)
    return name.lower().startswith(LABEL)


def is_our_comment(pk: Any) -> bool:
    """Whether the comment of this key (as it came from outside) belongs to us."""
    text = str(pk)
    if not text.isdecimal() or len(text) > 18:
        return False
    comments = django_comments_xtd.get_model().objects
    return bool(comments.filter(pk=int(text), content_type__app_label__startswith=LABEL).exists())
