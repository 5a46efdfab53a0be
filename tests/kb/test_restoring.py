"""Back to an old version, back from deletion, and words that have to go everywhere."""

from __future__ import annotations

from typing import ClassVar
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from reversion.models import Version
from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.models import PageLogEntry, Revision

from feedback_community.exceptions import ContentRejected, InvalidChange, NotAllowed
from feedback_community.kb.actions.promotion import add_source
from feedback_community.kb.actions.redaction import redact_article
from feedback_community.kb.actions.restoring import recover_article, restore_version
from feedback_community.kb.articles import get_article_model
from feedback_community.kb.models import ArticleRecord, ArticleVersion
from feedback_community.kb.web.body import body_of
from tests.factories import make_topic
from tests.kb.making import make_article, make_editor, make_section, publish_again

pytestmark = pytest.mark.django_db


def text_of(page) -> str:
    return str(page.body)


def test_restoring_makes_a_draft_and_leaves_history_and_address_alone():
    editor = make_editor()
    page = make_article(body=[("text", "<p>Old words.</p>")], title="Old")
    page = publish_again(page, title="New", slug="new-address", body=[("text", "<p>New words.</p>")])
    page.move(make_section(), pos="last-child")
    version = ArticleVersion.objects.select_related("article__page").get(number=1)
    restore_version(version, by=editor)
    page = get_article_model().objects.get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    assert (page.title, draft.title, draft.slug) == ("New", "Old", "new-address")
    assert "Old words." in text_of(draft) and "New words." in text_of(page)
    assert ArticleVersion.objects.count() == 2
    assert PageLogEntry.objects.filter(action="feedback_community.kb.restore").exists()
    page.get_latest_revision().publish(user=editor)
    last = ArticleVersion.objects.get(number=3)
    assert (last.title, last.note) == ("Old", "Back to version 1.0")
    assert get_article_model().find_problems() == ([], [], [], [], [])


def test_only_editors_restore():
    page = publish_again(make_article())
    version = ArticleVersion.objects.get(number=1)
    with pytest.raises(NotAllowed):
        restore_version(version, by=make_editor(pages=False))
    client = Client()
    client.force_login(make_editor(pages=False))
    assert client.post(reverse("feedback_community_kb:restore", args=[version.pk])).status_code in (302, 403)
    assert page.get_latest_revision().pk == page.live_revision_id


def test_a_page_that_somebody_locked_is_not_written_over():
    page = publish_again(make_article())
    page.locked, page.locked_by = True, make_editor(name="Lena Locker")
    page.save(clean=False)
    before = page.get_latest_revision().pk
    with pytest.raises(InvalidChange, match="locked"):
        restore_version(ArticleVersion.objects.get(number=1), by=make_editor())
    assert type(page).objects.get(pk=page.pk).latest_revision_id == before


def test_the_way_through_the_admin():
    publish_again(make_article(title="Old"), title="New")
    client = Client()
    client.force_login(make_editor())
    url = reverse("feedback_community_kb:restore", args=[ArticleVersion.objects.get(number=1).pk])
    assert "new draft" in client.get(url).content.decode()
    response = client.post(url)
    page = get_article_model().objects.get()
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert page.get_latest_revision_as_object().title == "Old"
    assert client.get(response["Location"]).status_code == 200


def test_a_deleted_article_comes_back_with_versions_sources_and_place():
    editor = make_editor("promote_topic")
    section = make_section()
    page = make_article(section=section, title="Lost", slug="lost")
    topic = make_topic()
    add_source(page, topic, by=editor)
    page = publish_again(page, title="Lost twice")
    page.delete()
    make_article(section=section, slug="lost")
    record = ArticleRecord.objects.get(page=None)
    client = Client()
    client.force_login(editor)
    assert "Lost twice" in client.get(reverse("feedback_community_kb:deleted")).content.decode()
    url = reverse("feedback_community_kb:recover", args=[record.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"section": section.pk})
    record.refresh_from_db()
    found = get_article_model().objects.get(pk=record.page_id)
    assert (found.title, found.live, found.slug) == ("Lost twice", False, "lost-2")
    assert found.get_parent().pk == section.pk
    assert record.source_rows.get().topic == topic
    assert "Hold the button" in text_of(found.get_latest_revision_as_object())
    found.get_latest_revision().publish()
    numbers = (
        ArticleVersion.objects.filter(article=record).order_by("number").values_list("number", flat=True)
    )
    assert list(numbers) == [1, 2, 3]
    assert get_article_model().find_problems() == ([], [], [], [], [])


