"""Settings of the knowledge base: one dict, `FEEDBACK_COMMUNITY_KB`, read when the value is needed."""

from __future__ import annotations

from feedback_community.conf import SettingsDict

SETTING = "FEEDBACK_COMMUNITY_KB"


class KnowledgeBaseSettings(SettingsDict):
    """Annotated defaults. A key in the host's dict replaces the attribute of that name."""

    setting = SETTING

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


kb_settings = KnowledgeBaseSettings()
