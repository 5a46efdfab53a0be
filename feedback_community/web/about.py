"""The signed `about` parameter of the ask flow: which page or object of the host a topic is about.

Signed, because a visitor must not be able to name any row of the database and read its title.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db.models import Model
from django.http import HttpRequest
from wagtail.models import Site

from feedback_community.actions.links import About
from feedback_community.conf import app_settings
from feedback_community.models import Topic

SALT = "feedback_community.about"


def sign(target: Model, *, title: str = "", revision_id: int | None = None, locale: str = "") -> str:
    """The value of `?about=` for a page or an object of a model named in ABOUT_MODELS."""
    content_type = type_of(target)
    facts = [content_type.pk, str(target.pk), (title or str(target))[:255], revision_id, locale]
    return signing.dumps(facts, salt=SALT, compress=True)


def verify(value: str, *, site: Site) -> About | None:
    """The facts of a value that we signed and whose target is still there, else None."""
    try:
        content_type_id, object_id, title, revision_id, locale = signing.loads(value, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    content_type = ContentType.objects.filter(pk=content_type_id).first()
    model = content_type.model_class() if content_type else None
    if model is None or not (_is_page(model) or is_allowed(model)):
        return None
    if not model._default_manager.filter(pk=object_id).exists():
        return None
    return About(content_type_id, object_id, title, revision_id, locale)


def type_of(target: Model) -> ContentType:
    """The content type that links name: of all kinds of pages that of their common base."""
    model = type(target)
    pages = [base for base in model._meta.get_parent_list() if _is_page(base)]
    return ContentType.objects.get_for_model(pages[-1] if pages else model)


def sign_page(page: Any) -> str:
    """The value of `?about=` for a page, with the revision and the language that are live now."""
    locale = getattr(getattr(page, "locale", None), "language_code", "")
    return sign(page, title=page.title, revision_id=page.live_revision_id, locale=locale)


def about_of(target: Model) -> str:
    """The value of `?about=`, "" for an object whose model is not named in ABOUT_MODELS."""
    if _is_page(type(target)):
        return sign_page(target)
    return sign(target) if is_allowed(type(target)) else ""


def address_of(topic: Topic, link_id: int, *, request: HttpRequest) -> str:
    """The address of what a topic is about, "" where it is gone or not for this visitor."""
    link = topic.links.filter(pk=link_id).first()
    target = link.target if link is not None else None
    if target is None:
        return ""
    if not _is_page(type(target)):
        get_url = getattr(target, "get_absolute_url", None)
        return str(get_url()) if get_url else ""
    if not target.live or not all(rule.accept_request(request) for rule in target.get_view_restrictions()):
        return ""
    return target.get_url(request) or ""


def is_allowed(model: type[Model]) -> bool:
    return any(apps.get_model(name) is model for name in app_settings.ABOUT_MODELS)


def _is_page(model: Any) -> bool:
    return bool(hasattr(model, "get_url_parts") and hasattr(model, "live_revision"))
