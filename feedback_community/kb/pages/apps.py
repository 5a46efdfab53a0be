from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeBasePagesConfig(AppConfig):
    name = "feedback_community.kb.pages"
    label = "feedback_community_kb_pages"
    verbose_name = _("Pages of the knowledge base")
    default_auto_field = "django.db.models.BigAutoField"
