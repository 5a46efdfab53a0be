"""What the community knows about an article, for the person who edits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from feedback_community.enums import TopicType
from feedback_community.kb.articles import current_version, is_article
from feedback_community.kb.insights import Helpfulness, helpfulness_of, searches_in_vain, searches_to
from feedback_community.kb.models import ArticleFlag, ArticleRecord, ArticleVersion
from feedback_community.kb.wagtail_admin.source_changes import SourceRow, sources_with_changes
from feedback_community.models import Topic
from feedback_community.permissions.policy import get_policy
from feedback_community.web.about import type_of

#: Entries of each list in the panel.
SHOWN = 5


@dataclass
class Insight:
    record: ArticleRecord | None = None
    version: ArticleVersion | None = None
    sources: list[SourceRow] = field(default_factory=list)
    flags: Sequence[ArticleFlag] = ()
    problems: Sequence[Topic] = ()
    questions: Sequence[Topic] = ()
    helpful: Helpfulness = field(default_factory=Helpfulness)
    led_here: Sequence[tuple[str, int]] = ()
    in_vain: Sequence[tuple[str, int]] = ()

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
    insight.helpful = helpfulness_of(record)
    insight.led_here = searches_to(record)
    insight.in_vain = searches_in_vain(page.title)
