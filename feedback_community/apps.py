from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackCommunityConfig(AppConfig):
    name = "feedback_community"
    label = "feedback_community"
    verbose_name = _("Feedback community")
    default_auto_field = "django.db.models.BigAutoField"
