"""Work that a browser has done counts once: for one post, wherever it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from feedback_community.exceptions import CommunityError
from feedback_community.models import Throttle
from feedback_community.moderation.proof_of_work import NotDone, read_work


@contextmanager
def counted_work(payload: str) -> Iterator[str]:
    """Gives why the work does not count, "" where it does. A post that is refused gives it back."""
    try:
        work = read_work(payload)
    except NotDone as problem:
        yield str(problem)
        return
    row, is_first = Throttle.objects.get_or_create(
        key=f"work:{work.key}"[:100], seconds=0, defaults={"ends_at": work.expires_at}
    )
    if not is_first:
        yield "proof of work used before"
        return
    try:
        yield ""
    except CommunityError:
        row.delete()
        raise
