from __future__ import annotations

import pytest

from feedback_community.web import about
from tests.factories import default_site, make_forum

pytestmark = pytest.mark.django_db


def test_a_page_is_signed_and_found_again():
    page = default_site().root_page
    found = about.verify(about.sign(page, title="Tariffs", locale="ru"), site=default_site())
    assert found is not None
    assert (found.object_id, found.title, found.locale) == (str(page.pk), "Tariffs", "ru")


@pytest.mark.parametrize("value", ["", "x", "a:b:c", "\x00", "eyJ:1:2"])
def test_anything_else_is_nothing(value):
    assert about.verify(value, site=default_site()) is None


def test_only_what_the_host_has_named(settings):
    forum = make_forum()
    signed = about.sign(forum)
    assert about.verify(signed, site=default_site()) is None
    settings.FEEDBACK_COMMUNITY = {"ABOUT_MODELS": ("feedback_community.Forum",)}
    assert about.verify(signed, site=default_site()) is not None
    forum.delete()
    assert about.verify(signed, site=default_site()) is None
