from __future__ import annotations

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class FeedbackCommunityConfig(AppConfig):
    name = "feedback_community"
    label = "feedback_community"
    verbose_name = _("Feedback community")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import reversion

        from feedback_community import receivers
        from feedback_community.actions import (
            bulk,
            file_upkeep,
            mentions,
            reports,
            spam_checks,
            spam_feedback,
            waiting,
        )
        from feedback_community.actions.counters import recount_counters, refresh_trending
        from feedback_community.actions.guests import purge_guests
        from feedback_community.actions.mail_replies import NOTICE, purge_replies
        from feedback_community.actions.notifications import purge_notifications
        from feedback_community.actions.opening_for import OPENED
        from feedback_community.actions.rendering import render_outdated
        from feedback_community.actions.searches import purge_searches
        from feedback_community.actions.throttling import purge_throttles
        from feedback_community.actions.trust import refresh_trust
        from feedback_community.checks import register_checks
        from feedback_community.comments import moderator
        from feedback_community.models import Answer, Topic
        from feedback_community.notifications import (
            bounces,
            delivery,
            notices,
            opened,
            proofs,
            reply_notices,
            sending,
            standing,
        )
        from feedback_community.outbox import consumers, housekeeping, schedule
        from feedback_community.search import indexing

        register_checks()
        receivers.connect()
        moderator.connect()
        if apps.is_installed("anymail"):
            from anymail.signals import inbound, tracking

            tracking.connect(receivers.on_mail_tracked, dispatch_uid="feedback_community.mail_tracked")
            inbound.connect(receivers.on_mail_received, dispatch_uid="feedback_community.mail_received")

        # One at a time: a second one could tear apart what one transaction announced together.
        consumers.register(
            delivery.CHANNEL,
            delivery.EVENTS,
            delivery.deliver,
            batch=delivery.BATCH,
            alone=True,
            by_group=True,
        )
        consumers.register(mentions.CHANNEL, mentions.EVENTS, mentions.consume, batch=20)
        consumers.register(
            indexing.CHANNEL, indexing.EVENTS, indexing.index_events, batch=indexing.BATCH, alone=True
        )
        consumers.register(proofs.CHANNEL, proofs.EVENTS, proofs.send_proofs)
        consumers.register(file_upkeep.CHANNEL, file_upkeep.EVENTS, file_upkeep.delete_stored, batch=20)
        consumers.register(reports.CHANNEL, reports.EVENTS, reports.consume, batch=20)
        consumers.register(bulk.CHANNEL, bulk.EVENTS, bulk.consume)
        consumers.register(spam_checks.CHANNEL, spam_checks.EVENTS, spam_checks.consume)
        consumers.register(spam_feedback.CHANNEL, spam_feedback.EVENTS, spam_feedback.consume)
        consumers.register_pump("mail", sending.send_due)
        notices.register_notice("suspended", standing.tell_suspended)
        notices.register_notice("suspension_lifted", standing.tell_lifted)
        notices.register_notice("trust_lost", standing.tell_trust_lost)
        notices.register_notice("reported", standing.tell_reported)
        notices.register_notice(waiting.NOTICE, standing.tell_held)

        notices.register_notice(NOTICE, reply_notices.tell_reply)
        notices.register_notice(OPENED, opened.tell_opened)

        schedule.register("trending", 3_600, refresh_trending)
        schedule.register("repair search index", indexing.CHECK_EVERY, indexing.repair_index)
        schedule.register("purge outbox", 3_600, housekeeping.purge_outbox)
        schedule.register("render outdated texts", 3_600, render_outdated)
        schedule.register("purge notifications", 86_400, purge_notifications)
        schedule.register("refresh trust", 3_600, refresh_trust)
        schedule.register("held posts", 600, waiting.tell_of_held_posts)
        schedule.register("purge throttles", 86_400, purge_throttles)
        schedule.register("purge guests", 3_600, purge_guests)
        schedule.register("purge bulk acts", 86_400, bulk.purge_bulk_acts)
        schedule.register("purge bounces", 86_400, bounces.purge_bounces)
        schedule.register("purge replies", 86_400, purge_replies)
        schedule.register("purge files", 3_600, file_upkeep.purge_files)
        schedule.register("sweep files", 86_400, file_upkeep.sweep_files)
        schedule.register("purge searches", 86_400, purge_searches)
        schedule.register("recount counters", 86_400, recount_counters)

        # Texts only: nothing ever reverts a row, an old text comes back as a new edit.
        reversion.register(Topic, fields=("title", "body"))
        reversion.register(Answer, fields=("body",))
