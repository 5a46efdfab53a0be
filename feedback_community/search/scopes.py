"""Who may be shown a document: words on the document, and words that a person may ask for.

They keep the index from proposing in vain; the decision is the database's (`listed_topics`).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from feedback_community.enums import Right
from feedback_community.models import Topic
from feedback_community.people import member_of
from feedback_community.permissions.policy import get_policy


def scopes_of(topic: Topic) -> list[str]:
    """A private topic carries its author's and its forum's private word in place of the forum's."""
    if not topic.is_private:
        return [f"f{topic.forum_id}"]
    author = [f"a{topic.author_id}"] if topic.author_id else []
    return [f"p{topic.forum_id}", *author]


def scopes_for(user: Any, site: Model) -> list[str]:
    access = get_policy().access(user, site)
    scopes = [f"f{pk}" for pk in sorted(access.forum_ids)]
    member = member_of(user)
    if member is not None:
        scopes.append(f"a{member.pk}")
    staffed = access.forum_ids_with(Right.EMPLOYEE) | access.forum_ids_with(Right.MODERATE)
    return scopes + [f"p{pk}" for pk in sorted(staffed)]
