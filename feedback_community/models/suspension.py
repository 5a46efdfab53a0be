"""Suspension: a person may not take part for a while, in one forum or everywhere."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback_community import limits


class Block(models.TextChoices):
    """What a suspended person cannot do meanwhile. Reading and own settings stay."""

    POSTING = "posting", pgettext_lazy("suspension", "Writing: topics, answers, changes of texts")
    VOTING = "voting", pgettext_lazy("suspension", "Voting")
    EVERYTHING = "everything", pgettext_lazy("suspension", "Everything but reading")


class Suspension(models.Model):
    """Ends by itself at `until`, or when somebody lifts it. Rows stay: the next moderator sees them."""

    member = models.ForeignKey(
        "feedback_community.Member", on_delete=models.CASCADE, related_name="suspensions"
    )
    #: Empty: in all forums of all sites.
    forum = models.ForeignKey(
        "feedback_community.Forum", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    blocks = models.CharField(_("what it blocks"), max_length=10, choices=Block.choices)
    reason = models.CharField(_("reason"), max_length=limits.NOTE_LENGTH)
    by = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now)
    #: Empty: until somebody lifts it.
    until = models.DateTimeField(_("until"), null=True, blank=True)
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        "feedback_community.Member", on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        indexes = [models.Index(fields=["member", "-created_at"], name="community_suspension_member")]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_blocks_display()}"

    @property
    def is_active(self) -> bool:
        return self.lifted_at is None and (self.until is None or self.until > timezone.now())

    def hits(self, act: str, forum_id: int | None) -> bool:
        """Whether it forbids an act of this kind (see `Block`) in a forum."""
        here = self.forum_id is None or self.forum_id == forum_id
        return here and self.blocks in (act, Block.EVERYTHING) and self.is_active
