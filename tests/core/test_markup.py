from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_community import limits
from feedback_community.exceptions import ContentRejected
from feedback_community.markup import Person, extract_handles, render_markup, shorten

HOSTILE = (
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '<img src=x onerror="alert(1)">',
    "![x](https://evil.example/pixel.png)",
    "[x](https://a.example 'title\" onmouseover=\"alert(1)')",
    "<a href='javascript:alert(1)'>x</a>",
    "`<b onclick=alert(1)>`",
    "[x](vbscript:alert(1))",
    '<https://a.example/?"onload=alert(1)>',
)


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_a_person_types_becomes_active(source: str):
    html = render_markup(source).html.lower()
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert 'href="vbscript' not in html
    assert not any(
        f'" {name}=' in html or f"' {name}=" in html for name in ("onload", "onmouseover", "onerror")
    )


def test_links_carry_no_weight_and_headings_leave_the_outline_of_the_page_alone():
    html = render_markup("# Title\n\nSee https://a.example").html
    assert "<h3>Title</h3>" in html
    assert 'rel="nofollow ugc noopener"' in html


def test_only_known_people_become_links():
    people = {"anna": Person(url="/people/anna/", name="Anna <b>")}
    html = render_markup("Ask @Anna or @nobody, not a@b.example", people=people).html
    assert '<a class="community-mention" href="/people/anna/">@Anna &lt;b&gt;</a>' in html
    assert "@nobody," in html


def test_mentions_in_code_and_links_are_text():
    assert extract_handles("`@anna` [@bob](https://a.example) @carl\n\n    @dave") == ("carl",)


def test_code_and_tables_can_be_scrolled_by_keyboard():
    html = render_markup("```\nlong\n```\n\n|a|b|\n|-|-|\n|1|2|").html
    assert '<pre tabindex="0">' in html
    assert '<div class="community-scroll" tabindex="0"><table>' in html


@pytest.mark.parametrize(
    "source",
    [
        "",
        "   \n ",
        "x" * (limits.BODY_LENGTH + 1),
        "> " * (limits.BODY_NESTING + 5) + "deep",
        "[" * (limits.BODY_BRACKETS + 1),
        " ".join(f"https://a{n}.example" for n in range(limits.BODY_LINKS + 1)),
        " ".join(f"@person-{n}" for n in range(limits.BODY_MENTIONS + 1)),
        "|a" * 500 + "\n" + "|-" * 500 + "\n" + "|\n" * 400,
    ],
    ids=["empty", "blank", "long", "deep", "brackets", "links", "mentions", "table"],
)
def test_what_passes_a_limit_is_refused_with_words(source: str):
    with pytest.raises(ContentRejected) as refused:
        render_markup(source)
    assert refused.value.message


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_rendered_or_refused(source: str):
    try:
        rendered = render_markup(source)
    except ContentRejected:
        return
    assert len(rendered.excerpt) <= limits.EXCERPT_LENGTH
    assert "<script" not in rendered.html.lower()


def test_shortening_keeps_whole_words():
    assert shorten("one two three four", 12) == "one two…"
    assert shorten("one two", 12) == "one two"
