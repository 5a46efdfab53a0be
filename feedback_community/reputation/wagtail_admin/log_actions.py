"""What acts on reputation are called in Wagtail's audit log."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "offer_trust": (_("Ask somebody to be a trusted person"), _("Asked to be a trusted person")),
    "accept_trust": (_("Accept to be a trusted person"), _("Accepted to be a trusted person")),
    "decline_trust": (_("Decline to be a trusted person"), _("Declined to be a trusted person")),
    "end_trust": (_("End the rights of a trusted person"), _("Rights of a trusted person ended")),
    "give_badge": (_("Give a badge"), _("Badge given by hand")),
    "take_badge": (_("Take a badge back"), _("Badge taken back")),
    "close_suspicion": (_("Close a suspicion"), _("Suspicion closed")),
}


def register_log_actions(actions: Any) -> None:
    """Called by Wagtail with its registry."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(f"feedback_community_reputation.{name}", label, message)
