"""What staff may do about messages that the worker gave up."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from feedback_community.exceptions import NotAllowed
from feedback_community.models import OutboxMessage
from feedback_community.outbox.wake import wake

PERMISSION = "feedback_community.change_outboxmessage"


@transaction.atomic
def retry_message(message: OutboxMessage, *, by: Any) -> bool:
    """Let the worker try again what it gave up. Returns False when it had not. Raises NotAllowed."""
    if not by.has_perm(PERMISSION):
        raise NotAllowed(_("You cannot try outbox messages again."))
    renewed = OutboxMessage.objects.given_up().filter(pk=message.pk, done_at=None)
    changed = bool(
        renewed.update(failed_at=None, attempts=0, available_at=Now(), leased_until=None, lease="")
    )
    if changed:
        log(instance=message, action="feedback_community.retry_message", user=by)
        transaction.on_commit(wake, robust=True)
    return changed
