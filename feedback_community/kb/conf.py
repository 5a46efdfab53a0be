"""Settings of the knowledge base: one dict, `FEEDBACK_COMMUNITY_KB`, read when the value is needed."""

from __future__ import annotations

from typing import Any

from django.conf import settings

SETTING = "FEEDBACK_COMMUNITY_KB"


class KnowledgeBaseSettings:
    """Annotated defaults. A key in the host's dict replaces the attribute of that name."""

    #: The page type that promotion makes, the index holds and sources point to.
    ARTICLE_MODEL: str = "feedback_community_kb_pages.ArticlePage"
    #: Whether readers see the history of an article; else only those with the right to read it.
    PUBLIC_HISTORY: bool = True
    #: Page types ("app.Model", with those made from them) that the search leaves out; articles it never does.
    SEARCH_EXCLUDED_PAGE_TYPES: tuple[str, ...] = ()
    #: Days until an article is due for review, where the article names no other number.
    REVIEW_INTERVAL_DAYS: int = 180
    #: Days after which readers are told that an article was not looked after; None: only its editors are.
    OVERDUE_BANNER_DAYS: int | None = None
    #: Days after which such an article is unpublished; None: never.
    OVERDUE_UNPUBLISH_DAYS: int | None = None

    def __getattribute__(self, name: str) -> Any:
        if name.isupper():
            given = getattr(settings, SETTING, {})
            if name in given:
                return given[name]
        return super().__getattribute__(name)

    @classmethod
    def names(cls) -> list[str]:
        """All known settings, in the order they are declared."""
        return [name for name in cls.__annotations__ if name.isupper()]


kb_settings = KnowledgeBaseSettings()
