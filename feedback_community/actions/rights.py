"""Rights of groups in a forum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from feedback_community.enums import Right
from feedback_community.exceptions import NotAllowed
from feedback_community.models import Forum, ForumGroupPermission

PERMISSION = "feedback_community.change_forumgrouppermission"


@transaction.atomic
def set_group_rights(forum: Forum | None, rights: Mapping[Right, Iterable[Group]], *, by: Any) -> bool:
    """Make exactly these groups hold the rights named, in one forum or (None) in all.

    Rights that are not named stay as they are. Returns whether anything changed. Raises NotAllowed.
    """
    if not by.has_perm(PERMISSION):
        raise NotAllowed(_("You cannot change the rights of groups."))
    changed = False
    for right, groups in rights.items():
        rows = ForumGroupPermission.objects.filter(forum=forum, right=right)
        wanted = {group.pk for group in groups}
        present = set(rows.values_list("group_id", flat=True))
        rows.filter(group__in=present - wanted).delete()
        ForumGroupPermission.objects.bulk_create(
            ForumGroupPermission(forum=forum, group_id=pk, right=right) for pk in sorted(wanted - present)
        )
        changed = changed or wanted != present
    if changed and forum is not None:
        log(instance=forum, action="feedback_community.change_rights", user=by)
    return changed


def group_rights(forum: Forum | None) -> dict[Right, set[int]]:
    """Ids of the groups by right, in one forum or (None) in all."""
    found: dict[Right, set[int]] = {right: set() for right in Right}
    rows = ForumGroupPermission.objects.filter(forum=forum).values_list("right", "group_id")
    for right, group_id in rows:
        found[Right(right)].add(group_id)
    return found


@transaction.atomic
def set_rights_of_group(group: Group, rights: Mapping[Forum | None, Iterable[Right]]) -> bool:
    """Make exactly these the rights of a group, by forum; None stands for all forums.

    The caller has checked that the group may be changed. Returns whether anything changed.
    """
    rows = ForumGroupPermission.objects.filter(group=group)
    present = {(row.forum_id, row.right): row.pk for row in rows}
    wanted = {(forum.pk if forum else None, str(right)) for forum, held in rights.items() for right in held}
    rows.filter(pk__in=[pk for key, pk in present.items() if key not in wanted]).delete()
    ForumGroupPermission.objects.bulk_create(
        ForumGroupPermission(forum_id=forum, group=group, right=right)
        for forum, right in sorted(wanted - present.keys(), key=str)
    )
    changed = {forum for forum, _right in wanted ^ present.keys()}
    for forum in Forum.objects.filter(pk__in=[pk for pk in changed if pk is not None]):
        log(instance=forum, action="feedback_community.change_rights")
    return bool(changed)


def rights_of_group(group: Group) -> dict[Forum | None, set[str]]:
    """The rights of a group by forum, first those in all forums (None)."""
    found: dict[Forum | None, set[str]] = {}
    rows = ForumGroupPermission.objects.filter(group=group).select_related("forum")
    for row in rows.order_by(F("forum").asc(nulls_first=True)):
        found.setdefault(row.forum, set()).add(row.right)
    return found
