"""Reports and bulk acts: who may see which rows, filters, spreadsheets that are safe to open."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from feedback_community.enums import TopicType
from feedback_community.kb.actions.flags import raise_flag
from feedback_community.kb.actions.helpful_votes import cast_helpful_vote
from feedback_community.kb.articles import current_version
from feedback_community.kb.enums import FlagKind, GapKind, GapState
from feedback_community.kb.models import ArticleRecord, ArticleReview, ArticleSource, ContentGap
from tests.factories import default_site, make_topic, make_user
from tests.kb.making import Page, make_article, make_editor, make_section, publish_again

pytestmark = pytest.mark.django_db
REPORTS = ("due", "unhelpful", "versions", "gaps")


def url_of(report: str) -> str:
    return reverse(f"feedback_community_kb_{report}")


def login(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_due(article: Any, days: int = 1) -> ArticleRecord:
    record = ArticleRecord.objects.get(page=article.pk)
    when = timezone.localdate() - timedelta(days=days)
    ArticleReview.objects.filter(article=record).update(verified_until=when)
    return record


def make_gap(**fields: Any) -> ContentGap:
    values = {"kind": GapKind.SEARCH, "key": "fibre price", "title": "fibre price", "weight": 4, **fields}
    return ContentGap.objects.create(site=default_site(), **values)


@pytest.fixture
def editor() -> Any:
    return make_editor("verify_article", "promote_topic")


def test_who_writes_nothing_sees_no_report() -> None:
    """Access to the admin alone is not enough; Wagtail's own view would let anybody in."""
    visitor = make_editor(pages=False)
    for report in REPORTS:
        assert login(visitor).get(url_of(report)).status_code == 302
        assert login(make_user()).get(url_of(report)).status_code in (302, 403)
        assert Client().get(url_of(report)).status_code == 302
    home = login(visitor).get(reverse("wagtailadmin_home")).content.decode()
    assert url_of("due") not in home


def test_each_report_opens_and_stands_in_the_menu(editor: Any) -> None:
    make_due(make_article())
    make_gap()
    client = login(editor)
    for report in REPORTS:
        response = client.get(url_of(report))
        assert response.status_code == 200
        assert client.get(f"{url_of(report)}results/").status_code == 200
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert url_of("due") in home and url_of("gaps") in home


def test_the_queue_has_due_and_flagged_articles_and_says_why(editor: Any) -> None:
    fresh, due, flagged = (
        make_article(title="Fresh"),
        make_article(title="Due"),
        make_article(title="Flagged"),
    )
    make_due(due)
    record = ArticleRecord.objects.get(page=flagged.pk)
    raise_flag(record.pk, FlagKind.SOLUTION, "answer:1", title="Slow at night")
    html = login(editor).get(url_of("due")).content.decode()
    assert "Due" in html and "Flagged" in html and ">Fresh<" not in html
    assert "“Slow at night”, which it was made from, has a newer solution" in html
    assert reverse("wagtailadmin_pages:edit", args=[due.pk]) in html
    only = login(editor).get(url_of("due"), {"state": "flagged"}).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[due.pk]) not in only
    mine = login(editor).get(url_of("due"), {"owner": "mine"}).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[due.pk]) not in mine
    assert fresh.title


def test_an_editor_of_one_section_sees_its_articles_only() -> None:
    mine, other = make_section(), make_section()
    here, there = make_article(section=mine), make_article(section=other)
    make_due(here)
    make_due(there)
    user = make_editor("verify_article", pages=False)
    group = Group.objects.create(name="one section")
    permission = Permission.objects.get(
        codename=f"change_{Page._meta.model_name}", content_type__app_label=Page._meta.app_label
    )
    group.page_permissions.create(page=Page.objects.get(pk=mine.pk), permission=permission)
    user.groups.add(group)
    user = type(user).objects.get(pk=user.pk)
    html = login(user).get(url_of("due")).content.decode()
    assert here.title in html and there.title not in html
    url = reverse("wagtail_bulk_action", args=["feedback_community_kb", "articlerecord", "verify"])
    record = ArticleRecord.objects.get(page=there.pk)
    assert login(user).post(f"{url}?id={record.pk}").status_code == 404
    assert ArticleReview.objects.get(article=record).is_due


