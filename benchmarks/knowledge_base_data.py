"""The inside of `benchmarks.knowledge_base`, in a process of its own: publishes, compares, prints as its last
line where the pages are."""

from __future__ import annotations

import json
import random
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from wagtail.signals import page_published  # noqa: E402

from benchmarks.prepare import make_home, session_cookie  # noqa: E402
from feedback_community.kb.articles import get_article_model, section_models  # noqa: E402
from feedback_community.kb.comparing import compare_kept  # noqa: E402
from feedback_community.kb.kept import Kept  # noqa: E402
from feedback_community.kb.receivers import on_page_published  # noqa: E402
from tests.factories import make_user  # noqa: E402
from tests.kb.making import make_article, make_section  # noqa: E402

WORDS = "router lamp button reset channel signal cable password page network light minute wall speed".split()
WARM, ROUNDS = 20, 5
#: What the editor waits for, and what of it is work of this process: the rest waits for the database.
CLOCKS = {"time": time.perf_counter, "CPU": time.process_time}


def main(publications: int) -> None:
    make_home()
    articles = make_articles(publications)
    compare_publishing(articles)
    time_comparing()
    print(json.dumps(pages()))


def text_of(chance: random.Random, words: int) -> str:
    return f"<p>{' '.join(chance.choices(WORDS, k=words))}</p>"


def make_articles(count: int) -> list[Any]:
    chance, section = random.Random(7), make_section()
    body = [("text", text_of(chance, 200)) for _block in range(5)]
    return [
        make_article(section=section, title=f"Article {number}", body=body, publish=False)
        for number in range(count + WARM)
    ]


@contextmanager
def without_versions() -> Iterator[None]:
    uid = "feedback_community_kb.published"
    page_published.disconnect(on_page_published, dispatch_uid=uid)
    try:
        yield
    finally:
        page_published.connect(on_page_published, dispatch_uid=uid)


def compare_publishing(articles: list[Any]) -> None:
    """First publications, then further ones; half of the articles have versions and half have none."""
    user = get_user_model().objects.create_superuser("publisher", password="x")
    for what in ("first publication", "further publication"):
        spent = {kind: {True: 0.0, False: 0.0} for kind in CLOCKS}
        for number, page in enumerate(articles):
            with_versions = number % 2 == 0
            draft = page.get_latest_revision_as_object()
            draft.title += "."
            revision = draft.save_revision(user=user)
            with nullcontext() if with_versions else without_versions():
                seconds = publish(revision, user)
            if number >= WARM:
                for kind, value in seconds.items():
                    spent[kind][with_versions] += value
        each = 2_000 / (len(articles) - WARM)
        for kind, sums in spent.items():
            print(
                f"{what}, {kind}: {sums[False] * each:.1f} ms without versions, {sums[True] * each:.1f} ms "
                f"with, {sums[True] / sums[False]:.2f}x"
            )


def publish(revision: Any, user: Any) -> dict[str, float]:
    start = {kind: clock() for kind, clock in CLOCKS.items()}
    revision.publish(user=user)
    return {kind: clock() - start[kind] for kind, clock in CLOCKS.items()}


def time_comparing() -> None:
    chance, model = random.Random(7), get_article_model()._meta.label
    blocks = [
        {
            "type": "text",
            "id": str(uuid.UUID(int=chance.getrandbits(128))),
            "value": "".join(text_of(chance, 50) for _paragraph in range(10)),
        }
        for _block in range(10)
    ]
    changed = [
        {**block, "value": " ".join(other_word(chance, word) for word in block["value"].split(" "))}
        for block in blocks
    ]
    changed[2], changed[7] = changed[7], changed[2]
    older, newer = (
        Kept("Title", model, "en", {"title": "Title", "body": json.dumps(body)}, [], {})
        for body in (blocks, changed)
    )
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        compare_kept(older, newer)
        times.append(1_000 * (time.perf_counter() - start))
    print(f"comparing two versions of 5,000 words: {sorted(times)[ROUNDS // 2]:.0f} ms")


def other_word(chance: random.Random, word: str) -> str:
    return chance.choice(WORDS) if chance.random() < 0.1 and "<" not in word else word


def pages() -> dict[str, tuple[str, str]]:
    """Addresses and cookies."""
    article = get_article_model().objects.live().order_by("pk").first()
    section = section_models()[0].objects.order_by("pk").first()
    cookie = session_cookie(make_user("Mia Member"))
    pages = {"article": article, "section of many": section, "home": section.get_parent()}
    found = {name: (page.url, "") for name, page in pages.items()}
    return {
        **found,
        "versions": (f"{article.url}v/", ""),
        "article, signed in": (article.url, cookie),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
