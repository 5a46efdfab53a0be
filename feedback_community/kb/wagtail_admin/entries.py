"""Entries of the community's menu that belong to writing; the reports have theirs in `menu`."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem

from feedback_community.kb.permissions import ADMIN, PROMOTE, rights_of
from feedback_community.kb.wagtail_admin.menu import AllowedMenuItem


def suggestions_item() -> MenuItem:
    return _item(_("Suggested articles"), "suggestions", "help", 730, PROMOTE)


def offers_item() -> MenuItem:
    return _item(_("Tell the people of topics"), "offers", "mail", 740, ADMIN)


def deleted_item() -> MenuItem:
    return _item(_("Deleted articles"), "deleted", "bin", 930, ADMIN)


def _item(label: str, name: str, icon: str, order: int, right: str) -> MenuItem:
    def allowed(user: Any) -> bool:
        return right in rights_of(user)

    return AllowedMenuItem(
        label,
        reverse(f"feedback_community_kb:{name}"),
        name=f"community-kb-{name}",
        icon_name=icon,
        order=order,
        allowed=allowed,
    )
