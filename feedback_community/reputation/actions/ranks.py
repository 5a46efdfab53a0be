"""Points and ranks of people. Rising is told once; nobody falls silently, and nobody falls by day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import QuerySet

from feedback_community.actions.notices import notify
from feedback_community.reputation.models import Rank, Reputation

#: Rows of a nightly review that are read together.
BATCH = 500
NOTICE = "reputation_rank"


def rank_for(points: int, ranks: Sequence[Rank]) -> Rank | None:
    """The highest rank that these points reach; `ranks` by threshold."""
    place = bisect_right([rank.threshold for rank in ranks], max(points, 0))
    return ranks[place - 1] if place else None


def all_ranks() -> list[Rank]:
    return list(Rank.objects.order_by("threshold"))


def update_points(points: Mapping[int, int]) -> None:
    """Write the points of these members; who rose gets the new rank and is told."""
    _write(points, all_ranks(), may_fall=False)


def review_ranks(member_ids: Iterable[int], ranks: Sequence[Rank] | None = None) -> int:
    """Give everybody the rank of their points; who falls is told too. Returns how many ranks changed."""
    rows = Reputation.objects.filter(member__in=list(member_ids)).values_list("member_id", "points")
    return _write(dict(rows), all_ranks() if ranks is None else ranks, may_fall=True)


def _write(points: Mapping[int, int], ranks: Sequence[Rank], *, may_fall: bool) -> int:
    known = Reputation.objects.select_related("rank").in_bulk(points)
    fresh: list[Reputation] = []
    changed: list[Reputation] = []
    rose: list[Reputation] = []
    fell: list[Reputation] = []
    for member_id, total in points.items():
        row = known.get(member_id) or Reputation(member_id=member_id)
        before, due = row.rank, rank_for(total, ranks)
        is_higher = due is not None and (before is None or due.threshold > before.threshold)
        moves = due != before and (is_higher or may_fall)
        if member_id in known and not moves and row.points == total:
            continue
        row.points = total
        if moves:
            row.rank = due
            # Everybody begins somewhere: the lowest rank is no promotion.
            if is_higher and due is not ranks[0]:
                rose.append(row)
            elif not is_higher:
                fell.append(row)
        (changed if member_id in known else fresh).append(row)
    Reputation.objects.bulk_create(fresh, batch_size=500)
    Reputation.objects.bulk_update(changed, ["points", "rank"], batch_size=200)
    for row in rose:
        _tell(row, rises=True)
    for row in fell:
        _tell(row, rises=False)
    return len(rose) + len(fell)


def _tell(row: Reputation, *, rises: bool) -> None:
    """Once for each rank that is reached; once a time it is lost."""
    cause = f"rank:{row.rank_id}" if rises else f"rank-lost:{row.rank_id}:{row.points}"
    notify(
        row.member_id,
        NOTICE,
        cause=cause,
        data={"rank": row.rank_id, "rises": rises, "points": row.points},
        by_mail=row.mails_rank,
    )


def misranked(ranks: Sequence[Rank]) -> Iterator[tuple[Rank, QuerySet[Reputation]]]:
    """For each rank the people whose points reach it, and no more, and who have another one at present."""
    for place, rank in enumerate(ranks):
        rows = Reputation.objects.filter(member__is_anonymised=False)
        if place:
            rows = rows.filter(points__gte=rank.threshold)
        if place + 1 < len(ranks):
            rows = rows.filter(points__lt=ranks[place + 1].threshold)
        yield rank, rows.exclude(rank=rank) if rank.pk else rows


def apply_ranks() -> int:
    """After the table of ranks was changed: everybody gets the rank of their points, and is told."""
    ranks, changed = all_ranks(), 0
    for _rank, rows in misranked(ranks):
        last = 0
        while ids := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
            changed += review_ranks(ids, ranks)
            last = ids[-1]
    return changed
