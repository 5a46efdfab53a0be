"""A topic becomes the draft of an article, or a suggestion to those who write them."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from feedback_community import events
from feedback_community.actions.history import audit
from feedback_community.actions.locks import lock_topic
from feedback_community.actions.members import ensure_member
from feedback_community.actions.texts import clean_note
from feedback_community.exceptions import InvalidChange
from feedback_community.kb import signals
from feedback_community.kb.actions.pictures import place_pictures
from feedback_community.kb.actions.versions import lock_record
from feedback_community.kb.articles import get_article_model
from feedback_community.kb.enums import SuggestionState
from feedback_community.kb.markdown_blocks import blocks_of, lead_of
from feedback_community.kb.models import ArticleRecord, ArticleSource, ArticleSuggestion
from feedback_community.kb.permissions import can_add_to, can_edit, can_promote, demand
from feedback_community.markup import shorten
from feedback_community.models import Answer, Member, Topic

SUMMARY_LENGTH = 300


def text_to_take(topic: Topic) -> Answer | None:
    """The official answer, else the solution, if it can still be read."""
    for answer in (topic.official_answer, topic.solution):
        if answer is not None and answer.is_published:
            return answer
    return None


def article_of(topic: Topic) -> Any:
    """The article that was made from this topic; None when there is none, or its page is gone."""
    sources = ArticleSource.objects.filter(topic=topic, article__page__isnull=False)
    source = sources.select_related("article__page").order_by("pk").first()
    page: Any = source.article.page if source is not None else None
    return page.specific if page is not None else None


@transaction.atomic
def promote_topic(topic: Topic, *, by: Any, section: Any, answer: Answer | None) -> Any:
    """Make the draft, or return the one that is there already.

    `answer` is the text the person was shown. Raises InvalidChange when it is not the one any more.
    """
    demand(can_promote(by, topic), _("You cannot make articles of topics."))
    locked = lock_topic(topic)
    existing = article_of(locked)
    if existing is not None:
        return existing
    demand(can_add_to(by, section), _("You cannot write articles in this section."))
    taken = text_to_take(locked)
    if (taken.pk if taken else None) != (answer.pk if answer else None):
        raise InvalidChange(_("The answer was changed or removed meanwhile. Please look at the topic again."))
    page = _draft(locked, taken, section=section, by=by)
    add_source(page, locked, by=by)
    return page


def _draft(topic: Topic, answer: Answer | None, *, section: Any, by: Any) -> Any:
    text = answer or topic
    model = get_article_model()
    body = model._meta.get_field("body")
    blocks = blocks_of(text.body)
    lead = lead_of(blocks)
    blocks = place_pictures(blocks, text=text, by=by)
    page = model(
        title=topic.title,
        summary=shorten(lead or text.body_text, SUMMARY_LENGTH),
        body=body.stream_block.to_python(blocks),
        article_owner=by,
        owner=by,
        live=False,
        locale=section.locale,
    )
    section.add_child(instance=page)
    page.save_revision(user=by)
    log(instance=page, action="wagtail.create", user=by, content_changed=True)
    return page


@transaction.atomic
def add_source(page: Any, topic: Topic, *, by: Any) -> bool:
    """Link a topic as a source of the article. Returns False when it is one already."""
    demand(can_promote(by, topic), _("You cannot make articles of topics."))
    demand(can_edit(by, page), _("You cannot change this article."))
    member = ensure_member(by)
    answer = text_to_take(topic)
    _source, created = ArticleSource.objects.get_or_create(
        article=lock_record(page),
        topic=topic,
        defaults={
            "uid": topic.uid,
            "title": topic.title,
            "answer_id": answer.pk if answer else None,
            "added_by": member,
        },
    )
    if not created:
        return False
    _take_suggestions(topic, by=member)
    audit(topic, "kb.promote", user=by, article=page.pk, title=page.title)
    events.emit_on_commit(signals.topic_promoted, Topic, article=page, topic=topic, by=member)
    return True


@transaction.atomic
def remove_source(source: ArticleSource, *, by: Any) -> None:
    """The topic is no source any more. Versions that were published with it keep saying so."""
    page = source.article.page
    demand(page is not None and can_edit(by, page.specific), _("You cannot change this article."))
    source.delete()


@transaction.atomic
def mark_sources_seen(record: ArticleRecord, *, by: Any) -> None:
    """The editor knows what changed in the sources."""
    page = record.page
    demand(page is not None and can_edit(by, page.specific), _("You cannot change this article."))
    record.source_rows.update(seen_at=timezone.now())


@transaction.atomic
def suggest_article(topic: Topic, *, by: Any, note: str) -> ArticleSuggestion:
    """Tell those who write articles. A second suggestion for the same topic changes nothing."""
    demand(can_promote(by, topic), _("You cannot make articles of topics."))
    text = clean_note(note)
    locked = lock_topic(topic)
    waiting = ArticleSuggestion.objects.filter(topic=locked, state=SuggestionState.WAITING).first()
    if waiting is not None:
        return waiting
    member = ensure_member(by)
    suggestion = ArticleSuggestion.objects.create(topic=locked, suggested_by=member, note=text)
    audit(locked, "kb.suggest", user=by, note=text)
    events.emit_on_commit(signals.article_suggested, ArticleSuggestion, suggestion=suggestion, by=member)
    return suggestion


@transaction.atomic
def dismiss_suggestion(suggestion: ArticleSuggestion, *, by: Any) -> bool:
    demand(can_promote(by, suggestion.topic), _("You cannot make articles of topics."))
    return _decide(suggestion.topic, SuggestionState.DISMISSED, by=ensure_member(by))


def _take_suggestions(topic: Topic, *, by: Member) -> None:
    _decide(topic, SuggestionState.TAKEN, by=by)


def _decide(topic: Topic, state: SuggestionState, *, by: Member) -> bool:
    waiting = ArticleSuggestion.objects.filter(topic=topic, state=SuggestionState.WAITING)
    return bool(waiting.update(state=state, decided_at=timezone.now(), decided_by=by))
