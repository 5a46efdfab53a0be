"""ArticleRecord: what is kept of an article beside its page, so that it outlives the page."""

from __future__ import annotations

from typing import Any

import swapper
import wagtail.models  # noqa: F401 - tells swapper the name of the setting
from django.db import models
from django.utils.translation import gettext_lazy as _

#: The host's base page model. Outward keys have no constraint in the database: our tables may stay behind
#: when the app is taken out, and must not forbid anybody to delete a page or a topic then.
PAGE_MODEL = swapper.get_model_name("wagtailcore", "Page")


class ArticleRecord(models.Model):
    """One row for each article. Its published state is what django-reversion keeps."""

    #: What a version holds.
    KEPT = ("title", "model", "locale", "content", "sources", "section")

    page = models.OneToOneField(
        PAGE_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="feedback_community_record",
        verbose_name=_("page"),
    )
    #: The key of the page, also when it is gone.
    page_key = models.CharField(max_length=64, blank=True, db_index=True)
    title = models.CharField(_("title"), max_length=255, blank=True)
    #: "app.model" of the page.
    model = models.CharField(max_length=200, blank=True)
    locale = models.CharField(_("language"), max_length=16, blank=True)
    #: The published content as Wagtail serialises it, without place and state.
    content = models.JSONField(default=dict)
    #: [{"topic": id, "uid": kept id, "title": title}]
    sources = models.JSONField(default=list)
    #: {"page": key, "title": title, "url_path": path} of the section it was published in.
    section = models.JSONField(default=dict)

    is_live = models.BooleanField(_("live"), default=False)
    #: The Wagtail revision that the last version was made of; not a key, because revisions are purged.
    wagtail_revision = models.PositiveBigIntegerField(null=True)
    version_count = models.PositiveIntegerField(_("versions"), default=0)
    helpful_count = models.PositiveIntegerField(_("found helpful"), default=0)
    unhelpful_count = models.PositiveIntegerField(_("found not helpful"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    published_at = models.DateTimeField(_("last published"), null=True, db_index=True)
    deleted_at = models.DateTimeField(_("page deleted"), null=True, db_index=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        default_permissions = ()
        permissions = [
            ("promote_topic", _("Make articles out of topics")),
            ("verify_article", _("Verify articles")),
            ("read_article_history", _("Read the history of articles")),
            ("redact_article", _("Take text out of all versions of an article")),
        ]

    def __str__(self) -> str:
        return self.title


def page_model() -> Any:
    """The base of all pages of this site."""
    return ArticleRecord._meta.get_field("page").related_model
