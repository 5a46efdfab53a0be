"""Attachment: a file with a topic's or an answer's text, or one that waits to be posted with it."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community import limits
from feedback_community.models.base import KeptUid


class Attachment(KeptUid):
    """The bytes lie in the private storage. Without topic and answer it was never posted, or what it was
    posted with is gone: then it is the schedule's to delete."""

    member = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, related_name="attachments"
    )
    topic = models.ForeignKey(
        "feedback_community.Topic", on_delete=models.SET_NULL, null=True, related_name="attachments"
    )
    answer = models.ForeignKey(
        "feedback_community.Answer", on_delete=models.SET_NULL, null=True, related_name="attachments"
    )
    name = models.CharField(_("name"), max_length=100)
    #: What the picture shows, for those who cannot see it.
    alt = models.CharField(_("description"), max_length=limits.ALT_LENGTH, blank=True)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    #: Of the small picture that pages print; empty for a file that is no picture.
    width = models.PositiveIntegerField(_("width"), null=True)
    height = models.PositiveIntegerField(_("height"), null=True)
    #: Names in the storage.
    stored_as = models.CharField(max_length=255)
    small_as = models.CharField(max_length=255, blank=True)
    #: Whether the bytes have arrived there: the row comes first, so that no file is without one.
    is_stored = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(topic=None) | models.Q(answer=None), name="community_attachment_one_post"
            )
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="community_attachment_loose",
                condition=models.Q(topic=None, answer=None),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        return self.width is not None

    @property
    def is_posted(self) -> bool:
        return self.topic_id is not None or self.answer_id is not None

    def get_absolute_url(self) -> str:
        return reverse("feedback_community:file", args=[self.uid])

    @property
    def small_url(self) -> str:
        return reverse("feedback_community:file_small", args=[self.uid]) if self.is_picture else ""

    @property
    def markdown(self) -> str:
        """What stands in a text where the file is to be shown. A picture's words are in its own column."""
        words = "" if self.is_picture else self.name.replace("[", "(").replace("]", ")")
        return f"{'!' if self.is_picture else ''}[{words}](attachment:{self.uid})"
