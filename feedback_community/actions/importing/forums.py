"""Statuses, tags and forums of the file: the ground that topics stand on. Few rows, so one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from feedback_community.actions.importing.records import Record
from feedback_community.actions.importing.state import Run
from feedback_community.actions.statuses import ensure_statuses
from feedback_community.actions.tags import tag_slug
from feedback_community.enums import ForumVisibility, StatusKind, TopicType
from feedback_community.models import CommunityTag, Forum, Status, Topic
from feedback_community.models.forum import SWITCHES

FORUM_TEXTS = ("name", "description", "ask_hint", "language", "icon", "predicate")
FORUM_OTHERS = (
    *("topic_types", "visibility", "moderation_policy", "first_posts", "watched_words", "position"),
    *SWITCHES,
)


def import_statuses(run: Run, records: list[Record]) -> None:
    """A status of the same kind and label is the same; on a site without topics it takes the id."""
    empty = not Topic.objects.filter(forum__site=run.site).exists()
    for record in run.fresh(Status, records):
        label = record.get("label", "")
        fields = {
            "topic_types": record.get("topic_types", []),
            "on_roadmap": record.get("on_roadmap", False),
            "position": record.get("position", 0),
        }
        status = Status.objects.filter(site=run.site, kind=record.get("kind"), label=label).first()
        if status is None:
            status = Status.objects.create(
                site=run.site, kind=record.get("kind"), label=label, uid=run.uid(record), **fields
            )
            run.report.created["status"] += 1
        else:
            run.report.known["status"] += 1
            if empty:
                Status.objects.filter(pk=status.pk).update(uid=run.uid(record), **fields)
        run.learn(record, status.pk)


def status_key(run: Run, given: str | None) -> int | None:
    """The status that a topic names: by the id of a line, or by kind."""
    if given is not None and run.key("status", given) is not None:
        return run.key("status", given)
    kind = given or StatusKind.OPEN
    if not run.statuses:
        for status in reversed(ensure_statuses(run.site)):
            run.statuses[status.kind] = status.pk
    if kind not in run.statuses and kind in StatusKind.values:
        status = Status.objects.create(site=run.site, kind=kind, position=len(run.statuses))
        run.statuses[kind] = status.pk
    return run.statuses.get(kind)


def import_tags(run: Run, records: list[Record]) -> None:
    """The vocabulary. A tag is known by its slug."""
    for record in records:
        name = record.get("name")
        slug = record.get("slug") or tag_slug(name)
        if not slug:
            run.refuse(record, _("“%(name)s” cannot be a tag.") % {"name": name})
            continue
        tag = CommunityTag.objects.filter(slug=slug).first() or CommunityTag.objects.filter(name=name).first()
        run.report.known["tag"] += tag is not None
        if tag is None:
            staff_only = record.get("staff_only", False)
            tag = CommunityTag.objects.create(name=name, slug=slug, is_staff_only=staff_only)
            run.report.created["tag"] += 1
        run.tags[tag_slug(name)] = run.tags[name.lower()] = tag.pk


def tag_keys(run: Run, records: Iterable[Record]) -> None:
    """Learn or make every tag that these lines use, in two queries for all of them."""
    names: dict[str, str] = {}
    for record in records:
        for name in [*record.get("tags", []), *([record.get("tag")] if record.get("tag") else [])]:
            if tag_key(run, name) is None and tag_slug(name):
                names.setdefault(tag_slug(name), name)
    if not names:
        return
    for tag in CommunityTag.objects.filter(slug__in=names):
        run.tags[tag.slug] = tag.pk
        names.pop(tag.slug, None)
    for slug, name in names.items():
        tag, made = CommunityTag.objects.get_or_create(name=name, defaults={"slug": slug})
        run.tags[slug] = tag.pk
        run.report.created["tag"] += made


def tag_key(run: Run, name: str) -> int | None:
    return run.tags.get(name.lower()) or run.tags.get(tag_slug(name))


def import_forums(run: Run, records: list[Record]) -> None:
    """New forums as the file says; a forum of the site with the same address is taken as it is."""
    for record in _of_this_site(run, records):
        forum = Forum.objects.filter(site=run.site, slug=record.get("slug")).first()
        if forum is None and record.get("predicate") and not run.options.with_predicates:
            run.refuse(record, _("predicate: a function named by a file is taken only when asked for"))
            continue
        if forum is None:
            forum = _create_forum(run, record)
            run.report.created["forum"] += 1
        else:
            run.report.known["forum"] += 1
            run.report.notice(record.line, _("there is a forum with this address; its settings stay"))
        run.learn(record, forum.pk)
        languages(run)[forum.pk] = forum.language


def _of_this_site(run: Run, records: list[Record]) -> list[Record]:
    fresh = run.fresh(Forum, records)
    known = run.known("forum", records)
    for forum in Forum.objects.filter(pk__in=known):
        languages(run)[forum.pk] = forum.language
        if forum.site_id != run.site.pk:
            record = known[forum.pk]
            del run.keys["forum"][record.id]
            run.refuse(record, _("this forum belongs to another site; name the source to have it twice"))
    return fresh


def languages(run: Run) -> dict[int, str]:
    """Languages of the forums by primary key."""
    found: dict[int, str] = run.cache.setdefault("languages", {})
    return found


def _create_forum(run: Run, record: Record) -> Forum:
    fields: dict[str, Any] = {key: record.get(key, "") for key in FORUM_TEXTS}
    fields |= {key: record.get(key) for key in FORUM_OTHERS if record.get(key) is not None}
    fields.setdefault("topic_types", list(TopicType.values))
    fields.setdefault("visibility", ForumVisibility.PUBLIC)
    forum = Forum.objects.create(
        site=run.site, uid=run.uid(record), slug=record.get("slug"), topic_count=0, **fields
    )
    # A group that is not here yet is made empty: it gives nobody a right, and nobody sees the forum.
    forum.groups.set(Group.objects.get_or_create(name=name)[0] for name in record.get("groups", []))
    forum.statuses.set(
        key for key in (run.key("status", given) for given in record.get("statuses", [])) if key
    )
    return forum
