"""Whether a version of an article helped: one vote for each person, or for each session."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F

from feedback_community import events
from feedback_community.kb import signals
from feedback_community.kb.documents import page_model
from feedback_community.kb.models import ArticleRecord, ArticleVersion, HelpfulVote
from feedback_community.models import Member
from feedback_community.outbox.queue import reindex_documents


@transaction.atomic
def cast_helpful_vote(
    version: ArticleVersion,
    *,
    voter: Member | None,
    anonymous_key: str,
    is_helpful: bool,
    reason: str = "",
    comment: str = "",
) -> HelpfulVote:
    """A second vote of the same person takes the place of the first."""
    who = {"voter": voter} if voter is not None else {"anonymous_key": anonymous_key}
    said = {"is_helpful": is_helpful, "reason": "" if is_helpful else reason, "comment": comment}
    vote = HelpfulVote.objects.select_for_update().filter(version=version, **who).first()
    if vote is None:
        try:
            with transaction.atomic():
                vote = HelpfulVote.objects.create(version=version, **who, **said)
        except IntegrityError:
            return HelpfulVote.objects.get(version=version, **who)
        _count(version, is_helpful, 1)
    else:
        if vote.is_helpful != is_helpful:
            _count(version, vote.is_helpful, -1)
            _count(version, is_helpful, 1)
        HelpfulVote.objects.filter(pk=vote.pk).update(**said)
        vote.refresh_from_db()
    events.emit_on_commit(signals.article_vote_cast, HelpfulVote, vote=vote, by=voter)
    return vote


@transaction.atomic
def retract_helpful_vote(version: ArticleVersion, *, voter: Member | None, anonymous_key: str) -> bool:
    """Take it back. Says whether there was one."""
    who = {"voter": voter} if voter is not None else {"anonymous_key": anonymous_key}
    vote = HelpfulVote.objects.select_for_update().filter(version=version, **who).first()
    if vote is None:
        return False
    vote.delete()
    _count(version, vote.is_helpful, -1)
    events.emit_on_commit(signals.article_vote_retracted, HelpfulVote, version=version, by=voter)
    return True


def _count(version: ArticleVersion, is_helpful: bool, step: int) -> None:
    """On the version and on the article, whose worth in the search hangs on it."""
    name = "helpful_count" if is_helpful else "unhelpful_count"
    ArticleVersion.objects.filter(pk=version.pk).update(**{name: F(name) + step})
    ArticleRecord.objects.filter(pk=version.article_id).update(**{name: F(name) + step})
    page_id = version.article.page_id
    if page_id is not None:
        reindex_documents(page_model()._meta.label_lower, [page_id])
