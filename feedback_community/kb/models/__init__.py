"""The tables of the knowledge base. The page types are elsewhere: see `kb.mixins` and `kb.pages`."""

from __future__ import annotations

from feedback_community.kb.models.gap import ContentGap
from feedback_community.kb.models.helpful_vote import HelpfulVote
from feedback_community.kb.models.offer import ClosingOffer
from feedback_community.kb.models.record import ArticleRecord
from feedback_community.kb.models.review import ArticleFlag, ArticleReview
from feedback_community.kb.models.source import ArticleSource
from feedback_community.kb.models.suggestion import ArticleSuggestion
from feedback_community.kb.models.version import ArticleVersion

__all__ = [
    "ArticleFlag",
    "ArticleRecord",
    "ArticleReview",
    "ArticleSource",
    "ArticleSuggestion",
    "ArticleVersion",
    "ClosingOffer",
    "ContentGap",
    "HelpfulVote",
]
