"""What is printed into skeletons says what its template would, and escapes what people typed."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.utils.translation import override

from feedback_community.web.elements import head_html, pagination_html
from feedback_community.web.filter_bar import ALL, filters_html
from feedback_community.web.filters import TopicFilter
from feedback_community.web.keyset import Page
from tests.factories import make_forum

NASTY = """"><b>%(x)s & 100 %</b>"""


def bar(query: str, **given) -> str:
    chosen = TopicFilter.from_query(QueryDict(query))
    return filters_html(chosen, **{"list_url": "/community/topics/", "personal": False, **given})


def test_each_tab_keeps_what_else_is_chosen():
    html = bar("type=idea&tag=a%26b&sort=votes&show=solved")
    assert '<a href="?type=idea&amp;tag=a%26b&amp;show=solved&amp;sort=votes" aria-current="true">' in html
    assert '<a href="?tag=a%26b&amp;show=solved&amp;sort=votes">' in html
    assert html.count("aria-current") == 1
    assert '<option value="votes" selected>' in html
    assert 'name="type" value="idea"' in html
    assert 'name="tag" value="a&amp;b"' in html


def test_what_was_typed_into_the_address_is_escaped():
    html = bar(f"tag={NASTY}".replace("%", "%25").replace("&", "%26"))
    assert 'name="tag" value="&quot;&gt;&lt;b&gt;%(x)s &amp; 100 %&lt;/b&gt;"' in html
    assert "<b>" not in html


@pytest.mark.django_db
def test_it_offers_what_there_is_to_choose():
    forum = make_forum(name="Internet & TV")
    assert f'<option value="{forum.slug}" selected>Internet &amp; TV</option>' in bar(
        f"forum={forum.slug}", forums=[forum]
    )
    assert 'name="forum"' not in bar("")
    assert "mine" in bar("", personal=True)
    assert "mine" not in bar("")
    few = bar("", types=("", "idea"))
    assert few.count("<li>") == 2
    assert bar("", types=ALL).count("<li>") == 6


def test_each_language_has_its_own():
    english = bar("")
    with override("ru"):
        assert bar("") != english
    assert bar("") == english


def test_the_head_says_what_the_page_knows():
    page = Page([], next_url="?after=5_1&x=1")
    html = head_html({"page_title": NASTY, "origin": "https://x.example", "canonical": "/t/", "pager": page})
    assert '<link rel="canonical" href="https://x.example/t/">' in html
    assert 'content="&quot;&gt;&lt;b&gt;%(x)s &amp; 100 %&lt;/b&gt;"' in html
    assert '<link rel="next" href="?after=5_1&amp;x=1">' in html
    assert 'content="website"' in html
    for absent in ("robots", "description", 'rel="prev"', "atom+xml"):
        assert absent not in html


def test_pages_of_rows_are_linked_as_the_template_does_it():
    page = Page(
        [], "?before=1", "?after=2&a", "?", previous_label="Newer", next_label="Older", first_label="First"
    )
    template = Template('{% include "feedback_community/elements/pagination.html" %}')
    for one in (page, Page([], next_url="?after=2", next_label="Older")):
        assert pagination_html(one) == template.render(Context({"pager": one})).strip()
    assert pagination_html(Page([])) == pagination_html(None) == ""
