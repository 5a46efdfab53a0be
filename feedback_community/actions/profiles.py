"""What a person decides about the own member: handle and language of mails."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.actions.members import ensure_member
from feedback_community.actions.renaming import follow_in_texts
from feedback_community.exceptions import ContentRejected
from feedback_community.models import Block, Member
from feedback_community.permissions.checks import check_not_suspended

HANDLE = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")
#: Looks like somebody of the house, or like a member who left.
RESERVED = re.compile(r"(?:admin|administrator|moderator|staff|support|root|system)\d*|former-.*")


@transaction.atomic
def change_profile(*, by: Any, handle: str, language: str) -> bool:
    """Set the own handle and language. A new handle is followed in the texts that mention it.

    Returns whether anything changed. Raises ContentRejected for the field "handle" or "language".
    """
    member = Member.objects.select_for_update().get(pk=ensure_member(by).pk)
    handle = _clean_handle(handle, member)
    if handle != member.handle:
        check_not_suspended(by, Block.EVERYTHING)
    if language and language not in {code for code, _name in settings.LANGUAGES}:
        raise ContentRejected(_("This site does not have that language."), field="language")
    before = (member.handle, member.language)
    if before == (handle, language):
        return False
    member.handle, member.language = handle, language
    member.save(update_fields=["handle", "language"])
    if before[0] != handle:
        follow_in_texts(member, before[0])
    known = ensure_member(by)
    known.handle, known.language = handle, language
    return True


def _clean_handle(handle: str, member: Member) -> str:
    handle = handle.strip().removeprefix("@").lower()
    if handle == member.handle:
        return handle
    if not HANDLE.fullmatch(handle) or not 2 <= len(handle) <= limits.HANDLE_LENGTH:
        message = _("Please use 2 to %(limit)d Latin letters, digits and dashes.")
        raise ContentRejected(message % {"limit": limits.HANDLE_LENGTH}, field="handle")
    if RESERVED.fullmatch(handle) or Member.objects.filter(handle=handle).exclude(pk=member.pk).exists():
        raise ContentRejected(_("This handle is taken."), field="handle")
    return handle
