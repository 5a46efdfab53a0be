"""Wagtail changed a page or who may see it: its document in the index is looked at again, by the outbox."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail import signals
from wagtail.models import PageViewRestriction

from feedback_community.kb.documents import page_model
from feedback_community.outbox.queue import reindex_documents


def connect() -> None:
    """Called once, when the app is ready."""
    groups = PageViewRestriction.groups.through
    for signal, receiver, sender in (
        (signals.page_published, on_page_changed, None),
        (signals.page_unpublished, on_page_changed, None),
        (signals.post_page_move, on_page_moved, None),
        (post_delete, on_page_changed, page_model()),
        (post_save, on_restriction_changed, PageViewRestriction),
        (post_delete, on_restriction_changed, PageViewRestriction),
        (m2m_changed, on_restriction_changed, groups),
    ):
        uid = f"feedback_community_kb.search.{receiver.__name__}"
        signal.connect(receiver, sender=sender, dispatch_uid=uid)


def on_page_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    reindex_documents(page_model()._meta.label_lower, [instance.pk])


def on_page_moved(sender: Any, instance: Any, **kwargs: Any) -> None:
    """To another site, or under a restriction: all below goes with it."""
    _reindex_branch(instance)


def on_restriction_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, PageViewRestriction):
        _reindex_branch(instance.page)


def _reindex_branch(page: Any) -> None:
    below = page_model().objects.live().filter(path__startswith=page.path)
    reindex_documents(page_model()._meta.label_lower, below.values_list("pk", flat=True).order_by("pk"))
