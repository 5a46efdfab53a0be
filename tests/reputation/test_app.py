"""The app is there, and its defaults too."""

from __future__ import annotations

from feedback_community.reputation.conf import app_settings


def test_every_setting_of_the_host_takes_effect_at_once(settings):
    settings.FEEDBACK_COMMUNITY_REPUTATION = {"DAY_POINTS": 7}
    assert app_settings.DAY_POINTS == 7
    settings.FEEDBACK_COMMUNITY_REPUTATION = {}
    assert app_settings.DAY_POINTS == 100
