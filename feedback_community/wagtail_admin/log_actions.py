"""What staff acts are called in Wagtail's audit log and its site history report."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

#: action (without our prefix): (label, message)
STAFF_ACTIONS = {
    "edit": (_("Edit a post"), _("Post of another person edited")),
    "remove": (_("Remove a post"), _("Post removed")),
    "restore": (_("Restore a post"), _("Post restored")),
    "close": (_("Close a topic"), _("Topic closed")),
    "reopen": (_("Reopen a topic"), _("Topic reopened")),
    "move": (_("Move a topic"), _("Topic moved")),
    "change_type": (_("Change a topic's type"), _("Topic type changed")),
    "change_status": (_("Change a topic's status"), _("Topic status changed")),
    "feature": (_("Feature a topic"), _("Topic featured")),
    "unfeature": (_("Stop featuring a topic"), _("Topic no longer featured")),
    "ask_consent": (_("Ask to make a topic public"), _("Author asked to make the topic public")),
    "set_official_answer": (_("Set the official answer"), _("Official answer set")),
    "clear_official_answer": (_("Take back the official answer"), _("Official answer taken back")),
    "mark_solution": (_("Mark a solution"), _("Solution marked")),
    "clear_solution": (_("Take back a solution mark"), _("Solution mark taken back")),
    "retag": (_("Change a topic's tags"), _("Topic tags changed")),
    "assign": (_("Assign a topic"), _("Topic assigned")),
    "write_note": (_("Write an internal note"), _("Internal note written")),
    "delete_note": (_("Delete an internal note"), _("Internal note deleted")),
    "pause_clock": (_("Wait for details"), _("Author asked for details")),
    "resume_clock": (_("Stop waiting for details"), _("No details needed any more")),
    "vote_for": (_("Vote for a customer"), _("Vote cast for a customer")),
    "open_for": (_("Open a topic for a customer"), _("Topic opened for a customer")),
    "withdraw_for": (_("Take back a topic opened for oneself"), _("Topic taken back by the customer")),
    "view_person_facts": (_("See facts of a person"), _("Facts of the site about a person seen")),
    "approved": (_("Approve a post"), _("Held post approved")),
    "rejected": (_("Reject a post"), _("Held post rejected")),
    "merge": (_("Merge a topic"), _("Topic merged into another one")),
    "unmerge": (_("Undo a merge"), _("Merge undone")),
    "split": (_("Split an answer off"), _("Answer made a topic of its own")),
    "rejoin": (_("Undo splitting an answer off"), _("Split answer brought back")),
    "dismiss_suggestion": (_("Dismiss a suggested duplicate"), _("Suggested duplicate dismissed")),
    "hide_flagged": (_("Report a post and hide it"), _("Post hidden until a moderator has read it")),
    "dismiss_flags": (_("Dismiss flags"), _("Flags of a post dismissed")),
    "change_rights": (_("Change the rights of groups in a forum"), _("Rights of groups changed")),
    "edit_member": (_("Change a member"), _("Member changed")),
    "suspend": (_("Suspend a member"), _("Member suspended")),
    "lift_suspension": (_("Lift a suspension"), _("Suspension lifted")),
    "block_spammer": (_("Block a person and hide all posts"), _("Person blocked, posts hidden as spam")),
    "unblock_spammer": (_("Undo blocking a person"), _("Blocking undone, posts as they were before")),
    "spam": (_("Hide a post as spam"), _("Post hidden as spam")),
    "unspam": (_("Undo hiding a post as spam"), _("Post as it was before")),
    "hold_again": (_("Undo a decision"), _("Post waits for a decision again")),
    "retry_message": (_("Try an outbox message again"), _("Outbox message tried again")),
}


def register_log_actions(actions: Any) -> None:
    """Called by Wagtail with its registry."""
    for name, (label, message) in STAFF_ACTIONS.items():
        actions.register_action(f"feedback_community.{name}", label, message)
