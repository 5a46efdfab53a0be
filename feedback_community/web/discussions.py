"""Discussions about a page or an object of the host."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from wagtail.models import Site

from feedback_community.permissions.policy import get_policy
from feedback_community.web.about import about_of, type_of
from feedback_community.web.links import get_links
from feedback_community.web.rows import RowMaker
from feedback_community.web.topic_rows import rows_of


def discussions_about(target: Model, *, user: Any, site: Site, limit: int) -> dict[str, Any]:
    """The context of `discussions.html`: the latest topics about the target that this person may see."""
    policy = get_policy()
    topics = policy.listed_topics(user, site).about(type_of(target).pk, str(target.pk))
    latest = topics.with_my_vote(None).order_by("-last_activity_at", "-pk")[:limit]
    # Without a member there are no vote buttons: the host's page need not carry our script or a token.
    maker = RowMaker(policy.access(user, site).forums)
    about = about_of(target)
    links = get_links()
    return {
        "rows": maker.short(rows_of(latest), show="marks"),
        "ask_url": f"{links['ask']}?{urlencode({'about': about})}" if about else "",
        "links": links,
    }
