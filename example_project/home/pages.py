"""The provider's pages out of demo/pages.json, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page, Site

from example_project.home.models import HomePage, StandardPage

PAGES = Path(__file__).resolve().parent.parent / "demo" / "pages.json"
SOURCE_LANGUAGE = "en"


def build(entry: dict[str, str], model: type[Page], translation_of: Page | None) -> Page:
    fields: dict[str, Any] = {
        "title": entry["title"],
        "slug": entry["slug"],
        "intro": entry["intro"],
        "body": entry["body_html"],
        "locale": Locale.objects.get_or_create(language_code=entry["language"])[0],
        "show_in_menus": model is StandardPage,
    }
    if translation_of is not None:
        fields["translation_key"] = translation_of.translation_key
    return model(**fields)


@transaction.atomic
def create_pages() -> bool:
    """Make the site's pages; False when they are there already."""
    if HomePage.objects.exists():
        return False
    entries: list[dict[str, str]] = json.loads(PAGES.read_text(encoding="utf-8"))
    languages = sorted({entry["language"] for entry in entries}, key=lambda c: c != SOURCE_LANGUAGE)
    root = Page.get_first_root_node()
    welcome = list(root.get_children())
    sources: list[Page] = []
    for language in languages:
        home_entry, *rest = [entry for entry in entries if entry["language"] == language]
        home = root.add_child(
            instance=build({**home_entry, "slug": f"veresk-{language}"}, HomePage, first(sources, 0))
        )
        pages = [home]
        for number, entry in enumerate(rest, start=1):
            pages.append(home.add_child(instance=build(entry, StandardPage, first(sources, number))))
        sources = sources or pages
    Site.objects.filter(is_default_site=True).update(root_page=sources[0], site_name="Veresk")
    for page in welcome:
        page.specific.delete()
    return True


def serve_at(address: str) -> None:
    """Links in mails and feeds begin with the address of the site, so it must be the one that serves."""
    host, _, port = address.rpartition(":")
    site = Site.objects.get(is_default_site=True)
    if (site.hostname, site.port) != (host, int(port)):
        site.hostname, site.port = host, int(port)
        site.save()


def first(sources: list[Page], number: int) -> Page | None:
    return sources[number] if number < len(sources) else None
