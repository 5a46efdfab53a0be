"""What others tell us: the host's user was renamed or deleted, a mail came back. Each calls one action."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models.signals import post_save, pre_delete, pre_save

from feedback_community.actions.erasing import anonymise_member
from feedback_community.actions.mail_replies import take_reply
from feedback_community.actions.mentions import announce_new_name
from feedback_community.conf import app_settings
from feedback_community.models import Member
from feedback_community.notifications.bounces import record_bounce
from feedback_community.notifications.incoming import read_mail

_RENAMED = "_feedback_community_renamed"
#: Saved at every login; no name hangs on them.
QUIET_FIELDS = frozenset({"last_login", "password"})

#: Words of django-anymail: the mail did not arrive; for a reason that may pass.
RETURNED = frozenset({"bounced", "rejected", "deferred"})
PASSING = frozenset({"timed_out", "blocked", "spam", "other"})


def connect() -> None:
    """Called once, when the app is ready."""
    user_model = get_user_model()
    for signal, receiver in (
        (pre_delete, on_user_about_to_be_deleted),
        (pre_save, on_user_about_to_be_saved),
        (post_save, on_user_saved),
    ):
        signal.connect(receiver, sender=user_model, dispatch_uid=f"feedback_community.{receiver.__name__}")


def on_user_about_to_be_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    member = Member.objects.filter(user=instance).first()
    if member is not None:
        anonymise_member(member)


def on_user_about_to_be_saved(
    sender: Any, instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Remember whether the shown name of somebody whom texts mention is about to change."""
    if raw or instance.pk is None or (update_fields and set(update_fields) <= QUIET_FIELDS):
        return
    member = Member.objects.filter(user=instance.pk, mentions__isnull=False).first()
    before = sender._base_manager.filter(pk=instance.pk).first() if member else None
    if before is not None:
        shown = app_settings.load("DISPLAY_NAME")
        setattr(instance, _RENAMED, member if shown(before) != shown(instance) else None)


def on_user_saved(sender: Any, instance: Any, **kwargs: Any) -> None:
    member = instance.__dict__.pop(_RENAMED, None)
    if member is not None:
        announce_new_name(member)


def on_mail_received(sender: Any, event: Any, esp_name: str = "", **kwargs: Any) -> None:
    """The signal `inbound` of django-anymail: a mail came in by the webhook of the mail service."""
    message = event.message
    take_reply(read_mail(message, envelope_to=message.envelope_recipient or ""))


def on_mail_tracked(sender: Any, event: Any, esp_name: str = "", **kwargs: Any) -> None:
    """The signal `tracking` of django-anymail: what the mail service says of a mail."""
    if event.event_type in RETURNED and event.recipient:
        is_hard = event.event_type != "deferred" and event.reject_reason not in PASSING
        record_bounce(event.recipient, is_hard=is_hard)
