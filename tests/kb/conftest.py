"""Left out where the site has no knowledge base."""

from __future__ import annotations

from django.apps import apps

collect_ignore_glob = [] if apps.is_installed("feedback_community.kb") else ["*"]
