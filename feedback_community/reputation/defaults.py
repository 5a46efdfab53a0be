"""The usual ranks, badges and privileges, made where there are none yet."""

from __future__ import annotations

from typing import Any

from feedback_community.enums import Right, TrustLevel
from feedback_community.reputation.enums import Colour, Icon
from feedback_community.reputation.models import Badge, Privilege, Rank

RANKS = (
    ("newcomer", 0, Icon.PERSON, Colour.GREY),
    ("participant", 20, Icon.ANSWERS, Colour.BLUE),
    ("regular", 100, Icon.PEOPLE, Colour.GREEN),
    ("expert", 400, Icon.CHECK, Colour.VIOLET),
    ("sage", 1500, Icon.FEATURED, Colour.AMBER),
)
BADGES = (
    ("curious", "questions", [1], Icon.QUESTION, Colour.BLUE),
    ("solver", "solutions", [1, 10, 50], Icon.CHECK, Colour.GREEN),
    ("helper", "helpful", [10, 50, 200], Icon.UP, Colour.VIOLET),
    ("inventor", "ideas", [1, 5], Icon.IDEA, Colour.AMBER),
    ("pioneer", "early_voter", [1, 10], Icon.FEATURED, Colour.AMBER),
    ("source", "sources", [1, 10], Icon.EDIT, Colour.BLUE),
    ("thanks", "", [1], Icon.PRAISE, Colour.RED),
)


def create_defaults(**kwargs: Any) -> None:
    """Receiver of `post_migrate` of this app. What the host has changed or deleted in part stays so."""
    if not Rank.objects.exists():
        Rank.objects.bulk_create(
            Rank(key=key, threshold=points, icon=icon, colour=colour) for key, points, icon, colour in RANKS
        )
    if not Badge.objects.exists():
        Badge.objects.bulk_create(
            Badge(key=key, slug=key, rule=rule, thresholds=levels, icon=icon, colour=colour, position=place)
            for place, (key, rule, levels, icon, colour) in enumerate(BADGES)
        )
        if not Privilege.objects.exists():
            Privilege.objects.create(right=Right.SUGGEST_MERGE, trust=TrustLevel.PROVEN)
