from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReputationConfig(AppConfig):
    name = "feedback_community.reputation"
    label = "feedback_community_reputation"
    verbose_name = _("Feedback community: reputation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from feedback_community.reputation import assembly

        assembly.connect()
