"""An article translated with wagtail-localize: each language has its own versions, none lost, none false."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from wagtail.models import Locale

from feedback_community.kb.articles import versions_of
from feedback_community.kb.kept import kept_of
from tests.factories import make_user
from tests.kb.making import make_article, make_section, publish_again, site_root

if not apps.is_installed("wagtail_localize"):
    pytest.skip("the project has no wagtail-localize", allow_module_level=True)

from wagtail_localize.models import StringTranslation, Translation, TranslationSource

pytestmark = pytest.mark.django_db
EVERY_BLOCK = [
    ("text", "<h2>First</h2><p>Hold the button.</p>"),
    ("steps", [{"title": "One", "text": "<p>Press</p>"}]),
    ("callout", {"kind": "tip", "text": "<p>Wait</p>"}),
    ("code", {"language": "sh", "code": "ping"}),
]


def in_russian(page: Any) -> Any:
    russian, _made = Locale.objects.get_or_create(language_code="ru")
    return page.specific.copy_for_translation(russian, copy_parents=True)


def translate(source: TranslationSource, strings: dict[str, str], capture: Any) -> Any:
    """Fill in what the translator knows, and publish."""
    russian = Locale.objects.get(language_code="ru")
    translation, _made = Translation.objects.get_or_create(source=source, target_locale=russian)
    for segment in source.stringsegment_set.select_related("string", "context"):
        if segment.string.data in strings:
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                locale=russian,
                context=segment.context,
                defaults={"data": strings[segment.string.data]},
            )
    with capture(execute=True):
        translation.save_target(user=make_user())
    return translation.get_target_instance()


def test_a_translation_has_versions_of_its_own(django_capture_on_commit_callbacks: Any) -> None:
    capture = django_capture_on_commit_callbacks
    section = make_section()
    in_russian(site_root()), in_russian(section)
    article = make_article(section=section, title="Restart", body=EVERY_BLOCK)
    source, _made = TranslationSource.get_or_create_from_instance(article)
    strings = {"Restart": "Перезапуск", "Hold the button.": "Держите кнопку."}
    target = translate(source, strings, capture)
    assert (target.title, target.locale.language_code, target.live) == ("Перезапуск", "ru", True)
    assert [version.number for version in versions_of(article)] == [1]
    assert [version.number for version in versions_of(target)] == [1]
    kept = kept_of(versions_of(target).get())
    assert (kept.locale, kept.title) == ("ru", "Перезапуск")
    assert "Держите кнопку." in json.loads(kept.content["body"])[0]["value"], kept.content
    assert "Держите кнопку." in str(target.body)

    article = publish_again(article, title="Restart it", change_note="A better title", significance="major")
    assert [version.number for version in versions_of(target)] == [1]
    source.update_from_db()
    target = translate(source, {**strings, "Restart it": "Как перезапустить"}, capture)
    versions = list(versions_of(target))
    assert [version.number for version in versions] == [2, 1]
    assert [kept_of(version).title for version in versions] == ["Как перезапустить", "Перезапуск"]
    assert [version.number for version in versions_of(article)] == [2, 1]
    # What was said of the change in one language is not said of the other one's.
    assert versions[0].note == ""
    assert target.translation_key == article.translation_key
