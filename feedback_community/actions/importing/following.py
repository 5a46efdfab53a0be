"""Votes, subscriptions and links of the file: rows that tie what is there already."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import AbstractPage

from feedback_community.actions.importing.forums import tag_key, tag_keys
from feedback_community.actions.importing.merging import merge_key
from feedback_community.actions.importing.records import Record
from feedback_community.actions.importing.state import Run, add
from feedback_community.conf import app_settings
from feedback_community.enums import SubscriptionReason
from feedback_community.models import Answer, Subscription, Topic, TopicLink, Vote

Pair = tuple[int, int | None]

#: What a line refers to, with the type of that line.
VOTE_ENDS = (("topic", "topic"), ("answer", "answer"), ("voter", "person"), ("merge", "merge"))
WISH_ENDS = (("person", "person"), ("topic", "topic"), ("forum", "forum"), ("merge", "merge"))


def import_votes(run: Run, records: list[Record]) -> None:
    fresh = [record for record in run.fresh(Vote, records) if not run.missing(record, *VOTE_ENDS)]
    for field, model, counter in (("topic", Topic, "vote_count"), ("answer", Answer, "helpful_count")):
        _import_votes_on(run, field, model, counter, [r for r in fresh if r.get(field) is not None])


def _import_votes_on(run: Run, field: str, model: Any, counter: str, records: list[Record]) -> None:
    keys = {record.id: run.key(field, record.get(field)) or 0 for record in records}
    # Locked, so that a vote cast on the site meanwhile waits instead of colliding.
    targets = model.objects.select_for_update().order_by("pk").filter(pk__in=set(keys.values()))
    authors = dict(targets.values_list("pk", "author_id"))
    votes = Vote.objects.filter(**{f"{field}__in": authors}, voter__isnull=False)
    cast = set(votes.values_list(f"{field}_id", "voter_id"))
    rows: list[tuple[Record, Vote]] = []
    for record in records:
        target, voter = keys[record.id], run.key("person", record.get("voter"))
        if voter is not None and authors[target] == voter:
            run.skip(record, _("a vote on one's own post does not count"))
        elif (target, voter) in cast:
            run.skip(record, _("this person has voted there already"))
        else:
            if voter is not None:
                cast.add((target, voter))
            created = record.get("created_at")
            vote = Vote(uid=run.uid(record), voter_id=voter, created_at=created, **{f"{field}_id": target})
            vote.merge_id = merge_key(run, record)
            rows.append((record, vote))
    run.made([record for record, _row in rows], Vote.objects.bulk_create(row for _record, row in rows))
    add(model, counter, Counter(keys[record.id] for record, _row in rows))


def import_subscriptions(run: Run, records: list[Record]) -> None:
    """The file says who follows what; nobody follows by default because of an import."""
    fresh = [record for record in run.fresh(Subscription, records) if not run.missing(record, *WISH_ENDS)]
    tag_keys(run, fresh)
    members = {run.key("person", record.get("person")) for record in fresh}
    known: set[tuple[int | None, ...]] = set(
        Subscription.objects.filter(_targets(run, fresh), member__in=members).values_list(
            "member_id", "topic_id", "forum_id", "tag_id"
        )
    )
    rows: list[tuple[Record, Subscription]] = []
    for record in fresh:
        row = _make_subscription(run, record)
        wish = (row.member_id, row.topic_id, row.forum_id, row.tag_id)
        if record.get("tag") is not None and row.tag_id is None:
            run.refuse(record, _("tag: there is no such tag and it cannot be one"))
        elif wish in known:
            run.skip(record, _("this person follows that already, or has chosen not to"))
        else:
            known.add(wish)
            rows.append((record, row))
    run.made(
        [record for record, _row in rows], Subscription.objects.bulk_create(row for _record, row in rows)
    )


def _targets(run: Run, records: list[Record]) -> Q:
    keys = {
        field: {run.key(field, record.get(field)) for record in records} - {None}
        for field in ("topic", "forum")
    }
    return Q(topic__in=keys["topic"]) | Q(forum__in=keys["forum"]) | Q(tag__isnull=False)


def _make_subscription(run: Run, record: Record) -> Subscription:
    tag = record.get("tag")
    return Subscription(
        uid=run.uid(record),
        member_id=run.key("person", record.get("person")) or 0,
        topic_id=run.key("topic", record.get("topic")),
        forum_id=run.key("forum", record.get("forum")),
        tag_id=tag_key(run, tag) if tag is not None else None,
        level=record.get("level"),
        mail=record.get("mail", ""),
        preferences=record.get("preferences", {}),
        reason=record.get("reason", SubscriptionReason.CHOICE),
        created_at=record.get("created_at") or timezone.now(),
        merge_id=merge_key(run, record),
    )


def import_links(run: Run, records: list[Record]) -> None:
    """What topics are about. Only what may be linked here and is really there."""
    wanted = [record for record in records if not run.missing(record, ("topic", "topic"))]
    known = set(
        TopicLink.objects.filter(
            topic__in={run.key("topic", record.get("topic")) for record in wanted}
        ).values_list("topic_id", "content_type_id", "object_id")
    )
    rows: list[TopicLink] = []
    for record in wanted:
        content_type = _linkable(record)
        if content_type is None:
            run.skip(record, _("the page or object is not here; the link was left out"))
            continue
        place = (run.key("topic", record.get("topic")) or 0, content_type.pk, record.get("object"))
        if place in known:
            run.report.known["link"] += 1
            continue
        known.add(place)
        rows.append(
            TopicLink(
                topic_id=place[0],
                content_type=content_type,
                object_id=place[2],
                title=record.get("title", ""),
                locale=record.get("locale", ""),
                revision_id=record.get("revision"),
            )
        )
    TopicLink.objects.bulk_create(rows)
    run.report.created["link"] += len(rows)


def _linkable(record: Record) -> ContentType | None:
    label = record.get("model")
    try:
        model = apps.get_model(label)
    except LookupError:
        return None
    allowed = issubclass(model, AbstractPage) or label.lower() in {
        name.lower() for name in app_settings.ABOUT_MODELS
    }
    try:
        there = allowed and model._default_manager.filter(pk=record.get("object")).exists()
    except (ValueError, TypeError):
        return None
    return ContentType.objects.get_for_model(model) if there else None
