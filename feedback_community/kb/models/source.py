"""ArticleSource: a topic that an article was made from."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community.kb.models.record import ArticleRecord


class ArticleSource(models.Model):
    """Stays with the article through edits, moves and merges, and with the deletion of its page."""

    article = models.ForeignKey(ArticleRecord, on_delete=models.CASCADE, related_name="source_rows")
    topic = models.ForeignKey(
        "feedback_community.Topic",
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="article_sources",
        verbose_name=_("topic"),
    )
    #: The topic's kept id and title, also when the topic is gone.
    uid = models.CharField(max_length=100, blank=True)
    title = models.CharField(_("title at that time"), max_length=255, blank=True)
    #: The answer whose text was taken over.
    answer_id = models.PositiveBigIntegerField(null=True)
    added_by = models.ForeignKey(
        "feedback_community.Member",
        on_delete=models.SET_NULL,
        null=True,
        db_constraint=False,
        related_name="+",
    )
    added_at = models.DateTimeField(default=timezone.now)
    #: Until when an editor has seen what changed in the topic.
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("source of an article")
        verbose_name_plural = _("sources of articles")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "topic"], name="community_kb_article_source")
        ]

    def __str__(self) -> str:
        return self.title
