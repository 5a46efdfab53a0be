"""The way back: an old version as a new draft, an article whose page was deleted. Nothing is rewritten."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from feedback_community.exceptions import InvalidChange
from feedback_community.kb.content import page_from, with_known_blocks
from feedback_community.kb.kept import Kept, kept_of
from feedback_community.kb.models import ArticleRecord, ArticleVersion
from feedback_community.kb.models.record import page_model
from feedback_community.kb.permissions import can_add_to, can_edit, demand

#: Of the present page, whatever the old version says: its address, and what it is a translation of.
KEEPS = frozenset({"slug", "translation_key"})


@transaction.atomic
def restore_version(version: ArticleVersion, *, by: Any) -> Any:
    """The content of a version as a new draft on top. Readers see it when somebody publishes it."""
    page = _page_of(version)
    demand(can_edit(by, page), _("You cannot change this article."))
    if page.permissions_for_user(by).page_locked():
        raise InvalidChange(_("The page is locked. Unlock it first."))
    content = {name: value for name, value in kept_of(version).content.items() if name not in KEEPS}
    draft = page_from(page.get_latest_revision_as_object(), content)
    with override(page.locale.language_code):
        draft.change_note = _("Back to version %(label)s") % {"label": version.label}
    draft.save_revision(user=by, clean=False)
    log(instance=page, action="feedback_community.kb.restore", user=by, data={"version": version.number})
    return draft


def _page_of(version: ArticleVersion) -> Any:
    page = version.article.page
    if page is None:
        raise InvalidChange(_("The page of this article was deleted. Recover it first."))
    return page.specific


@transaction.atomic
def recover_article(record: ArticleRecord, *, by: Any, section: Any = None) -> Any:
    """The deleted article as a draft, with its versions and sources, where it was if that place is there.

    Raises InvalidChange when nobody knows where it could stand.
    """
    record = ArticleRecord.objects.select_for_update().get(pk=record.pk)
    if record.page_id is not None:
        raise InvalidChange(_("This article is there."))
    version = record.versions.order_by("-number").first()
    kept = kept_of(version) if version is not None else None
    if version is None or kept is None or kept.model_class is None:
        raise InvalidChange(_("There is nothing to recover this article from."))
    parent = section or old_place(kept)
    if parent is None:
        raise InvalidChange(_("The section of this article is gone. Please choose another one."))
    demand(can_add_to(by, parent), _("You cannot write articles in this section."))
    page = _add(kept, parent, by)
    record.page, record.page_key, record.deleted_at, record.is_live = page, str(page.pk), None, False
    record.wagtail_revision = None
    record.save(update_fields=["page", "page_key", "deleted_at", "is_live", "wagtail_revision"])
    log(instance=page, action="feedback_community.kb.recover", user=by, data={"version": version.number})
    return page


def old_place(kept: Kept) -> Any:
    """The section the article was published in, if it is still there."""
    place = page_model().objects.filter(pk=kept.section.get("page") or 0).first()
    return place.specific if place is not None else None


def _add(kept: Kept, parent: Any, by: Any) -> Any:
    model = kept.model_class
    content = {**_without_keys(with_known_blocks(kept.content, model)), "pk": None}
    page = model.from_serializable_data(content, check_fks=True, strict_fks=False)
    page.locale, page.owner, page.live, page.has_unpublished_changes = parent.locale, by, False, True
    page.slug = _free_slug(parent, page.slug)
    same = page_model().objects.filter(translation_key=page.translation_key, locale=parent.locale)
    if page.translation_key is None or same.exists():
        page.translation_key = model._meta.get_field("translation_key").get_default()
    parent.add_child(instance=page)
    page.save_revision(user=by, clean=False)
    return page


def _without_keys(content: dict[str, Any]) -> dict[str, Any]:
    """Rows below the page get keys of their own."""
    return {
        name: [{**row, "pk": None} for row in value]
        if isinstance(value, list) and all(isinstance(row, dict) and "pk" in row for row in value)
        else value
        for name, value in content.items()
    }


def _free_slug(parent: Any, slug: str) -> str:
    taken = set(parent.get_children().values_list("slug", flat=True))
    number, free = 2, slug
    while free in taken:
        number, free = number + 1, f"{slug}-{number}"
    return free
