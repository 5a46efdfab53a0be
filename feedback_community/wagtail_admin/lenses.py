"""Demand lenses: whose votes staff count apart, without touching the public count."""

from __future__ import annotations

import logging
from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from feedback_community import hooks
from feedback_community.querysets import queues
from feedback_community.querysets.topics import TopicQuerySet

logger = logging.getLogger("feedback_community.lenses")


class DemandLens(Protocol):
    """What a host registers with the hook `register_feedback_demand_lens`. `name` is unique."""

    name: str
    label: Any

    def users(self, users: QuerySet[Any]) -> QuerySet[Any]:
        """Those of the site's users whose votes count here."""


def lenses() -> dict[str, DemandLens]:
    return {lens.name: lens for lens in hooks.get_demand_lenses()}


def users_of(lens: DemandLens) -> QuerySet[Any]:
    """Nobody when the host's function fails, and a line in the log."""
    users = get_user_model()._default_manager.all()
    try:
        return lens.users(users)
    except Exception:
        logger.exception("Demand lens %r failed", lens.name)
        return users.none()


def through(lens: DemandLens, topics: TopicQuerySet) -> TopicQuerySet:
    return queues.through_lens(topics, users_of(lens))
