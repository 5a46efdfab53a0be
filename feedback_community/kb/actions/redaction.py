"""An administrator takes words, a name or a number, out of everything that is kept of an article."""

from __future__ import annotations

import json
from functools import partial
from html import escape
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from reversion.models import Revision as KeptRevision
from wagtail.contrib.frontend_cache.utils import purge_page_from_cache
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, Revision
from wagtail.search import index

from feedback_community import events
from feedback_community.actions.members import ensure_member
from feedback_community.exceptions import ContentRejected
from feedback_community.kb import signals
from feedback_community.kb.content import NOT_CONTENT
from feedback_community.kb.kept import kept_rows
from feedback_community.kb.models import ArticleRecord, ArticleVersion
from feedback_community.kb.models.record import page_model
from feedback_community.kb.permissions import can_redact, demand
from feedback_community.kb.web.body import forget_body
from feedback_community.outbox.queue import reindex_documents

BLACKED = "█████"
SHORTEST = 3


class _Blacking:
    """Replaces the words wherever they stand, also inside of JSON and as entities of HTML."""

    def __init__(self, words: str) -> None:
        self.forms = tuple(dict.fromkeys((words, escape(words), escape(words, quote=False))))
        self.count = 0

    def __call__(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {name: self(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self(part) for part in value]
        return value

    def _text(self, value: str) -> str:
        if value[:1] in ("[", "{"):
            try:
                inner = json.loads(value)
            except ValueError:
                inner = None
            if inner is not None:
                clean = self(inner)
                return value if clean == inner else json.dumps(clean)
        for form in self.forms:
            self.count += value.count(form)
            value = value.replace(form, BLACKED)
        return value


@transaction.atomic
def redact_article(record: ArticleRecord, *, by: Any, words: str, reason: str = "") -> int:
    """Returns how often the words were found. They are gone from versions, drafts, page, logs and index.

    Raises ContentRejected for words too short to be meant.
    """
    demand(can_redact(by), _("You cannot take text out of articles."))
    words = words.strip()
    if len(words) < SHORTEST:
        message = _("Please give at least %(limit)d characters.") % {"limit": SHORTEST}
        raise ContentRejected(message, field="words")
    black = _Blacking(words)
    record = ArticleRecord.objects.select_for_update().get(pk=record.pk)
    redacted = _redact_versions(record, black)
    _redact_record(record, black)
    if record.page_id is not None:
        _redact_page(record, black)
    if black.count == 0:
        return 0
    member = ensure_member(by)
    if record.page is not None:
        data = {"times": black.count, "reason": reason}
        log(instance=record.page.specific, action="feedback_community.kb.redact", user=by, data=data)
    for version in redacted:
        events.emit_on_commit(signals.version_redacted, ArticleVersion, version=version, by=member)
    return black.count


def _redact_versions(record: ArticleRecord, black: _Blacking) -> list[ArticleVersion]:
    changed = []
    for row in kept_rows(record).select_related("revision"):
        clean = json.dumps(black(json.loads(row.serialized_data)))
        if clean != json.dumps(json.loads(row.serialized_data)):
            type(row).objects.filter(pk=row.pk).update(
                serialized_data=clean, object_repr=black(row.object_repr)
            )
            changed.append(row.revision_id)
        comment = black(row.revision.comment)
        if comment != row.revision.comment:
            KeptRevision.objects.filter(pk=row.revision_id).update(comment=comment)
    versions = []
    for version in record.versions.all():
        note, title = black(version.note), black(version.title)
        if version.revision_id in changed or (note, title) != (version.note, version.title):
            version.note, version.title, version.redacted_at = note[:255], title[:255], timezone.now()
            version.save(update_fields=["note", "title", "redacted_at"])
            versions.append(version)
    return versions


def _redact_record(record: ArticleRecord, black: _Blacking) -> None:
    names = ("title", "content", "sources", "section")
    clean = {name: black(getattr(record, name)) for name in names}
    ArticleRecord.objects.filter(pk=record.pk).update(**clean)
    for source in record.source_rows.all():
        title = black(source.title)
        if title != source.title:
            record.source_rows.filter(pk=source.pk).update(title=title)


def _redact_page(record: ArticleRecord, black: _Blacking) -> None:
    base: Any = record.page
    page = base.specific
    for revision in Revision.page_revisions.filter(object_id=str(page.pk)):
        clean = black(revision.content)
        if clean != revision.content:
            Revision.objects.filter(pk=revision.pk).update(
                content=clean, object_str=black(revision.object_str)
            )
    for shown in (page, *type(page)._base_manager.filter(alias_of=page.pk)):
        _redact_shown(shown, black)
    for entry in PageLogEntry.objects.filter(page=page.pk):
        label, data = black(entry.label), black(entry.data)
        if (label, data) != (entry.label, entry.data):
            PageLogEntry.objects.filter(pk=entry.pk).update(label=label, data=data)


def _redact_shown(page: Any, black: _Blacking) -> None:
    """The page itself, or an alias of it, which has the words once more."""
    before = page.serializable_data()
    content = {name: value for name, value in before.items() if name not in NOT_CONTENT}
    clean = black(content)
    if clean == content:
        return
    forget_body(page)
    fresh = page.with_content_json({**before, **clean})
    fresh.draft_title = black(page.draft_title)
    # The row as it is, without a revision of its own: this is no publication.
    fresh.save(clean=False)
    index.insert_or_update_object(fresh)
    reindex_documents(page_model()._meta.label_lower, [page.pk])
    if apps.is_installed("wagtail.contrib.frontend_cache"):
        transaction.on_commit(partial(purge_page_from_cache, fresh), robust=True)
