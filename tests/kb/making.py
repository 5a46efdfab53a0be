"""Short ways to a knowledge base, on whatever page types the project has."""

from __future__ import annotations

import itertools
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from wagtail.models import Site

from feedback_community.kb.articles import get_article_model, knowledge_base_models, section_models
from feedback_community.kb.models.record import page_model
from tests.factories import make_user

#: The base of all pages of the project, and an ordinary page of it.
Page: Any = page_model()
PAGE_LABEL: str = Page._meta.label_lower
PlainPage: Any = apps.get_model(
    "home.HomePage" if apps.is_installed("tests.projects.home") else "base_page.PlainPage"
)
_numbers = itertools.count(1)


def site_root() -> Page:
    return Site.objects.get(is_default_site=True).root_page


def make_knowledge_base(**fields: Any) -> Any:
    model = knowledge_base_models()[0]
    existing = model.objects.first()
    if existing is not None and not fields:
        return existing
    number = next(_numbers)
    return site_root().add_child(
        instance=model(**{"title": f"Help {number}", "slug": f"help-{number}", **fields})
    )


def make_section(*, parent: Any = None, **fields: Any) -> Any:
    number = next(_numbers)
    page = section_models()[0](**{"title": f"Section {number}", "slug": f"section-{number}", **fields})
    return (parent or make_knowledge_base()).add_child(instance=page)


def text(html: str) -> tuple[str, str]:
    return ("text", html)


def make_article(*, section: Any = None, publish: bool = True, user: Any = None, **fields: Any) -> Any:
    """An article; published through Wagtail unless asked otherwise."""
    number = next(_numbers)
    values = {
        "title": f"Restart the router {number}",
        "slug": f"restart-{number}",
        "body": [("text", "<p>Hold the button for ten seconds.</p>")],
        **fields,
    }
    page = get_article_model()(**values, live=False)
    page = (section or make_section()).add_child(instance=page)
    revision = page.save_revision(user=user)
    if publish:
        revision.publish(user=user)
    return get_article_model().objects.get(pk=page.pk)


def publish_again(page: Any, *, user: Any = None, **fields: Any) -> Any:
    """Another edit, published."""
    draft = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save_revision(user=user).publish(user=user)
    return type(page).objects.get(pk=page.pk)


def make_editor(*codenames: str, name: str = "Edith Editor", pages: bool = True) -> Any:
    """Somebody with access to the admin, all page rights below the root, and these rights of ours."""
    user = make_user(name)
    group = Group.objects.create(name=f"editors {next(_numbers)}")
    wanted = ["access_admin", *codenames]
    group.permissions.add(*Permission.objects.filter(codename__in=wanted))
    if pages:
        root = Page.objects.get(depth=1)
        for act in ("add", "change", "publish"):
            codename, label = f"{act}_{Page._meta.model_name}", Page._meta.app_label
            permission = Permission.objects.get(codename=codename, content_type__app_label=label)
            group.page_permissions.create(page=root, permission=permission)
    user.groups.add(group)
    return type(user).objects.get(pk=user.pk)
