"""Closed vocabularies of reputation. Labels are translated; values are stored and never change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy

from feedback_community.enums import Right


class Period(models.TextChoices):
    """What a leaderboard counts: from the first day of the period until today."""

    WEEK = "week", pgettext_lazy("period", "This week")
    MONTH = "month", pgettext_lazy("period", "This month")
    QUARTER = "quarter", pgettext_lazy("period", "This quarter")
    ALL = "all", pgettext_lazy("period", "All time")


class Colour(models.TextChoices):
    """Colours of ranks and badges; each is readable on light and on dark pages."""

    GREY = "grey", pgettext_lazy("colour", "Grey")
    BLUE = "blue", pgettext_lazy("colour", "Blue")
    GREEN = "green", pgettext_lazy("colour", "Green")
    VIOLET = "violet", pgettext_lazy("colour", "Violet")
    AMBER = "amber", pgettext_lazy("colour", "Amber")
    RED = "red", pgettext_lazy("colour", "Red")


class Icon(models.TextChoices):
    """Pictures of ranks and badges, from the community's sprite."""

    PERSON = "person", pgettext_lazy("icon", "Person")
    PEOPLE = "people", pgettext_lazy("icon", "People")
    QUESTION = "question", pgettext_lazy("icon", "Question mark")
    IDEA = "idea", pgettext_lazy("icon", "Idea")
    ANSWERS = "answers", pgettext_lazy("icon", "Answers")
    UP = "up", pgettext_lazy("icon", "Vote")
    CHECK = "check", pgettext_lazy("icon", "Check mark")
    PRAISE = "praise", pgettext_lazy("icon", "Heart")
    FEATURED = "featured", pgettext_lazy("icon", "Star")
    OFFICIAL = "official", pgettext_lazy("icon", "Shield")
    EDIT = "edit", pgettext_lazy("icon", "Pen")
    DONE = "done", pgettext_lazy("icon", "Done")


class SuspicionKind(models.TextChoices):
    RING = "ring", pgettext_lazy("suspicion", "Votes for one another")
    PUPPET = "puppet", pgettext_lazy("suspicion", "Votes for one person only")


#: What a trusted person may be given, and what the table of privileges may grant.
GRANTABLE = (
    Right.MARK_SOLUTION,
    Right.RETAG,
    Right.SUGGEST_MERGE,
    Right.HIDE_SPAM,
    Right.WRITE_ARTICLES,
)
GRANTABLE_CHOICES = [(right.value, right.label) for right in GRANTABLE]
