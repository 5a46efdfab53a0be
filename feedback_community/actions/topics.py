"""A topic's own writes: open, edit, remove, restore."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feedback_community import events, signals
from feedback_community.actions import publishing
from feedback_community.actions.attachments import differ, take_files, tie_files
from feedback_community.actions.hiding import may_hide_name
from feedback_community.actions.history import audit, record
from feedback_community.actions.links import About, link_topic
from feedback_community.actions.locks import lock_topic
from feedback_community.actions.members import ensure_member
from feedback_community.actions.statuses import first_status
from feedback_community.actions.subscriptions import subscribe_by_default
from feedback_community.actions.tags import clean_tags, set_tags, with_staff_tags
from feedback_community.actions.texts import (
    clean_note,
    clean_title,
    mark_edited,
    render_into,
    save_mentions,
    save_version,
)
from feedback_community.enums import ELSEWHERE, EventKind, ModerationState, SubscriptionReason, TopicType
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Forum, Member, Topic
from feedback_community.moderation.screening import PUBLISH, Verdict
from feedback_community.outbox import queue
from feedback_community.permissions.checks import check_create_topic, check_edit, check_manage, check_remove
from feedback_community.permissions.policy import get_policy


@transaction.atomic
def create_topic(
    forum: Forum,
    *,
    author: Any,
    topic_type: TopicType | str,
    title: str,
    body: str,
    tags: Sequence[str] = (),
    is_private: bool = False,
    hide_name: bool = False,
    about: About | None = None,
    doubt: Verdict = PUBLISH,
    files: Mapping[str, str] | None = None,
) -> Topic:
    """Open a topic: published at once, or held with a reason (`doubt` may name one, see `screen`).

    `files` are uploads by uid, with the words about them.

    Raises NotAllowed, or ContentRejected with the field it is about.
    """
    check_create_topic(author, forum, topic_type)
    member = ensure_member(author)
    topic = Topic(forum=forum, author=member, topic_type=topic_type, is_private=is_private)
    topic.title = clean_title(title)
    topic.slug = slugify(topic.title, allow_unicode=True)[:80]
    topic.author_role = get_policy().role_of(author, forum)
    topic.is_name_hidden = may_hide_name(author, forum, wanted=hide_name)
    topic.language = forum.language or get_language() or ""
    topic.status = first_status(forum)
    words = clean_tags(tags, by=author, forum=forum)
    attached = take_files(topic, body, files, by=member)
    mentioned = render_into(topic, body, files=attached)
    save_version(topic, by=member)
    tie_files(topic, attached)
    set_tags(topic, words)
    if about is not None:
        link_topic(topic, about)
    save_mentions(topic, mentioned)
    subscribe_by_default(member, topic, reason=SubscriptionReason.AUTHOR)
    is_staff = get_policy().is_staff(author, forum)
    publishing.publish_or_hold(topic, author=member, is_staff=is_staff, doubt=doubt)
    return topic


@transaction.atomic
def edit_topic(
    topic: Topic,
    *,
    by: Any,
    title: str,
    body: str,
    tags: Sequence[str] | None = None,
    comment: str = "",
    files: Mapping[str, str] | None = None,
) -> bool:
    """Change title, text, tags or files (None leaves them). Every state is kept. Returns whether changed."""
    check_edit(by, topic)
    topic = lock_topic(topic)
    previous = {"title": topic.title, "body": topic.body}
    title = clean_title(title)
    member = ensure_member(by)
    retagged = tags is not None and _change_tags(topic, tags, by=by, member=member)
    attached = take_files(topic, body, files, by=member)
    if (title, body) == (topic.title, topic.body) and not differ(topic, attached):
        return retagged
    topic.title = title
    topic.slug = slugify(title, allow_unicode=True)[:80]
    mentioned = render_into(topic, body, files=attached)
    mark_edited(topic)
    save_version(topic, by=member, comment=comment)
    tie_files(topic, attached)
    fresh = save_mentions(topic, mentioned)
    record(topic, EventKind.EDITED, by=member, text=comment)
    if topic.author_id != member.pk:
        audit(topic, "edit", user=by, title=title)
    queue.reindex(topic.pk)
    publishing.screen_again(topic, author=member, is_staff=get_policy().is_staff(by, topic.forum))
    publishing.announce_mentions(topic, fresh, by=member)
    events.emit_on_commit(signals.topic_edited, Topic, topic=topic, by=member, previous=previous)
    return True


@transaction.atomic
def retag_topic(topic: Topic, *, by: Any, tags: Sequence[str]) -> bool:
    """Moderators give a topic other tags. Returns whether anything changed; raises as `edit_topic` does."""
    check_manage(by, topic)
    topic = lock_topic(topic)
    if not _change_tags(topic, tags, by=by, member=ensure_member(by)):
        return False
    audit(topic, "retag", user=by, tags=list(tags))
    return True


def _change_tags(topic: Topic, names: Sequence[str], *, by: Any, member: Member) -> bool:
    chosen = clean_tags(names, by=by, forum=topic.forum)
    if not set_tags(topic, with_staff_tags(topic, chosen, by=by, forum=topic.forum)):
        return False
    record(topic, EventKind.TAGS_CHANGED, by=member, is_public=False)
    queue.reindex(topic.pk)
    return True


@transaction.atomic
def remove_topic(topic: Topic, *, by: Any, reason: str) -> bool:
    """Take from view; a stub with the reason stays at its address. Reversible by `restore_topic`."""
    check_remove(by, topic)
    reason = clean_note(reason)
    if not reason:
        raise InvalidChange(_("Please say why: a removal leaves a public reason."))
    topic = lock_topic(topic)
    if topic.state == ModerationState.REMOVED:
        return False
    if topic.state in ELSEWHERE:
        raise InvalidChange(_("This topic is discussed elsewhere now. Undo that first."))
    take_down_topic(topic, by=ensure_member(by), reason=reason)
    audit(topic, "remove", user=by, reason=reason)
    return True


def take_down_topic(topic: Topic, *, by: Member | None, reason: str) -> None:
    """Removed, with its stub. The caller holds the topic's row and has checked; None is the community."""
    before = topic.state
    publishing.leave_queue(topic, by=by)
    publishing.withdraw_topic(topic, state=ModerationState.REMOVED)
    record(topic, EventKind.REMOVED, by=by, before=before, text=reason)
    events.emit_on_commit(signals.topic_removed, Topic, topic=topic, by=by, reason=reason)


@transaction.atomic
def restore_topic(topic: Topic, *, by: Any) -> bool:
    """Undo `remove_topic`. What had not been public waits for approval again."""
    check_remove(by, topic)
    topic = lock_topic(topic)
    if topic.state != ModerationState.REMOVED:
        return False
    member = ensure_member(by)
    if topic.published_at is None:
        publishing.hold_again(topic, by=member)
    else:
        publishing.publish_topic(topic, by=member)
    record(topic, EventKind.RESTORED, by=member)
    audit(topic, "restore", user=by)
    events.emit_on_commit(signals.topic_restored, Topic, topic=topic, by=member)
    return True
