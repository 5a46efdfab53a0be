"""What must stay quick."""

from __future__ import annotations

import json
import random
import time
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.signals import page_published

from feedback_community.kb.articles import get_article_model
from feedback_community.kb.comparing import compare_kept
from feedback_community.kb.kept import Kept
from feedback_community.kb.receivers import on_page_published
from tests.kb.making import make_article

pytestmark = pytest.mark.django_db
WORDS = "router lamp button reset channel signal cable password page network light minute wall speed".split()


def kept(blocks: list[dict]) -> Kept:
    model = get_article_model()._meta.label
    return Kept("Title", model, "en", {"title": "Title", "body": json.dumps(blocks)}, [], {})


def test_two_versions_of_five_thousand_words_are_compared_in_a_moment():
    chance = random.Random(7)
    blocks = [
        {
            "type": "text",
            "id": str(uuid.UUID(int=chance.getrandbits(128))),
            "value": "".join(f"<p>{' '.join(chance.choices(WORDS, k=50))}</p>" for _paragraph in range(10)),
        }
        for _block in range(10)
    ]
    changed = [
        {
            **block,
            "value": " ".join(
                chance.choice(WORDS) if chance.random() < 0.1 and "<" not in word else word
                for word in block["value"].split(" ")
            ),
        }
        for block in blocks
    ]
    changed[2], changed[7] = changed[7], changed[2]
    older, newer = kept(blocks), kept(changed)
    compare_kept(older, newer)
    times = []
    for _round in range(5):
        start = time.perf_counter()
        found = compare_kept(older, newer)
        times.append(time.perf_counter() - start)
    assert not found.is_empty
    assert min(times) < 0.3, times


def test_a_version_adds_little_to_a_publication():
    """Statements on top of Wagtail's own, which are about fifty. The ratio of times is measured by
    `benchmarks.knowledge_base`."""

    def cost(page) -> int:
        draft = page.get_latest_revision_as_object()
        draft.title += "."
        revision = draft.save_revision()
        with CaptureQueriesContext(connection) as queries:
            revision.publish()
        return len(queries)

    pages = [make_article() for _number in range(3)]
    cost(pages[0])
    with_versions = cost(pages[1])
    receiver, uid = on_page_published, "feedback_community_kb.published"
    page_published.disconnect(receiver, dispatch_uid=uid)
    try:
        without = cost(pages[2])
    finally:
        page_published.connect(receiver, dispatch_uid=uid)
    assert without < with_versions <= without + 14
