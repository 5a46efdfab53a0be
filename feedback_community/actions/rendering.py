"""Texts rendered by an earlier version of the renderer, rendered again."""

from __future__ import annotations

import logging

from django.db import transaction

from feedback_community.actions.locks import lock_answer, lock_topic
from feedback_community.actions.texts import render_again
from feedback_community.exceptions import ContentRejected
from feedback_community.markup import RENDERER_VERSION
from feedback_community.models import Answer, Topic

logger = logging.getLogger("feedback_community.markup")

BATCH = 500


def render_outdated(limit: int = 5_000) -> int:
    """Render up to `limit` texts of each kind anew, newest first. Returns how many there were."""
    return sum(_render(model, limit) for model in (Topic, Answer))


def _render(model: type[Topic | Answer], limit: int) -> int:
    outdated = model._default_manager.filter(renderer_version__lt=RENDERER_VERSION).order_by("-pk")
    done, last = 0, None
    while done < limit:
        rows = outdated if last is None else outdated.filter(pk__lt=last)
        pks = list(rows.values_list("pk", flat=True)[: min(BATCH, limit - done)])
        if not pks:
            break
        for pk in pks:
            _render_one(model, pk)
        done, last = done + len(pks), pks[-1]
    return done


@transaction.atomic
def _render_one(model: type[Topic | Answer], pk: int) -> None:
    related = "forum__site" if model is Topic else "topic__forum__site"
    content = model._default_manager.select_related(related).filter(pk=pk).first()
    if content is None:
        return
    locked = lock_topic(content) if isinstance(content, Topic) else lock_answer(content)
    try:
        render_again(locked)
    except ContentRejected as problem:
        # Limits may be stricter than when it was written: its old, safe HTML stays.
        logger.warning("%s %s cannot be rendered again: %s", model.__name__, pk, problem)
