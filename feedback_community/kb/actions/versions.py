"""A publication becomes a numbered version. Drafts are Wagtail's revisions and never versions."""

from __future__ import annotations

from functools import partial
from typing import Any

import reversion
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from feedback_community import events
from feedback_community.actions.members import ensure_member
from feedback_community.actions.pages import tell_of_page
from feedback_community.kb import signals
from feedback_community.kb.actions.reviews import note_publication
from feedback_community.kb.content import content_of
from feedback_community.kb.enums import Significance
from feedback_community.kb.models import ArticleRecord, ArticleSource, ArticleVersion
from feedback_community.kb.standing import standing_for
from feedback_community.models import Topic
from feedback_community.querysets.prepared import Prepared, columns_of, key

#: What a page says of its next publication before anybody has said something.
FRESH: dict[str, Any] = {
    "change_note": "",
    "significance": Significance.CONTENT.value,
    "tell_followers": False,
}

#: Without what a publication writes anew.
RECORD = columns_of(ArticleRecord, without=("content", "sources", "section"))
_read_record = Prepared(
    ArticleRecord,
    lambda: ArticleRecord.objects.select_for_update().filter(page=key("page")).values_list(*RECORD),
    to_write=True,
)
_read_language = Prepared(Locale, lambda: Locale.objects.filter(pk=key("pk")).values_list("language_code"))
_read_sources = Prepared(
    ArticleSource,
    lambda: ArticleSource.objects.filter(article=key("record")).values_list("topic_id", "uid", "title"),
    to_write=True,
)
_read_label = Prepared(
    ArticleVersion,
    lambda: (
        ArticleVersion.objects.filter(article=key("record"))
        .order_by("-number")
        .values_list("major", "minor")[:1]
    ),
    to_write=True,
)


def lock_record(page: Any) -> ArticleRecord:
    """What is kept of the article, made when it is not there yet, and locked until the transaction ends."""
    rows = _read_record(page=page.pk)
    if rows:
        return ArticleRecord.from_db(_read_record.alias, RECORD, rows[0])
    records = ArticleRecord.objects.select_for_update()
    record, _created = records.get_or_create(
        page_id=page.pk, defaults={"page_key": str(page.pk), "title": page.title, "model": page._meta.label}
    )
    return record


@transaction.atomic
def record_version(page: Any, *, revision: Any, by: Any = None) -> bool:
    """Keep what readers see from now on. Returns False when it is no publication of its own, or kept already.

    Wagtail tells of a publication also when it was only scheduled, and for each alias of a page.
    """
    if revision is None or page.alias_of_id or not page.live or page.live_revision_id != revision.pk:
        return False
    record = lock_record(page)
    if record.wagtail_revision == revision.pk:
        if not record.is_live:
            ArticleRecord.objects.filter(pk=record.pk).update(is_live=True)
        return False
    member = ensure_member(by) if by is not None else None
    number = record.version_count + 1
    with reversion.create_revision(atomic=False):
        _fill(record, page, revision)
        record.version_count = number
        record.save()
        if by is not None and reversion.get_user() is None:
            reversion.set_user(by)
        if not reversion.get_comment():
            reversion.set_comment(page.change_note)
        # Written with the revision: a host's middleware may hold one open around the whole request.
        reversion.add_meta(
            ArticleVersion,
            article=record,
            number=number,
            wagtail_revision=revision.pk,
            title=page.title[:255],
            note=page.change_note,
            significance=page.significance,
            published_by=member,
            published_at=record.published_at,
            **_label(record, page.significance),
        )
    note_publication(record, page, by=member, significance=page.significance)
    if page.tell_followers:
        _tell(record, page, member)
    _reset_note(page, revision)
    transaction.on_commit(partial(_announce, page, number, member), robust=True)
    return True


def _fill(record: ArticleRecord, page: Any, revision: Any) -> None:
    record.page_key = str(page.pk)
    record.title = page.title[:255]
    record.model = page._meta.label
    record.locale = _language_of(page)
    record.content = content_of(revision.content)
    record.sources = [
        {"topic": topic, "uid": uid, "title": title} for topic, uid, title in _read_sources(record=record.pk)
    ]
    parent = page.get_parent()
    record.section = {"page": str(parent.pk), "title": parent.title, "url_path": parent.url_path}
    record.wagtail_revision = revision.pk
    record.is_live = True
    record.deleted_at = None
    record.published_at = page.last_published_at or timezone.now()


def _language_of(page: Any) -> str:
    return next((code for (code,) in _read_language(pk=page.locale_id)), "")


def _label(record: ArticleRecord, significance: str) -> dict[str, int]:
    latest = _read_label(record=record.pk)
    major, minor = latest[0] if latest else (0, 0)
    if latest and significance == Significance.TYPO:
        return {"major": major, "minor": minor + 1}
    return {"major": major + 1, "minor": 0}


def _tell(record: ArticleRecord, page: Any, member: Any) -> None:
    """Those who follow a topic behind the article; each hears of this publication once."""
    url = page.full_url
    ids = [source["topic"] for source in record.sources if source["topic"]]
    if url:
        for topic in standing_for(Topic.objects.published(), ids):
            tell_of_page(topic, by=member, title=page.title, url=url, note=page.change_note)


def _reset_note(page: Any, revision: Any) -> None:
    """What was said of this publication must not be said of the next one."""
    fresh = {name: value for name, value in FRESH.items() if getattr(page, name) != value}
    if not fresh:
        return
    type(page)._base_manager.filter(pk=page.pk).update(**fresh)
    for name, value in fresh.items():
        setattr(page, name, value)
    if page.latest_revision_id == revision.pk:
        content = {**revision.content, **fresh}
        type(revision)._base_manager.filter(pk=revision.pk).update(content=content)


def _announce(page: Any, number: int, member: Any) -> None:
    told = (signals.article_version_recorded, *([signals.article_published] if number == 1 else []))
    heard = [signal for signal in told if signal.has_listeners(ArticleVersion)]
    if not heard:
        return
    version = ArticleVersion.objects.select_related("article").get(article__page=page.pk, number=number)
    facts = {"article": page, "version": version, "by": member}
    for signal in heard:
        events.emit_on_commit(signal, ArticleVersion, **facts)


def mark_unpublished(page: Any) -> None:
    ArticleRecord.objects.filter(page=page.pk).update(is_live=False)


def mark_deleted(page: Any) -> None:
    """The page goes; its versions, sources and votes stay, and it can be recovered from them."""
    ArticleRecord.objects.filter(page=page.pk).update(is_live=False, deleted_at=timezone.now())
