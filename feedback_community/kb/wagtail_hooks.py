"""What the knowledge base adds to the pages of the community and to Wagtail's admin."""

from __future__ import annotations

from wagtail import hooks

from feedback_community.kb.documents import PageDocuments


@hooks.register("register_feedback_search_documents")
def pages_and_articles() -> PageDocuments:
    return PageDocuments()
