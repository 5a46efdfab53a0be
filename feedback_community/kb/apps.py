from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeBaseConfig(AppConfig):
    name = "feedback_community.kb"
    label = "feedback_community_kb"
    verbose_name = _("Knowledge base")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import reversion

        from feedback_community.kb import receivers, search_receivers
        from feedback_community.kb.actions.flags import look_for_evidence
        from feedback_community.kb.actions.gaps import find_gaps
        from feedback_community.kb.actions.reminders import REVIEW_DUE, remind_owners, unpublish_overdue
        from feedback_community.kb.actions.repair import record_missing_versions
        from feedback_community.kb.checks import register_checks
        from feedback_community.kb.models import ArticleRecord
        from feedback_community.kb.notices import tell_review_due
        from feedback_community.notifications.notices import register_notice
        from feedback_community.outbox import schedule

        register_checks()
        receivers.connect()
        search_receivers.connect()
        schedule.register("record missing versions", 3_600, record_missing_versions)
        schedule.register("look for evidence against articles", 86_400, look_for_evidence)
        schedule.register("find content gaps", 86_400, find_gaps)
        schedule.register("remind owners of articles", 86_400, remind_owners)
        schedule.register("unpublish overdue articles", 86_400, unpublish_overdue)
        register_notice(REVIEW_DUE, tell_review_due)

        # The published state only: registering a page with reversion and reverting it would break the tree.
        reversion.register(ArticleRecord, fields=ArticleRecord.KEPT)