def test_verifying_in_bulk(editor: Any) -> None:
    records = [make_due(make_article()) for _number in range(2)]
    raise_flag(records[0].pk, FlagKind.ASKED, "month:1", count=3, query="x")
    url = reverse("wagtail_bulk_action", args=["feedback_community_kb", "articlerecord", "verify"])
    ids = "&".join(f"id={record.pk}" for record in records)
    client = login(editor)
    assert records[0].title in client.get(f"{url}?{ids}").content.decode()
    client.post(f"{url}?{ids}&next={url_of('due')}")
    for record in records:
        review = ArticleReview.objects.get(article=record)
        assert not review.is_due and review.verified_by.user == editor
        assert not record.flags.filter(settled_at=None).exists()
    assert login(make_editor()).get(f"{url}?{ids}").status_code == 302


def test_a_spreadsheet_takes_nothing_for_a_formula(editor: Any) -> None:
    article = make_article(title="=1+1")
    make_due(article)
    cast_helpful_vote(
        current_version(article),
        voter=None,
        anonymous_key="a",
        is_helpful=False,
        reason="wrong",
        comment="=cmd()",
    )
    make_gap(title="=2+2", queries=["=2+2"])
    for report in REPORTS:
        response = login(editor).get(url_of(report), {"export": "xlsx"})
        sheet = load_workbook(
            io.BytesIO(b"".join(response.streaming_content) if response.streaming else response.content)
        ).active
        rows = list(sheet.iter_rows(values_only=True))
        assert len(rows) == 2 and rows[1][0].startswith("'=")
        assert login(editor).get(url_of(report), {"export": "csv"}).status_code == 200


def test_the_unhelpful_with_reasons_and_the_versions(editor: Any) -> None:
    article = make_article(title="Bad one")
    version = current_version(article)
    for number in range(5):
        cast_helpful_vote(
            version,
            voter=None,
            anonymous_key=str(number),
            is_helpful=False,
            reason="outdated",
            comment="Gone",
        )
    publish_again(article, change_note="Rewritten", significance="major")
    html = login(editor).get(url_of("unhelpful"), {"votes": "5", "reason": "outdated"}).content.decode()
    assert "Bad one" in html and "Out of date: 5" in html and "“Gone”" in html
    assert "Bad one" not in login(editor).get(url_of("unhelpful"), {"votes": "10"}).content.decode()
    html = login(editor).get(url_of("versions"), {"significance": "major", "since": "7"}).content.decode()
    assert "Rewritten" in html and ">2.0<" in html.replace(" ", "").replace("\n", "")


def test_from_a_gap_to_a_draft_once(editor: Any) -> None:
    section = make_section()
    topics = [make_topic(topic_type=TopicType.QUESTION, title=f"Price of fibre {n}") for n in range(2)]
    gap = make_gap(kind=GapKind.TOPICS, key="topic:1", topics=[topic.pk for topic in topics])
    url = reverse("feedback_community_kb_write", args=[gap.pk])
    client = login(editor)
    assert client.get(url).status_code == 200
    response = client.post(url, {"title": "What fibre costs", "section": str(section.pk)})
    gap.refresh_from_db()
    assert gap.state == GapState.WRITTEN
    page = gap.article.page
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.title, page.live) == ("What fibre costs", False)
    assert ArticleSource.objects.filter(article=gap.article).count() == 2
    again = client.post(url, {"title": "Again", "section": str(section.pk)})
    assert "Somebody is writing about this already" in again.content.decode()
    assert login(make_editor()).get(url).status_code == 302


def test_a_dismissed_gap_is_out_of_the_list(editor: Any) -> None:
    gap = make_gap()
    url = reverse("wagtail_bulk_action", args=["feedback_community_kb", "contentgap", "dismiss_gap"])
    assert login(make_editor()).post(f"{url}?id={gap.pk}").status_code == 302
    client = login(editor)
    client.post(f"{url}?id={gap.pk}&next={url_of('gaps')}")
    gap.refresh_from_db()
    assert gap.state == GapState.DISMISSED
    assert gap.title not in client.get(url_of("gaps")).content.decode()
    assert gap.title in client.get(url_of("gaps"), {"state": "dismissed"}).content.decode()


def test_a_gap_names_no_topic_that_the_editor_may_not_see(editor: Any) -> None:
    topic = make_topic(is_private=True, title="My secret trouble")
    make_gap(kind=GapKind.TOPICS, key="topic:9", topics=[topic.pk])
    assert "My secret trouble" not in login(editor).get(url_of("gaps")).content.decode()
