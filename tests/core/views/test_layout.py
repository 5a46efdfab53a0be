"""The layout finds its place in the head of any site's template."""

from __future__ import annotations

import pytest
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.test import RequestFactory

LAYOUT = "feedback_community/layouts/base.html"
STYLESHEET = "feedback_community/feedback_community.css"


def head_of(*blocks: str) -> str:
    """The head of a page of ours on a site whose template has these blocks."""
    places = "".join(f"{{% block {name} %}}{{% endblock %}}" for name in blocks)
    source = f"<head>{places}</head><body>{{% block content %}}{{% endblock %}}</body>"
    base = Engine.get_default().from_string(source)
    request = RequestFactory().get("/community/")
    page = render_to_string(LAYOUT, {"base_template": base, "links": {}}, request=request)
    return page.partition("</head>")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("blocks", [("extra_head",), ("extra_css",), ("extra_css", "extra_head")])
def test_the_stylesheet_is_linked_once_wherever_the_site_has_a_block(blocks: tuple[str, ...]) -> None:
    assert head_of(*blocks).count(STYLESHEET) == 1


def test_a_page_fills_the_head_in_either_block() -> None:
    source = "{% extends layout %}{% block community_head %}<meta name='mark'>{% endblock %}"
    page = Engine.get_default().from_string(source)
    for name in ("extra_head", "extra_css"):
        base = Engine.get_default().from_string(f"<head>{{% block {name} %}}{{% endblock %}}</head>")
        layout = Engine.get_default().get_template(LAYOUT)
        text = page.render(Context({"layout": layout, "base_template": base}))
        assert text.count("name='mark'") == 1
