"""What the community knows about an article, for the person who edits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from feedback_community.enums import TopicType
from feedback_community.kb.articles import current_version, is_article
from feedback_community.kb.enums import HelpfulReason
from feedback_community.kb.models import ArticleFlag, ArticleRecord, ArticleVersion, ContentGap, HelpfulVote
from feedback_community.kb.wagtail_admin.source_changes import SourceRow, sources_with_changes
from feedback_community.models import SearchRecord, Topic
from feedback_community.permissions.policy import get_policy
from feedback_community.search.documents import write_key
from feedback_community.web.about import type_of

#: Entries of each list in the panel.
SHOWN = 5
#: Searches looked at reach back so many days.
SEARCH_DAYS = 90


@dataclass
class Insight:
    record: ArticleRecord | None = None
    version: ArticleVersion | None = None
    sources: list[SourceRow] = field(default_factory=list)
    flags: Sequence[ArticleFlag] = ()
    problems: Sequence[Topic] = ()
    questions: Sequence[Topic] = ()
    reasons: list[tuple[str, int]] = field(default_factory=list)
    comments: Sequence[str] = ()
    led_here: list[tuple[str, int]] = field(default_factory=list)
    gaps: Sequence[ContentGap] = ()

    @property
    def count(self) -> int:
        """What asks for an editor's eye."""
        changed = sum(1 for row in self.sources if row.changes)
        return changed + len(self.flags) + len(self.problems) + len(self.questions)


def insight_of(page: Any, *, user: Any) -> Insight:
    insight = Insight()
    if page.pk is None:
        return insight
    _add_discussions(insight, page, user)
    if is_article(page):
        _add_article(insight, page, user)
    return insight


def _add_discussions(insight: Insight, page: Any, user: Any) -> None:
    """Open problems and unanswered questions about exactly this page that the editor may read."""
    site = page.get_site()
    if site is None:
        return
    about = get_policy().listed_topics(user, site).about(type_of(page).pk, str(page.pk))
    insight.problems = list(about.filter(closed_at=None).known_problems()[:SHOWN])
    questions = about.of_type(TopicType.QUESTION).awaiting_answer().order_by("-last_activity_at", "-pk")
    insight.questions = list(questions[:SHOWN])


def _add_article(insight: Insight, page: Any, user: Any) -> None:
    record = ArticleRecord.objects.filter(page=page.pk).first()
    if record is None:
        return
    insight.record, insight.version = record, current_version(page)
    insight.sources = sources_with_changes(page, user=user)
    insight.flags = list(record.flags.filter(settled_at=None)[:SHOWN])
    _add_votes(insight, record)
    _add_searches(insight, page)


def _add_votes(insight: Insight, record: ArticleRecord) -> None:
    unhappy = HelpfulVote.objects.filter(version__article=record, is_helpful=False)
    counted = unhappy.exclude(reason="").values_list("reason").annotate(times=Count("pk")).order_by("-times")
    insight.reasons = [(str(HelpfulReason(reason).label), times) for reason, times in counted]
    said = unhappy.exclude(comment="").order_by("-created_at").values_list("comment", flat=True)
    insight.comments = list(said[:SHOWN])


def _add_searches(insight: Insight, page: Any) -> None:
    key = write_key((_base(page), page.pk))
    since = timezone.now() - timedelta(days=SEARCH_DAYS)
    searches = SearchRecord.objects.filter(clicked_document=key, created_at__gte=since).exclude(query="")
    counted = searches.values_list("query").annotate(times=Count("pk")).order_by("-times", "query")
    insight.led_here = list(counted[:SHOWN])
    site = page.get_site()
    gaps = ContentGap.objects.filter(site=site, state="open").order_by("-weight", "-pk")
    insight.gaps = list(gaps[:SHOWN])


def _base(page: Any) -> str:
    return str(ArticleRecord._meta.get_field("page").related_model._meta.label_lower)  # type: ignore[union-attr]
