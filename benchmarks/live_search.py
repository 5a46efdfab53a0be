"""Relevance and cost of live search on judged sets of real questions.

    python -m benchmarks.live_search [SET ...]

The folder with the sets is named by `LIVE_SEARCH_DATA` (default: ../shared/data). A set is a folder with
`corpus.jsonl` (id, title, body) and `queries.dev.jsonl` (id, title, body, rel, self), or with another name
of the queries given by `LIVE_SEARCH_QUERIES`. Topics are written to a database of their own, indexed by the
product's own rebuild, and asked for by the product's own `suggest_similar`.

Live-5 is the mean of success@5 for the first 40, 60 and 80 % of the title's characters and the whole title.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.conf import settings

# A database and an index of its own, both gone at the end; the models need them before they are imported.
FOLDER = tempfile.TemporaryDirectory()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.projects.core_only.settings")
settings.HAYSTACK_CONNECTIONS["default"]["PATH"] = f"{FOLDER.name}/index"
settings.DATABASES["default"]["NAME"] = f"{FOLDER.name}/db.sqlite3"
django.setup()

from django.contrib.auth.models import AnonymousUser  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Site  # noqa: E402

from feedback_community.actions.statuses import ensure_statuses  # noqa: E402
from feedback_community.models import Forum, Topic  # noqa: E402
from feedback_community.search.indexing import rebuild_index  # noqa: E402
from feedback_community.search.queries import suggest_similar  # noqa: E402

MODES = {"p40": 40, "p60": 60, "p80": 80, "title": 100}
DATA = Path(os.environ.get("LIVE_SEARCH_DATA", "../shared/data"))
QUERIES = os.environ.get("LIVE_SEARCH_QUERIES", "queries.dev.jsonl")
#: Asked for more than five, because a query's own copy in the corpus does not count.
ASKED, COUNTED = 10, 5


def main(names: list[str]) -> None:
    names = names or sorted(p.parent.name for p in DATA.glob("*/corpus.jsonl"))
    call_command("migrate", verbosity=0)
    for name in names:
        run(name)


def read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def load(corpus: list[dict[str, Any]]) -> dict[int, str]:
    """Write the corpus as published topics of one public forum; returns set ids by primary key."""
    Topic.objects.all().delete()
    site = Site.objects.get(is_default_site=True)
    status = ensure_statuses(site)[0]
    forum, _ = Forum.objects.get_or_create(site=site, slug="bench", defaults={"name": "Benchmark"})
    now = timezone.now()
    made = Topic.objects.bulk_create(
        (
            Topic(
                forum=forum,
                status=status,
                topic_type="question",
                state="published",
                title=row["title"],
                body=row["body"],
                body_text=row["body"],
                published_at=now,
            )
            for row in corpus
        ),
        batch_size=500,
    )
    return {topic.pk: row["id"] for topic, row in zip(made, corpus, strict=True)}


def run(name: str) -> None:
    ids = load(list(read(DATA / name / "corpus.jsonl")))
    started = time.perf_counter()
    rebuild_index()
    seconds = time.perf_counter() - started
    queries = [query for query in read(DATA / name / QUERIES) if query["rel"]]
    site = Site.objects.get(is_default_site=True)
    # With the body, too, as when its field is left; not where no question of the set has one.
    with_body = ["body"] if any(query["body"] for query in queries) else []
    hits = dict.fromkeys([*MODES, *with_body], 0)
    costs: list[float] = []
    for mode in hits:
        for query in queries:
            typed = typed_of(query["title"], MODES.get(mode, 100))
            before = cpu()
            found = suggest_similar(
                typed,
                user=AnonymousUser(),
                site=site,
                body=query["body"] if mode == "body" else "",
                typing=mode not in ("title", "body"),
                limit=ASKED,
            )
            if mode != "body":
                costs.append(cpu() - before)
            hits[mode] += is_hit([ids[s.topic.pk] for s in found if s.topic], query)
    report(name, hits, len(queries), costs, len(ids), seconds)


def typed_of(title: str, share: int) -> str:
    return title[: max(1, math.ceil(len(title) * share / 100))]


def is_hit(docs: list[str], query: dict[str, Any]) -> bool:
    own, relevant = set(query["self"]), set(query["rel"])
    return bool(relevant & set([doc for doc in docs if doc not in own][:COUNTED]))


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def report(
    name: str, hits: dict[str, int], total: int, costs: list[float], size: int, seconds: float
) -> None:
    success = {mode: 100 * count / total for mode, count in hits.items()}
    live = sum(success[mode] for mode in MODES) / len(MODES)
    parts = "  ".join(f"{mode} {value:.1f}" for mode, value in success.items() if mode != "body")
    costs.sort()
    mean, most = 1000 * sum(costs) / len(costs), 1000 * costs[int(len(costs) * 0.95)]
    body = f"  title and body {success['body']:.1f}" if "body" in success else ""
    print(f"{name} {parts}{body}")
    print(f"{name} {size} topics indexed in {seconds:.1f} s")
    print(f"{name} CPU per keystroke {mean:.1f} ms, 95 % below {most:.1f} ms")
    print(f"SET {name} Live-5 {live:.1f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
