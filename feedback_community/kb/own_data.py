"""What the knowledge base keeps of a person, to take along."""

from __future__ import annotations

from typing import Any

from feedback_community.kb.models import ArticleSuggestion, ArticleVersion, HelpfulVote
from feedback_community.models import Member


def own_data(member: Member) -> list[tuple[str, dict[str, Any]]]:
    """For the hook `register_feedback_own_data`."""
    found: list[tuple[str, dict[str, Any]]] = []
    for vote in HelpfulVote.objects.filter(voter=member).select_related("version").order_by("pk").iterator():
        said = {"helpful": vote.is_helpful, "reason": vote.reason, "comment": vote.comment}
        found.append(("article_vote", {**_of(vote.version), **said, "at": vote.created_at.isoformat()}))
    for version in ArticleVersion.objects.filter(published_by=member).order_by("pk").iterator():
        row = {**_of(version), "note": version.note, "at": version.published_at.isoformat()}
        found.append(("article_version", row))
    for asked in ArticleSuggestion.objects.filter(suggested_by=member).order_by("pk").iterator():
        row = {"topic": asked.topic_id, "note": asked.note, "at": asked.created_at.isoformat()}
        found.append(("article_suggestion", row))
    return found


def _of(version: ArticleVersion) -> dict[str, Any]:
    return {"article": version.title, "version": version.label}
