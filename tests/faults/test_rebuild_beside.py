"""The index is rebuilt while another process serves searches and a third one indexes what changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser

from feedback_community.models import OutboxMessage, Topic
from feedback_community.outbox import queue, worker
from feedback_community.search import indexing
from feedback_community.search.queries import suggest_similar
from tests import smtp
from tests.core.search.conftest import index, index_path  # noqa: F401
from tests.factories import default_site, make_forum, make_topic
from tests.faults.process import Outside, wait_until

# A copy of SQLite's database would not see what is written meanwhile.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]

TITLE = "The lighthouse keeps turning"
FRESH = ("alpha", "omega", "sigma", "lambda")

#: Searches until told to stop. Prints how often the index could not be asked or did not know the topic.
READER = f"""
import sys, django
django.setup()
from pathlib import Path
from django.contrib.auth.models import AnonymousUser
from feedback_community.search import indexing
from feedback_community.search.queries import suggest_similar
from tests.factories import default_site
stop, seen = Path(sys.argv[1]), Path(sys.argv[2])
asked = missed = 0
while not stop.exists():
    found = suggest_similar("lighthouse turning", user=AnonymousUser(), site=default_site())
    missed += {TITLE!r} not in [line.title for line in found] or not indexing.is_healthy()
    asked += 1
    seen.write_text(str(asked))
print(asked, missed)
"""


@pytest.fixture
def outside(index: Path, tmp_path: Path) -> Iterator[Outside]:  # noqa: F811
    found = Outside(tmp_path, smtp.free_port())
    yield found
    found.clean_up()


def waiting() -> bool:
    return OutboxMessage.objects.filter(channel=indexing.CHANNEL, done_at=None).exists()


def ask(typed: str) -> list[str]:
    found = suggest_similar(typed, user=AnonymousUser(), site=default_site())
    return [line.title for line in found]


def test_nothing_is_missed_and_nothing_is_lost(outside: Outside, tmp_path: Path) -> None:
    forum = make_forum()
    make_topic(forum, title=TITLE)
    others = [make_topic(forum, title=f"Plain question number {number}") for number in range(len(FRESH))]
    worker.run_once(frozenset({indexing.CHANNEL}))
    stop, seen = tmp_path / "stop", tmp_path / "seen"
    reader = outside.run("-c", READER, str(stop), str(seen))
    indexer = outside.start()
    wait_until(seen.exists)

    def meanwhile(count: int) -> None:
        """What the new index already has gets other titles, and the other process has indexed them."""
        while others:
            topic = others.pop()
            Topic.objects.filter(pk=topic.pk).update(title=f"Something about {FRESH[len(others)]} rays")
            queue.reindex(topic.pk)
        wait_until(lambda: not waiting())
        before = int(seen.read_text() or 0)
        wait_until(lambda: int(seen.read_text() or 0) > before + 3)

    indexing.rebuild_index(meanwhile)
    before = int(seen.read_text() or 0)
    wait_until(lambda: int(seen.read_text() or 0) > before + 3)
    stop.touch()
    output, _errors = reader.communicate(timeout=60)
    asked, missed = output.split()[-2:]
    assert int(asked) > 6
    assert missed == "0"
    assert indexer.poll() is None
    assert indexing.is_healthy()
    for word in FRESH:
        assert f"Something about {word} rays" in ask(f"{word} rays")
