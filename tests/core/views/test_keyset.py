"""Paging by the last row seen: complete in both directions, also where many rows share one value."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from feedback_community.enums import ModerationState, StatusKind, TopicType
from feedback_community.models import Topic
from feedback_community.web.filters import ORDERS
from feedback_community.web.keyset import get_page
from tests.factories import make_forum, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def topics():
    """Thirty topics in groups of the same time, votes and score."""
    forum, now = make_forum(), timezone.now()
    return Topic.objects.bulk_create(
        Topic(
            forum=forum,
            status=status(StatusKind.OPEN),
            topic_type=TopicType.QUESTION,
            title=f"Topic number {number}",
            slug=f"t-{number}",
            body="x",
            state=ModerationState.PUBLISHED,
            vote_count=number // 7,
            trending_score=(number // 7) / 3,
            published_at=now - timedelta(hours=number // 7),
            last_activity_at=now - timedelta(hours=number // 7),
        )
        for number in range(30)
    )


def walk(order_name: str, way: str, query: dict[str, str]) -> tuple[list[list[int]], dict[str, str]]:
    order, pages = ORDERS[order_name], []
    while True:
        page = get_page(Topic.objects.all(), order, query, size=4)
        pages.append([row.pk for row in page.rows])
        url = getattr(page, f"{way}_url")
        if not url:
            return pages, query
        query = dict([url.removeprefix("?").split("=")])


@pytest.mark.parametrize("order", sorted(ORDERS))
def test_forward_and_back_again_shows_every_row_once(topics, order):
    forward, last = walk(order, "next", {})
    shown = [pk for page in forward for pk in page]
    expected = list(Topic.objects.order_by(*ORDERS[order].columns()).values_list("pk", flat=True))
    assert shown == expected
    backward, _first = walk(order, "previous", last)
    assert [pk for page in reversed(backward) for pk in page] == expected


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "_", "1_", "_1", "nan_1", "99999999999999999999999_1", "1_99999999999999999999", "1_-5"],
)
def test_a_cursor_that_cannot_be_read_is_the_first_page(client, topics, cursor):
    html = client.get("/community/topics/").content.decode()
    for sort in ("activity", "votes", "trending"):
        response = client.get("/community/topics/", {"after": cursor, "sort": sort})
        assert response.status_code == 200
    assert "Topic number 0" in html


def test_pages_follow_one_another_on_the_list(client, topics):
    seen, url = [], "/community/topics/?type=question"
    while url:
        html = client.get(url).content.decode()
        seen += re.findall(r"Topic number \d+", html)
        match = re.search(r'rel="next" href="(\?[^"]*)"', html[html.index("<h1") :])
        url = "/community/topics/" + match[1].replace("&amp;", "&") if match else ""
    assert len(seen) == len(set(seen)) == 30
    assert 'rel="prev"' in html
    assert "type=question" in html
