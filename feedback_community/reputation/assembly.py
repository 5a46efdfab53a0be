"""What `ready()` puts together."""

from __future__ import annotations

from django.apps import apps
from django.db.models.signals import post_migrate

from feedback_community.notifications.notices import register_notice
from feedback_community.outbox import consumers, schedule
from feedback_community.reputation import notices, outbox
from feedback_community.reputation.actions import awards, ranks, recounts
from feedback_community.reputation.defaults import create_defaults

#: Seconds between two recounts of everything.
NIGHTLY = 86_400


def connect() -> None:
    """Called once, when the app is ready."""
    outbox.connect_signals()
    # One at a time, so that nobody writes what another has just seen undone.
    consumers.register(outbox.CHANNEL, {outbox.EVENT}, outbox.consume, batch=outbox.BATCH, alone=True)
    schedule.register("recalculate reputation", NIGHTLY, recounts.recalculate)
    register_notice(ranks.NOTICE, notices.tell_rank)
    register_notice(awards.NOTICE, notices.tell_badge)
    register_notice(notices.LETTER, notices.tell_letter)
    register_notice(notices.ENDED, notices.tell_end)
    config = apps.get_app_config("feedback_community_reputation")
    post_migrate.connect(create_defaults, sender=config, dispatch_uid="reputation.defaults")
