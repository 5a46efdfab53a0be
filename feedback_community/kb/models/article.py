"""The columns of articles, sections and knowledge bases; abstract, so that a host's pages can have them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField

from feedback_community.kb.blocks import article_blocks
from feedback_community.kb.enums import Significance


class ArticleFields(models.Model):
    """Note, significance and "tell" lie in the revision, so that they survive workflow and scheduling."""

    summary = models.TextField(
        _("summary"),
        max_length=500,
        blank=True,
        help_text=_("One or two sentences; shown in lists and in the search."),
    )
    body = StreamField(article_blocks(), blank=True, verbose_name=_("text"))
    article_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("Keeps the article true, and is reminded when it is due for review."),
    )
    review_interval_days = models.PositiveSmallIntegerField(
        _("review every so many days"),
        null=True,
        blank=True,
        help_text=_("Empty: as in the settings of the site. 0: never."),
    )
    change_note = models.CharField(
        _("what changed"),
        max_length=255,
        blank=True,
        help_text=_("For readers. It goes into the history with the next publication."),
    )
    significance = models.CharField(
        _("significance"), max_length=10, choices=Significance.choices, default=Significance.CONTENT
    )
    tell_followers = models.BooleanField(
        _("tell those who follow the topics behind it"),
        default=False,
        help_text=_("They hear of the next publication, also of a scheduled one."),
    )

    class Meta:
        abstract = True


class SectionFields(models.Model):
    intro = models.TextField(_("introduction"), max_length=500, blank=True)
    topic_tags = ParentalManyToManyField(
        "feedback_community.CommunityTag",
        blank=True,
        related_name="+",
        verbose_name=_("tags of topics"),
        help_text=_("Topics with one of these tags are proposed for this section."),
    )

    class Meta:
        abstract = True


class KnowledgeBaseFields(models.Model):
    intro = models.TextField(_("introduction"), max_length=500, blank=True)

    class Meta:
        abstract = True
