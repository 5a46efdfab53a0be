"""Closed vocabularies of the knowledge base. Labels are translated; values are stored and never change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Significance(models.TextChoices):
    """How much a publication changes for a reader."""

    TYPO = "typo", pgettext_lazy("significance", "Typo")
    CONTENT = "content", pgettext_lazy("significance", "Content")
    MAJOR = "major", pgettext_lazy("significance", "Major")


class HelpfulReason(models.TextChoices):
    UNCLEAR = "unclear", pgettext_lazy("helpful reason", "Hard to understand")
    INCOMPLETE = "incomplete", pgettext_lazy("helpful reason", "Something is missing")
    OUTDATED = "outdated", pgettext_lazy("helpful reason", "Out of date")
    WRONG = "wrong", pgettext_lazy("helpful reason", "Wrong")
    OTHER = "other", pgettext_lazy("helpful reason", "Something else")


class SuggestionState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("suggestion", "Waiting")
    TAKEN = "taken", pgettext_lazy("suggestion", "Became an article")
    DISMISSED = "dismissed", pgettext_lazy("suggestion", "Dismissed")


class OfferState(models.TextChoices):
    """An offer to close the loop with the people of a topic, made when a page about it went live."""

    OPEN = "open", pgettext_lazy("offer", "Open")
    DONE = "done", pgettext_lazy("offer", "Done")
    DISMISSED = "dismissed", pgettext_lazy("offer", "Dismissed")


class FlagKind(models.TextChoices):
    """Evidence that an article may not be true any more."""

    SOLUTION = "solution", pgettext_lazy("article flag", "Newer solution")
    HELPFUL = "helpful", pgettext_lazy("article flag", "Fewer find it helpful")
    ASKED = "asked", pgettext_lazy("article flag", "Seen, and asked all the same")
    LINKED = "linked", pgettext_lazy("article flag", "Linked page changed")


class GapKind(models.TextChoices):
    SEARCH = "search", pgettext_lazy("content gap", "Searches without a result")
    TOPICS = "topics", pgettext_lazy("content gap", "Unanswered questions")


class GapState(models.TextChoices):
    OPEN = "open", pgettext_lazy("content gap", "Open")
    WRITTEN = "written", pgettext_lazy("content gap", "Being written about")
    DISMISSED = "dismissed", pgettext_lazy("content gap", "Dismissed")
