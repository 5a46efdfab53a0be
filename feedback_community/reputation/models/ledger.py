"""LedgerEntry: one award, or the undoing of one. Rows are only ever added."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community.reputation.querysets.ledger import LedgerQuerySet


class LedgerEntry(models.Model):
    """Award, undo, award again are three rows with the sequence 1, 2, 3.

    Rows are never capped: what counts is decided where day totals are derived from them.
    """

    member = models.ForeignKey(
        "feedback_community.Member", db_constraint=False, on_delete=models.CASCADE, related_name="+"
    )
    #: Name of the rule.
    reason = models.CharField(_("reason"), max_length=40)
    points = models.SmallIntegerField(_("points"))
    #: The row that earned it: its model ("feedback_community.vote") and key.
    source = models.CharField(max_length=80)
    source_id = models.PositiveBigIntegerField()
    sequence = models.PositiveIntegerField(default=1)
    #: The award that this row undoes. Its index holds undoings only: SQLite takes a plain unique one for the
    #: best way to all that undo nothing, and reads the whole ledger.
    undoes = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, db_index=False, related_name="undone_by"
    )
    #: Who gave it, e.g. the voter.
    giver = models.ForeignKey(
        "feedback_community.Member",
        db_constraint=False,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    forum = models.ForeignKey(
        "feedback_community.Forum",
        db_constraint=False,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    #: What the limit of a rule counts together: the idea whose votes these are.
    within = models.PositiveBigIntegerField(null=True)
    #: When it was earned, and when it was written here.
    at = models.DateTimeField(_("earned"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.UniqueConstraint(
                fields=["reason", "source_id", "member", "sequence"], name="reputation_entry_once"
            ),
            models.UniqueConstraint(
                fields=["undoes"],
                name="reputation_entry_undone_once",
                condition=models.Q(undoes__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["member", "at", "id"], name="reputation_entry_member"),
            models.Index(fields=["giver", "at"], name="reputation_entry_giver"),
            models.Index(
                fields=["reason", "within", "at", "id"],
                name="reputation_entry_within",
                condition=models.Q(within__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.points:+d} {self.reason} #{self.source_id}/{self.sequence}"
