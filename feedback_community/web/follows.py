"""The button that follows or lets go. One for topics, forums and tags."""

from __future__ import annotations

from dataclasses import dataclass

from feedback_community.enums import SubscriptionLevel


@dataclass(frozen=True)
class FollowButton:
    """`level` is the person's present wish, "" for none yet; `has_levels` offers the quieter one (topics)."""

    url: str
    level: str = ""
    has_levels: bool = False

    @property
    def follows(self) -> bool:
        return self.level in (SubscriptionLevel.ALL, SubscriptionLevel.OFFICIAL)

    @property
    def other_level(self) -> str:
        """The other way of following a topic: quieter, or everything again."""
        if not self.has_levels or not self.follows:
            return ""
        is_quiet = self.level == SubscriptionLevel.OFFICIAL
        return SubscriptionLevel.ALL if is_quiet else SubscriptionLevel.OFFICIAL

    @property
    def next_level(self) -> str:
        return SubscriptionLevel.NONE if self.follows else SubscriptionLevel.ALL