def test_an_article_whose_section_was_deleted_asks_for_another_one():
    editor, section = make_editor(), make_section()
    make_article(section=section)
    section.delete()
    record = ArticleRecord.objects.get()
    with pytest.raises(InvalidChange):
        recover_article(record, by=editor)
    other = make_section()
    page = recover_article(record, by=editor, section=other)
    assert page.get_parent().pk == other.pk
    with pytest.raises(InvalidChange):
        recover_article(record, by=editor, section=other)


def test_redacted_words_are_gone_everywhere():
    admin = make_editor("redact_article")
    page = make_article(title="Call Zqxsecret", body=[("text", "<p>Ask Zqxsecret &amp; friends</p>")])
    page = publish_again(page, title="Call us", change_note="No more Zqxsecret", summary="Not Zqxsecret")
    page.get_latest_revision_as_object().save_revision()
    record = ArticleRecord.objects.get()
    with pytest.raises(NotAllowed):
        redact_article(record, by=make_editor(), words="Zqxsecret")
    with pytest.raises(ContentRejected):
        redact_article(record, by=admin, words="Z")
    assert redact_article(record, by=admin, words="Zqxsecret", reason="A name") > 3
    kept = [*Version.objects.values_list("serialized_data", "object_repr", "revision__comment")]
    drafts = [*Revision.objects.values_list("content", "object_str")]
    rows = [
        *ArticleVersion.objects.values_list("title", "note"),
        *ArticleRecord.objects.values_list("content", "title"),
    ]
    logs = [*PageLogEntry.objects.values_list("label", "data")]
    assert "Zqxsecret" not in f"{kept}{drafts}{rows}{logs}"
    page = get_article_model().objects.get()
    assert "Zqxsecret" not in f"{page.title}{page.summary}{page.body}{page.draft_title}"
    assert ArticleVersion.objects.filter(redacted_at__isnull=False).count() == 2
    assert ArticleVersion.objects.count() == 2
    for path in ("", "v/", "v/1/", "v/2/", "v/compare/?a=1&b=2&all=1"):
        assert "Zqxsecret" not in Client().get(f"{page.get_url()}{path}").content.decode()
    assert redact_article(record, by=admin, words="Zqxsecret") == 0


def test_redacted_words_are_gone_from_the_caches(django_capture_on_commit_callbacks, settings):
    settings.WAGTAILFRONTENDCACHE = {"seen": {"BACKEND": "tests.kb.test_restoring.Seen"}}
    page = make_article(body=[("text", "<p>Ask Zqxsecret</p>")])
    assert "Zqxsecret" in Client().get(page.url).content.decode()
    for path in ("v/", "v/1/"):
        assert "private" in Client().get(f"{page.url}{path}").headers["Cache-Control"]
    with patch("feedback_community.kb.web.body.make_body") as made:
        body_of(page)
    assert not made.called, "nothing was in the cache"
    Seen.urls.clear()
    with django_capture_on_commit_callbacks(execute=True):
        redact_article(ArticleRecord.objects.get(), by=make_editor("redact_article"), words="Zqxsecret")
    assert page.full_url in Seen.urls
    with patch("feedback_community.kb.web.body.make_body") as made:
        made.return_value = None
        body_of(page)
    assert made.called, "the old rendering was still in the cache"


def test_redacted_words_are_gone_from_an_alias():
    page = make_article(body=[("text", "<p>Ask Zqxsecret</p>")])
    alias = page.create_alias(parent=make_section(), update_slug="alias")
    redact_article(ArticleRecord.objects.get(), by=make_editor("redact_article"), words="Zqxsecret")
    alias.refresh_from_db()
    assert "Zqxsecret" not in str(alias.body) and "Ask" in str(alias.body)
    assert ArticleVersion.objects.count() == 1


class Seen(BaseBackend):
    """A cache in front of the site that remembers what it was told to forget."""

    urls: ClassVar[list[str]] = []

    def purge(self, url: str) -> None:
        self.urls.append(url)
