"""Settings of reputation: one dict, `FEEDBACK_COMMUNITY_REPUTATION`, each key with its default here."""

from __future__ import annotations

from feedback_community.conf import SettingsDict


class ReputationSettings(SettingsDict):
    """Annotated defaults. A key in the host's dict replaces the attribute of that name."""

    setting = "FEEDBACK_COMMUNITY_REPUTATION"

    #: Dotted path of the rules by which points are given.
    RULES: str = "feedback_community.reputation.rules.DEFAULT_RULES"
    #: Dotted paths of further rules, or of lists of rules.
    EXTRA_RULES: tuple[str, ...] = ()
    #: Dotted paths of the classes by which badges are given.
    BADGE_RULES: tuple[str, ...] = (
        "feedback_community.reputation.badges.FirstQuestion",
        "feedback_community.reputation.badges.Solutions",
        "feedback_community.reputation.badges.HelpfulAnswers",
        "feedback_community.reputation.badges.Ideas",
        "feedback_community.reputation.badges.EarlyVoter",
        "feedback_community.reputation.badges.Sources",
    )
    #: Points a day that count for one person.
    DAY_POINTS: int = 100
    #: Votes between two persons within a week that count.
    PAIR_VOTES: int = 5


app_settings = ReputationSettings()
