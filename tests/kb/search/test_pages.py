"""Articles, pages and topics come from one index; the database decides what a person sees of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation
from haystack import connections
from wagtail.models import Locale, PageViewRestriction, Site

from feedback_community.kb.actions.redaction import redact_article
from feedback_community.kb.models import ArticleRecord, ArticleSource
from feedback_community.models import SearchRecord, Topic
from feedback_community.outbox import worker
from feedback_community.search import wording
from feedback_community.search.indexing import index_topics, rebuild_index
from feedback_community.search.queries import Narrowing, search_all, search_topics, suggest_similar
from tests.factories import default_site, make_forum, make_topic, make_user
from tests.kb.making import (
    PAGE_LABEL,
    Page,
    PlainPage,
    make_article,
    make_editor,
    make_section,
    publish_again,
    site_root,
)

WORDS = "restart the fibre modem"


def titles(typed: str = WORDS, user: Any = None, site: Site | None = None) -> list[str]:
    return [
        s.title for s in suggest_similar(typed, user=user or AnonymousUser(), site=site or default_site())
    ]


def found(typed: str = WORDS, user: Any = None, **narrowing: Any) -> list[tuple[str, int]]:
    words = wording.read(typed)
    return search_all(words, Narrowing(**narrowing), user=user or AnonymousUser(), site=default_site()).keys


def make_page(**fields: Any) -> Any:
    values = {"title": "Restart the fibre modem", "slug": "modem", "body": "<p>Pull the plug.</p>", **fields}
    page = site_root().add_child(instance=PlainPage(**values, live=False))
    page.save_revision().publish()
    return PlainPage.objects.get(pk=page.pk)


def restrict(page: Any, kind: str, *groups: Group) -> PageViewRestriction:
    row = PageViewRestriction.objects.create(page=Page.objects.get(pk=page.pk), restriction_type=kind)
    row.groups.add(*groups)
    return row


def drain() -> None:
    """What the worker does after each change."""
    worker.run_once(frozenset({"search"}))


@contextmanager
def whoosh(folder: Path) -> Iterator[None]:
    before = connections.connections_info["default"]
    engine = "haystack.backends.whoosh_backend.WhooshEngine"
    connections.connections_info["default"] = {"ENGINE": engine, "PATH": str(folder / "whoosh")}
    connections.reload("default")
    yield
    connections.connections_info["default"] = before
    connections.reload("default")


@pytest.mark.parametrize("kind, beside", [("question", False), ("problem", True)])
def test_a_question_is_not_suggested_beside_the_article_made_from_it(
    index: Path, kind: str, beside: bool
) -> None:
    topic = make_topic(title="Restart the fibre modem by itself?", topic_type=kind)
    other = make_topic(title="Restart the fibre modem at night?")
    article = make_article(title="Restart the fibre modem in three steps")
    ArticleSource.objects.create(article=article.feedback_community_record, topic=topic)
    rebuild_index()
    assert set(titles()) == {article.title, other.title} | ({topic.title} if beside else set())
    article.unpublish()
    assert set(titles()) == {other.title, topic.title}


def test_articles_and_pages_come_with_topics_and_say_what_they_are(index: Path) -> None:
    topic = make_topic(title="Restart the fibre modem by itself?")
    article = make_article(title="Restart the fibre modem in three steps", summary="Hold the button.")
    page = make_page()
    rebuild_index()
    lines = suggest_similar(WORDS, user=AnonymousUser(), site=default_site())
    kinds = {line.title: (line.kind, line.url, line.excerpt) for line in lines}
    assert kinds[article.title] == ("Article", article.url, "Hold the button.")
    assert kinds[page.title][:2] == ("Page", page.url)
    assert topic.title in kinds
    assert len(found()) == 3
    assert found(kind="article") == [(PAGE_LABEL, article.pk)]
    assert found(kind="page") == [(PAGE_LABEL, page.pk)]
    assert found(kind="topic") == found(topic_type="question") == [("feedback_community.topic", topic.pk)]


def test_a_good_article_beats_an_old_topic(index: Path) -> None:
    make_topic(title="How do I restart the fibre modem")
    article = make_article(title="How do I restart the fibre modem", body=[("text", "<p>Pull.</p>")])
    rebuild_index()
    assert suggest_similar("restart the fibre modem", user=AnonymousUser(), site=default_site())[0].key == (
        PAGE_LABEL,
        article.pk,
    )
    assert found("restart fibre modem")[0] == (PAGE_LABEL, article.pk)


def test_the_worker_follows_publishing_moving_and_deleting(index: Path) -> None:
    article = make_article(title="Restart the fibre modem", publish=False)
    drain()
    assert titles() == []
    article.save_revision().publish()
    drain()
    assert titles() == [article.title]
    publish_again(article, title="Restart the copper modem")
    drain()
    assert titles("copper modem") == ["Restart the copper modem"]
    type(article).objects.get(pk=article.pk).unpublish()
    drain()
    assert titles("copper modem") == []
    page = make_page()
    drain()
    assert titles() == [page.title]
    page.delete()
    drain()
    assert not found()


def test_redacted_words_are_gone_from_the_index(index: Path) -> None:
    article = make_article(title="Restart the modem", body=[("text", "<p>Ask Zqxsecret about it</p>")])
    drain()
    assert found("Zqxsecret") == [(PAGE_LABEL, article.pk)]
    redact_article(ArticleRecord.objects.get(), by=make_editor("redact_article"), words="Zqxsecret")
    drain()
    assert found("Zqxsecret") == []
    assert found("Restart modem") == [(PAGE_LABEL, article.pk)]


def test_a_private_page_is_never_suggested(index: Path) -> None:
    """Also when the index does not know yet; and the section's restriction holds for its articles."""
    section = make_section()
    article = make_article(section=section, title="Restart the fibre modem")
    drain()
    customer, insider = make_user(), make_user()
    group = Group.objects.create(name="insiders")
    insider.groups.add(group)
    assert titles(user=customer) == [article.title]
    row = restrict(section, PageViewRestriction.GROUPS, group)
    for _indexed in (False, True):
        assert titles() == titles(user=customer) == []
        assert not found() and not found(user=customer)
        drain()
    assert titles(user=insider) == [article.title]
    row.restriction_type = PageViewRestriction.LOGIN
    row.save()
    drain()
    assert titles(user=customer) == [article.title] and titles() == []
    row.restriction_type = PageViewRestriction.PASSWORD
    row.save()
    drain()
    assert titles(user=insider) == titles() == []
    row.delete()
    drain()
    assert titles() == [article.title]


