"""SearchRecord: one row per session and settled query, never one per keystroke."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community import limits
from feedback_community.enums import SearchOutcome, SearchSource


class SearchRecord(models.Model):
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    #: A keyed hash of the session, not the session: enough to join keystrokes, useless to find a person.
    session_key = models.CharField(max_length=64)
    query = models.CharField(_("query"), max_length=limits.QUERY_LENGTH)
    source = models.CharField(_("where"), max_length=10, choices=SearchSource.choices)
    result_count = models.PositiveIntegerField(_("results"), default=0)
    clicked_topic = models.ForeignKey(
        "feedback_community.Topic", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    #: The same for a document of an optional app, as `search.documents.write_key` writes it.
    clicked_document = models.CharField(max_length=100, blank=True, default="")
    #: What stood first on the list, in the same writing.
    shown = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=SearchOutcome.choices, default=SearchOutcome.NONE)
    asked_topic = models.ForeignKey(
        "feedback_community.Topic", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("search record")
        verbose_name_plural = _("search records")
        indexes = [
            models.Index(fields=["session_key", "-updated_at"], name="community_search_session"),
            models.Index(fields=["created_at"], name="community_search_created"),
            models.Index(fields=["clicked_document"], name="community_search_document"),
        ]

    def __str__(self) -> str:
        return self.query
