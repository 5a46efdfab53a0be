"""What is derived from the ledger: points a day, and the scores of the leaderboards. Never the truth."""

from __future__ import annotations

from django.db import models

from feedback_community.reputation.enums import Period


class DayTotal(models.Model):
    """The points of one person that count on one day in one forum, after caps and limits."""

    member = models.ForeignKey(
        "feedback_community.Member", db_constraint=False, on_delete=models.CASCADE, related_name="+"
    )
    #: Key of the forum, 0 for points that belong to none.
    scope = models.PositiveBigIntegerField(default=0)
    day = models.DateField()
    points = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "day", "scope"], name="reputation_day_once")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.day}: {self.points}"


class Score(models.Model):
    """The points of one person in one period, in one forum or (scope 0) in all of them."""

    kind = models.CharField(max_length=10, choices=Period.choices)
    #: First day of the period; the first of all days for "all time".
    start = models.DateField()
    scope = models.PositiveBigIntegerField(default=0)
    member = models.ForeignKey(
        "feedback_community.Member", db_constraint=False, on_delete=models.CASCADE, related_name="+"
    )
    points = models.IntegerField()
    #: False for those who do not wish to be listed: they take no place either.
    is_listed = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "kind", "start", "scope"], name="reputation_score_once")
        ]
        indexes = [
            models.Index(
                fields=["kind", "start", "scope", "-points", "member"],
                name="reputation_score_order",
                condition=models.Q(is_listed=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}: {self.member_id}: {self.points}"


class ScoreCount(models.Model):
    """How many listed people have so many points: a place is a sum over these few rows."""

    kind = models.CharField(max_length=10, choices=Period.choices)
    start = models.DateField()
    scope = models.PositiveBigIntegerField(default=0)
    points = models.IntegerField()
    people = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "start", "scope", "points"], name="reputation_score_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}: {self.points} x {self.people}"
