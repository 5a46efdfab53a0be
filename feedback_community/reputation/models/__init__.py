from __future__ import annotations

from feedback_community.reputation.models.badge import Badge, BadgeAward
from feedback_community.reputation.models.ledger import LedgerEntry
from feedback_community.reputation.models.privilege import Privilege
from feedback_community.reputation.models.rank import Rank
from feedback_community.reputation.models.recount import Recount
from feedback_community.reputation.models.reputation import Reputation
from feedback_community.reputation.models.suspicion import Suspicion
from feedback_community.reputation.models.totals import DayTotal, Score, ScoreCount
from feedback_community.reputation.models.trust import Appointment

__all__ = [
    "Appointment",
    "Badge",
    "BadgeAward",
    "DayTotal",
    "LedgerEntry",
    "Privilege",
    "Rank",
    "Recount",
    "Reputation",
    "Score",
    "ScoreCount",
    "Suspicion",
]
