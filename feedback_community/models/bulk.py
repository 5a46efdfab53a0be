"""BulkAct: one act on many posts, worked off in parts. BulkRow: one of the posts, and how it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback_community import limits

if TYPE_CHECKING:
    from feedback_community.models import Answer, Topic


class BulkKind(models.TextChoices):
    """What was done to many posts at once."""

    APPROVE = "approve", pgettext_lazy("bulk act", "Posts approved")
    REJECT = "reject", pgettext_lazy("bulk act", "Posts rejected")
    SPAM = "spam", pgettext_lazy("bulk act", "Posts hidden as spam")
    ASSIGN = "assign", pgettext_lazy("bulk act", "Topics assigned")
    MOVE = "move", pgettext_lazy("bulk act", "Topics moved")
    TAG = "tag", pgettext_lazy("bulk act", "Topics tagged")
    CLOSE = "close", pgettext_lazy("bulk act", "Topics closed")
    MERGE = "merge", pgettext_lazy("bulk act", "Topics merged")


class BulkState(models.TextChoices):
    """Where one row of a bulk act stands."""

    WAITING = "waiting", pgettext_lazy("bulk row", "Waiting")
    DONE = "done", pgettext_lazy("bulk row", "Done")
    SAME = "same", pgettext_lazy("bulk row", "Nothing to do")
    FAILED = "failed", pgettext_lazy("bulk row", "Left as it was")
    UNDONE = "undone", pgettext_lazy("bulk row", "Undone")
    KEPT = "kept", pgettext_lazy("bulk row", "Could not be undone")


class BulkAct(models.Model):
    """Kept for `limits.UNDO_DAYS`: as long as it can be undone."""

    kind = models.CharField(_("act"), max_length=10, choices=BulkKind.choices)
    by = models.ForeignKey("feedback_community.Member", on_delete=models.CASCADE, related_name="+")
    #: Whose posts they all are, where a person was blocked for spam.
    member = models.ForeignKey(
        "feedback_community.Member", on_delete=models.CASCADE, null=True, related_name="+"
    )
    suspension = models.ForeignKey(
        "feedback_community.Suspension", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    #: What the act needs besides the rows: a reason, a forum, tags.
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("started"), default=timezone.now)
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(_("finished"), null=True)
    undo_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        verbose_name = _("bulk act")
        verbose_name_plural = _("bulk acts")
        indexes = [models.Index(fields=["created_at"], name="community_bulk_age")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.total})"


class BulkRow(models.Model):
    act = models.ForeignKey(BulkAct, on_delete=models.CASCADE, related_name="rows")
    topic = models.ForeignKey("feedback_community.Topic", on_delete=models.CASCADE, related_name="+")
    #: Empty when the row is about the topic itself.
    answer = models.ForeignKey(
        "feedback_community.Answer", on_delete=models.CASCADE, null=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=BulkState.choices, default=BulkState.WAITING)
    before = models.JSONField(default=dict)
    problem = models.CharField(max_length=limits.NOTE_LENGTH, blank=True)

    class Meta:
        verbose_name = _("row of a bulk act")
        verbose_name_plural = _("rows of bulk acts")
        indexes = [models.Index(fields=["act", "state", "id"], name="community_bulk_waiting")]

    def __str__(self) -> str:
        return f"{self.act_id}: {self.content}"

    @property
    def content(self) -> Topic | Answer:
        return self.answer or self.topic
