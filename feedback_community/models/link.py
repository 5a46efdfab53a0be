"""TopicLink: what a topic is about."""

from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class TopicLink(models.Model):
    """A topic "about" a page (with the revision and locale the customer saw) or an object of the host."""

    topic = models.ForeignKey("feedback_community.Topic", on_delete=models.CASCADE, related_name="links")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=64)
    target = GenericForeignKey("content_type", "object_id")
    revision_id = models.PositiveBigIntegerField(_("live revision the customer saw"), null=True, blank=True)
    locale = models.CharField(_("language"), max_length=16, blank=True)
    title = models.CharField(_("title at that time"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("link to a page or object")
        verbose_name_plural = _("links to pages and objects")
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "content_type", "object_id"], name="community_topic_link"
            )
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="community_link_target")]

    def __str__(self) -> str:
        return self.title
