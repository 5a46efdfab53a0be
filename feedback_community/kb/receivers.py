"""What others tell us: Wagtail published, unpublished or deleted a page. Each receiver calls one action."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_delete
from wagtail.log_actions import get_active_log_context
from wagtail.signals import page_published, page_unpublished

from feedback_community.kb.actions.closing import offer_closing, reopen_topics
from feedback_community.kb.actions.versions import mark_deleted, mark_unpublished, record_version
from feedback_community.kb.articles import article_models, is_article


def connect() -> None:
    """Called once, when the app is ready."""
    page_published.connect(on_page_published, dispatch_uid="feedback_community_kb.published")
    page_unpublished.connect(on_page_unpublished, dispatch_uid="feedback_community_kb.unpublished")
    # For each model: a receiver for all would slow down every deletion of the project.
    for model in article_models():
        pre_delete.connect(
            on_article_about_to_be_deleted, sender=model, dispatch_uid="feedback_community_kb.deleted"
        )


def publisher_of(revision: Any) -> Any:
    """Who published: the person of the request; of a scheduled publication the author of the revision. An
    alias may be brought up to date without one."""
    return get_active_log_context().user or getattr(revision, "user", None)


def on_page_published(sender: Any, instance: Any, revision: Any, **kwargs: Any) -> None:
    offer_closing(instance)
    if is_article(instance):
        record_version(instance, revision=revision, by=publisher_of(revision))


def on_page_unpublished(sender: Any, instance: Any, **kwargs: Any) -> None:
    reopen_topics(instance)
    if is_article(instance):
        mark_unpublished(instance)


def on_article_about_to_be_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    mark_deleted(instance)
