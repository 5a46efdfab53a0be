"""Editors who publish at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from feedback_community.kb.articles import get_article_model
from feedback_community.kb.models import ArticleRecord, ArticleVersion
from tests.kb.making import make_article

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
EDITORS = 6


def publish(pk: int, number: int) -> None:
    try:
        page = get_article_model().objects.get(pk=pk)
        page.title = f"Title {number}"
        page.save_revision().publish()
    finally:
        connection.close()


def test_versions_are_numbered_without_a_gap():
    page = make_article(publish=False)
    with ThreadPoolExecutor(EDITORS) as pool:
        list(pool.map(lambda number: publish(page.pk, number), range(EDITORS * 3)))
    assert ArticleRecord.objects.count() == 1
    numbers = list(ArticleVersion.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 1
    record = ArticleRecord.objects.get()
    live = get_article_model().objects.get(pk=page.pk)
    assert record.version_count == len(numbers)
    assert record.wagtail_revision == live.live_revision_id
