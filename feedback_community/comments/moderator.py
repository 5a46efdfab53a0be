"""A comment that reaches one of our topics by the stock way of django-comments is refused.

Our own answers do not pass here: `gateway` writes their comment rows without the stock signals.
"""

from __future__ import annotations

from typing import Any

from django_comments.signals import comment_will_be_posted
from django_comments_xtd.signals import confirmation_received

from feedback_community.comments.ours import is_ours

UID = "feedback_community.comments.moderator"


def connect() -> None:
    """Called once, when the app is ready."""
    comment_will_be_posted.connect(refuse_ours, dispatch_uid=UID)
    confirmation_received.connect(refuse_ours, dispatch_uid=UID)


def refuse_ours(sender: Any, comment: Any, **kwargs: Any) -> bool | None:
    """False kills the comment; None leaves the comments of the host to the host."""
    return False if is_ours(comment.content_type) else None
