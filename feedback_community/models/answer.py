"""Answer: a reply to a topic, our own row beside the comments-xtd comment."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback_community import limits
from feedback_community.enums import COMPANY_ROLES
from feedback_community.models.post import Post
from feedback_community.querysets.answers import AnswerQuerySet


class Answer(Post):
    """`body` is the source; the gateway in `comments/` mirrors it into the comment."""

    topic = models.ForeignKey(
        "feedback_community.Topic",
        on_delete=models.CASCADE,
        related_name="answers",
        verbose_name=_("topic"),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("in answer to"),
    )
    comment = models.OneToOneField(
        "django_comments_xtd.XtdComment",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    #: The merge that brought the answer to its topic.
    merge = models.ForeignKey(
        "feedback_community.Merge",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="answers",
        editable=False,
    )
    removal_reason = models.CharField(_("reason of removal"), max_length=limits.NOTE_LENGTH, blank=True)
    helpful_count = models.PositiveIntegerField(_("helpful votes"), default=0, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [
            models.Index(fields=["topic", "parent", "created_at", "id"], name="community_answer_thread"),
            models.Index(fields=["topic", "parent", "-helpful_count", "id"], name="community_answer_helpful"),
            models.Index(fields=["author", "-published_at", "-id"], name="community_answer_author"),
        ]

    def __str__(self) -> str:
        return self.excerpt

    def get_absolute_url(self) -> str:
        """A permanent link that finds the page of the thread the answer stands on."""
        return reverse("feedback_community:answer", args=[self.pk])

    @property
    def is_by_company(self) -> bool:
        return self.author_role in COMPANY_ROLES
