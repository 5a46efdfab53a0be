"""What a topic and an answer are alike in: somebody's text, its state and its times."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community import limits
from feedback_community.enums import AuthorRole, ModerationState
from feedback_community.models.base import KeptUid


class Post(KeptUid):
    """`body` is the source as it was typed; the other text columns are made from it on save."""

    author = models.ForeignKey(
        "feedback_community.Member",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("author"),
    )
    author_role = models.CharField(
        _("author's role"), max_length=20, choices=AuthorRole.choices, default=AuthorRole.MEMBER
    )
    is_name_hidden = models.BooleanField(_("name hidden from other members"), default=False)
    body = models.TextField(_("text"))
    body_html = models.TextField(editable=False)
    body_text = models.TextField(editable=False)
    excerpt = models.CharField(max_length=limits.EXCERPT_LENGTH, blank=True, editable=False)
    renderer_version = models.PositiveSmallIntegerField(default=0, editable=False)
    state = models.CharField(
        _("moderation state"),
        max_length=10,
        choices=ModerationState.choices,
        default=ModerationState.HELD,
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.state == ModerationState.PUBLISHED
