from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackCommunityConfig(AppConfig):
    name = "feedback_community"
    label = "feedback_community"
    verbose_name = _("Feedback community")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import reversion

        from feedback_community.checks import register_checks
        from feedback_community.models import Answer, Topic

        register_checks()

        # Texts only: nothing ever reverts a row, an old text comes back as a new edit.
        reversion.register(Topic, fields=("title", "body"))
        reversion.register(Answer, fields=("body",))
