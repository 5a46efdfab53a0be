"""What the pages of an article's history print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.models import Site

from feedback_community.kb.articles import versions_of
from feedback_community.kb.enums import Significance
from feedback_community.kb.kept import Kept
from feedback_community.kb.models import ArticleVersion
from feedback_community.kb.standing import standing_for
from feedback_community.models import Topic
from feedback_community.permissions.policy import get_policy

#: Versions on one page of the history.
PAGE_SIZE = 25
#: A number in an address that fits into the database's column.
DIGITS = 9


@dataclass(frozen=True)
class HistoryPage:
    """The newest first. `older` is the number that the next page begins below, None on the last one."""

    versions: list[ArticleVersion]
    older: int | None
    is_first: bool


def number_in(text: str | None) -> int | None:
    """A number out of an address, None for anything else."""
    value = text or ""
    return int(value) if value.isdecimal() and value.isascii() and len(value) <= DIGITS else None


def read_history(page: Any, *, below: int | None) -> HistoryPage:
    """Never counted and never skipped: a page begins after the last row of the page before."""
    versions = versions_of(page).select_related("published_by__user")
    if below is not None:
        versions = versions.filter(number__lt=below)
    found = list(versions.order_by("-number")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    older = shown[-1].number if len(found) > PAGE_SIZE else None
    return HistoryPage(shown, older, below is None)


def find_version(page: Any, number: int | None) -> ArticleVersion | None:
    versions = versions_of(page).select_related("article", "published_by__user")
    return versions.filter(number=number).first() if number is not None else None


def visible_sources(kept: Kept, *, user: Any, site: Site) -> Sequence[Topic]:
    """The sources of a version that this reader may see; the others are not even counted."""
    ids = [source["topic"] for source in kept.sources if source.get("topic")]
    if not ids:
        return []
    listed = standing_for(get_policy().listed_topics(user, site), ids)
    return list(listed.only("title", "slug").order_by("pk"))


def what_it_was(significance: str) -> str:
    return str(Significance(significance).label)