def test_an_alias_of_a_private_page_stays_private(index: Path) -> None:
    page = make_page()
    other = make_page(title="Other", slug="other", body="<p>x</p>")
    page.create_alias(parent=other, update_slug="again")
    rebuild_index()
    restrict(page, PageViewRestriction.LOGIN)
    assert titles() == []
    drain()
    assert titles() == []
    assert titles(user=make_user()) == [page.title]


def test_language_and_site_are_respected(index: Path) -> None:
    page = make_page()
    ru = Locale.objects.get_or_create(language_code="ru")[0]
    home = site_root().copy_for_translation(ru)
    home.save_revision().publish()
    copy = page.copy_for_translation(ru)
    copy.title = "Restart the fibre modem (ru)"
    copy.save_revision().publish()
    elsewhere = Page.objects.get(depth=1).add_child(instance=PlainPage(title="Elsewhere", slug="elsewhere"))
    second = Site.objects.create(hostname="second.example", root_page=elsewhere)
    hers = elsewhere.add_child(instance=PlainPage(title="Restart the fibre modem there", slug="m", body="a"))
    rebuild_index()
    assert titles() == [page.title]
    with translation.override("ru"):
        russian = titles()
    assert titles(site=second) == [hers.title]
    assert russian == [copy.title]


def test_pages_are_left_out_by_setting_and_articles_stay(index: Path) -> None:
    make_page()
    article = make_article(title="Restart the fibre modem")
    given = getattr(settings, "FEEDBACK_COMMUNITY_KB", {})
    left_out = {**given, "SEARCH_EXCLUDED_PAGE_TYPES": (PAGE_LABEL,)}
    with override_settings(FEEDBACK_COMMUNITY_KB=left_out):
        rebuild_index()
        assert titles() == [article.title]


def test_topics_alone_and_without_an_index(index_path: Path, db: None) -> None:
    """No index at all: the database, with the same kinds and the same rights."""
    topic = make_topic(title="Restart the fibre modem?")
    article = make_article(title="Restart the fibre modem")
    assert set(titles()) == {topic.title, article.title}
    restrict(article, PageViewRestriction.LOGIN)
    assert titles() == [topic.title]
    words = wording.read(WORDS)
    assert search_topics(words, Narrowing(), user=AnonymousUser(), site=default_site()).pks == [topic.pk]
    both = search_all(words, Narrowing(), user=make_user(), site=default_site())
    assert both.degraded and len(both.keys) == 2


def test_another_engine_by_setting(tmp_path: Path, db: None) -> None:
    pytest.importorskip("whoosh")
    with whoosh(tmp_path):
        topic = make_topic(make_forum(), title="Restart the fibre modem?")
        article = make_article(title="Restart the fibre modem")
        hidden = make_article(title="Restart the secret modem")
        rebuild_index()
        assert set(titles("restart modem")) == {topic.title, article.title, hidden.title}
        restrict(hidden, PageViewRestriction.LOGIN)
        drain()
        assert set(titles("restart modem")) == {topic.title, article.title}
        assert found("restart modem", kind="article") == [(PAGE_LABEL, article.pk)]
        article.unpublish()
        drain()
        assert titles("restart modem") == [topic.title]


def test_the_pages_show_kinds_and_keep_what_was_shown_and_taken(index: Path) -> None:
    topic = make_topic(title="Restart the fibre modem?")
    article = make_article(title="Restart the fibre modem", body=[("text", "<p>Hold the green button</p>")])
    index_topics(Topic.objects.values_list("pk", flat=True))
    drain()
    client = Client()
    html = client.get(reverse("feedback_community:search"), {"q": "green button"}).content.decode()
    assert "Article" in html and article.url in html and "<mark>green</mark>" in html
    live = client.get(reverse("feedback_community:suggest"), {"q": WORDS}).content.decode()
    key = f"{PAGE_LABEL}.{article.pk}"
    assert f'data-community-suggested-document="{key}"' in live and f"{key} {topic.pk}" in live
    answer = client.post(
        reverse("feedback_community:search_record"),
        {"q": WORDS, "count": "2", "shown": f"{key} {topic.pk}", "document": key, "outcome": "answered"},
    )
    assert answer.url == article.url
    row = SearchRecord.objects.get(query=WORDS)
    assert (row.shown, row.clicked_document, row.outcome) == ([key, str(topic.pk)], key, "answered")


def test_a_hidden_document_cannot_be_named(index: Path) -> None:
    """Forbidden looks exactly like missing."""
    article = make_article()
    restrict(article, PageViewRestriction.LOGIN)
    url, client = reverse("feedback_community:search_record"), Client()
    for key in (f"{PAGE_LABEL}.{article.pk}", f"{PAGE_LABEL}.999999", "no.model.1"):
        assert client.post(url, {"q": WORDS, "document": key, "count": "1"}).status_code == 404
    assert not SearchRecord.objects.exists()
