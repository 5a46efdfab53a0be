"""Points over time as bars, drawn by the server; the same numbers stand in a table beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from feedback_community.models import Member
from feedback_community.reputation import limits
from feedback_community.reputation.actions.scores import today
from feedback_community.reputation.actions.totals import monday
from feedback_community.reputation.models import DayTotal

#: Units of the drawing.
HEIGHT, STEP, BAR = 60, 10, 8


@dataclass(frozen=True, slots=True)
class Bar:
    week: date
    points: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class WeekBars:
    bars: list[Bar]

    @property
    def total(self) -> int:
        return sum(bar.points for bar in self.bars)

    @property
    def width(self) -> int:
        return STEP * len(self.bars)

    @property
    def height(self) -> int:
        return HEIGHT

    @property
    def bar(self) -> int:
        return BAR

    @property
    def weeks(self) -> list[Bar]:
        """The weeks in which something happened, the latest first."""
        return [bar for bar in reversed(self.bars) if bar.points]


def week_bars(member: Member) -> WeekBars:
    """The last half year of a person."""
    last = monday(today())
    weeks = [last - timedelta(weeks=n) for n in reversed(range(limits.CHART_WEEKS))]
    rows = DayTotal.objects.filter(member=member, day__gte=weeks[0]).order_by()
    points: Counter[date] = Counter()
    for day, total in rows.values_list("day").annotate(Sum("points")):
        points[monday(day)] += total
    most = max([*points.values(), 1])
    bars = []
    for place, week in enumerate(weeks):
        height = round(HEIGHT * max(points[week], 0) / most)
        if points[week] > 0:
            height = max(height, 2)
        bars.append(Bar(week, points[week], place * STEP + 1, HEIGHT - height, height))
    return WeekBars(bars)
