"""Names of what we write into Wagtail's audit log."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "promote": (_("Make an article of a topic"), _("Topic became a source of an article")),
    "suggest": (_("Suggest an article"), _("Article suggested")),
    "restore": (_("Bring back a version"), _("Earlier version brought back as a draft")),
    "recover": (_("Recover an article"), _("Deleted article recovered")),
    "redact": (_("Take text out of all versions"), _("Text taken out of all versions")),
    "close_loop": (_("Tell the people of a topic"), _("People of a topic told of a page")),
}


def register_log_actions(actions: Any) -> None:
    """Called by Wagtail with its registry."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(f"feedback_community.kb.{name}", label, message)
