"""Who may do what in the knowledge base: rights of groups here, Wagtail's page permissions for the rest."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from feedback_community.exceptions import NotAllowed
from feedback_community.kb.articles import get_article_model
from feedback_community.kb.conf import kb_settings
from feedback_community.models import Topic
from feedback_community.querysets.prepared import Prepared, key

LABEL = "feedback_community_kb"
PROMOTE = "promote_topic"
VERIFY = "verify_article"
READ_HISTORY = "read_article_history"
REDACT = "redact_article"
RIGHTS = (PROMOTE, VERIFY, READ_HISTORY, REDACT)
ADMIN = "access_admin"

_CACHE = "_feedback_community_kb_rights"


def _held() -> QuerySet:
    ours = Q(content_type__app_label=LABEL) | Q(content_type__app_label="wagtailadmin", codename=ADMIN)
    held = Q(group__user=key("user")) | Q(user=key("user"))
    return Permission.objects.filter(ours, held).order_by().values_list("codename").distinct()


_read_rights = Prepared(Permission, _held)


def rights_of(user: Any) -> frozenset[str]:
    """The rights of a person here, and whether they reach the admin. One query, remembered on the user."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset({*RIGHTS, ADMIN})
    if _CACHE not in user.__dict__:
        user.__dict__[_CACHE] = frozenset(codename for (codename,) in _read_rights(user=user.pk))
    rights: frozenset[str] = user.__dict__[_CACHE]
    return rights


def promotes(user: Any) -> bool:
    return PROMOTE in rights_of(user)


def can_promote(user: Any, topic: Topic) -> bool:
    return promotes(user) and topic.is_published


def can_verify(user: Any) -> bool:
    return VERIFY in rights_of(user)


def can_redact(user: Any) -> bool:
    return REDACT in rights_of(user)


def can_read_history(user: Any, page: Any) -> bool:
    """Everybody who sees the article, where the site has it so; else those with the right and its editors."""
    if kb_settings.PUBLIC_HISTORY:
        return True
    return READ_HISTORY in rights_of(user) or can_edit(user, page)


def can_edit(user: Any, page: Any) -> bool:
    return bool(ADMIN in rights_of(user) and page.permissions_for_user(user).can_edit())


def can_publish(user: Any, page: Any) -> bool:
    return bool(ADMIN in rights_of(user) and page.permissions_for_user(user).can_publish())


def can_add_to(user: Any, section: Any) -> bool:
    """Whether the person may write an article in this section."""
    if ADMIN not in rights_of(user) or not get_article_model().can_create_at(section):
        return False
    return bool(section.permissions_for_user(user).can_add_subpage())


def demand(allowed: bool, message: str = "") -> None:
    if not allowed:
        raise NotAllowed(message or _("You cannot do this here."))
