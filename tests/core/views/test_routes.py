"""Words in addresses."""

from __future__ import annotations

import re

from feedback_community.models.topic import ACT_WORDS
from tests.core.permissions.test_surfaces import our_routes


def test_no_topic_can_take_the_address_of_an_act():
    """A slug stands where an act does: "/t/5/vote/" must never be a topic called "Vote"."""
    words = {found[1] for route in our_routes() if (found := re.search(r"/t/<int:pk>/([a-z_-]+)/$", route))}
    assert words
    assert words <= ACT_WORDS
