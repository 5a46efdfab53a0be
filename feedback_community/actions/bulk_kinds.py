"""What a bulk act does to one post, and how that is undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from feedback_community.actions.managing import close_topic, move_topic, reopen_topic
from feedback_community.actions.merging import merge_topics, unmerge_topic
from feedback_community.actions.moderation import approve_content, reject_content, take_back_decision
from feedback_community.actions.spam import hide_as_spam, of_content, unhide
from feedback_community.actions.staff import assign_topic
from feedback_community.actions.topics import retag_topic
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Answer, Assignment, BulkKind, Forum, ModerationItem, Topic

Content = Topic | Answer
Data = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """`do(content, user, data)` returns what `undo(content, user, data, before)` needs, or None where there
    was nothing to do. Both raise CommunityError for a post that cannot be changed."""

    do: Callable[[Any, Any, Data], Data | None]
    undo: Callable[[Any, Any, Data, Data], bool]


def _pending(content: Content) -> ModerationItem | None:
    items = ModerationItem.objects.pending().filter(**of_content(content))
    return items.select_related("topic__forum__site", "answer__topic__forum__site").order_by("pk").first()


def _approve(content: Content, user: Any, data: Data) -> Data | None:
    item = _pending(content)
    return {"item": item.pk} if item and approve_content(item, moderator=user) else None


def _reject(content: Content, user: Any, data: Data) -> Data | None:
    item = _pending(content)
    done = item is not None and reject_content(item, moderator=user, reason=data["reason"])
    return {"item": item.pk} if item and done else None


def _hold_again(content: Content, user: Any, data: Data, before: Data) -> bool:
    items = ModerationItem.objects.select_related("topic__forum__site", "answer__topic__forum__site")
    item = items.filter(pk=before["item"]).first()
    return item is not None and take_back_decision(item, by=user)


def _spam(content: Content, user: Any, data: Data) -> Data | None:
    return hide_as_spam(content, by=user)


def _unspam(content: Content, user: Any, data: Data, before: Data) -> bool:
    return unhide(content, by=user, before=before)


def _assignee(topic: Topic) -> int | None:
    rows = Assignment.objects.filter(topic=topic, assignee__isnull=False)
    return rows.values_list("assignee__user", flat=True).first()


def _user(pk: int | None) -> Any:
    return get_user_model().objects.filter(pk=pk).first() if pk else None


def _assign(topic: Topic, user: Any, data: Data) -> Data | None:
    before = _assignee(topic)
    done = assign_topic(topic, by=user, to=_user(data["assignee"]))
    return {"assignee": before} if done else None


def _assign_back(topic: Topic, user: Any, data: Data, before: Data) -> bool:
    _demand_same(_assignee(topic), data["assignee"])
    return assign_topic(topic, by=user, to=_user(before["assignee"]))


def _move(topic: Topic, user: Any, data: Data) -> Data | None:
    before = {"forum": topic.forum_id, "status": topic.status_id}
    return before if move_topic(topic, by=user, to=_forum(data["forum"])) else None


def _move_back(topic: Topic, user: Any, data: Data, before: Data) -> bool:
    _demand_same(topic.forum_id, data["forum"])
    return move_topic(topic, by=user, to=_forum(before["forum"]))


def _forum(pk: int) -> Forum:
    return Forum.objects.select_related("site").get(pk=pk)


def _tag(topic: Topic, user: Any, data: Data) -> Data | None:
    known = _tags(topic)
    wanted = list(dict.fromkeys([*known, *data["tags"]]))
    return {"tags": known} if retag_topic(topic, by=user, tags=wanted) else None


def _tag_back(topic: Topic, user: Any, data: Data, before: Data) -> bool:
    """Takes off what the act put on; a tag that somebody gave since stays."""
    added = set(data["tags"]) - set(before["tags"])
    return retag_topic(topic, by=user, tags=[name for name in _tags(topic) if name not in added])


def _tags(topic: Topic) -> list[str]:
    return list(topic.tags.order_by("name").values_list("name", flat=True))


def _close(topic: Topic, user: Any, data: Data) -> Data | None:
    return {} if close_topic(topic, by=user, reason=data["reason"]) else None


def _reopen(topic: Topic, user: Any, data: Data, before: Data) -> bool:
    return reopen_topic(topic, by=user)


def _merge(topic: Topic, user: Any, data: Data) -> Data | None:
    if topic.pk == data["survivor"]:
        return None
    survivor = Topic.objects.select_related("forum__site").get(pk=data["survivor"])
    keep = dict.fromkeys(("official_answer", "solution"), "survivor")
    merge_topics(topic, into=survivor, by=user, keep=keep)
    return {}


def _unmerge(topic: Topic, user: Any, data: Data, before: Data) -> bool:
    return unmerge_topic(topic, by=user)


def _demand_same(present: Any, left: Any) -> None:
    if present != left:
        raise InvalidChange(_("Somebody changed this post since."))


KINDS: dict[str, Kind] = {
    BulkKind.APPROVE: Kind(_approve, _hold_again),
    BulkKind.REJECT: Kind(_reject, _hold_again),
    BulkKind.SPAM: Kind(_spam, _unspam),
    BulkKind.ASSIGN: Kind(_assign, _assign_back),
    BulkKind.MOVE: Kind(_move, _move_back),
    BulkKind.TAG: Kind(_tag, _tag_back),
    BulkKind.CLOSE: Kind(_close, _reopen),
    BulkKind.MERGE: Kind(_merge, _unmerge),
}
