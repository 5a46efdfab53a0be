"""The page types are there, render, and have what the editor needs."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.test import Client, override_settings

from feedback_community.kb.articles import get_article_model
from feedback_community.kb.models.article import ArticleFields
from tests.kb.making import make_article, make_section

pytestmark = pytest.mark.django_db


def test_the_article_model_is_the_setting():
    model = get_article_model()
    assert issubclass(model, ArticleFields)
    own = apps.is_installed("feedback_community.kb.pages")
    assert (model._meta.app_label == "feedback_community_kb_pages") is own


def test_article_section_and_home_are_shown():
    section = make_section(intro="All about routers")
    article = make_article(
        section=section,
        body=[
            ("text", "<h2>First</h2><p>Hold the button.</p>"),
            ("steps", [{"title": "One", "text": "<p>Press</p>"}]),
            ("callout", {"kind": "tip", "text": "<p>Wait</p>"}),
            ("code", {"language": "sh", "code": "echo <b>"}),
        ],
    )
    page = Client().get(article.get_url()).content.decode()
    assert "Hold the button." in page
    assert "echo &lt;b&gt;" in page
    assert "All about routers" in Client().get(section.get_url()).content.decode()
    assert section.title in Client().get(section.get_parent().get_url()).content.decode()


@pytest.mark.parametrize("name", ["no.Such", "wagtailcore.Page"])
def test_a_wrong_article_model_is_told(name: str):
    with override_settings(FEEDBACK_COMMUNITY_KB={"ARTICLE_MODEL": name}):
        found = [m.id for m in run_checks(tags=["feedback_community_kb"])]
    assert found == ["feedback_community_kb.E003"]


def test_an_unknown_setting_is_told():
    with override_settings(FEEDBACK_COMMUNITY_KB={"NO_SUCH": 1}):
        found = [m.id for m in run_checks(tags=["feedback_community_kb"])]
    assert "feedback_community_kb.E002" in found
