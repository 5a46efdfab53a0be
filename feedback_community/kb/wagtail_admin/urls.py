"""Addresses of ours in the admin."""

from __future__ import annotations

from django.urls import path

from feedback_community.kb.wagtail_admin import closing, sources, suggestions, versions

app_name = "feedback_community_kb"

urlpatterns = [
    path("versions/<int:pk>/restore/", versions.RestoreView.as_view(), name="restore"),
    path("deleted/", versions.DeletedView.as_view(), name="deleted"),
    path("deleted/results/", versions.DeletedView.as_view(results_only=True), name="deleted_results"),
    path("deleted/<int:pk>/", versions.RecoverView.as_view(), name="recover"),
    path("articles/<int:pk>/redact/", versions.RedactView.as_view(), name="redact"),
    path("pages/<int:pk>/sources/", sources.SourcesView.as_view(), name="sources"),
    path("pages/<int:pk>/verify/", sources.VerifyView.as_view(), name="verify"),
    path("sources/<int:pk>/remove/", sources.RemoveSourceView.as_view(), name="remove_source"),
    path("offers/", closing.OffersView.as_view(), name="offers"),
    path("offers/results/", closing.OffersView.as_view(results_only=True), name="offers_results"),
    path("offers/<int:pk>/", closing.OfferView.as_view(), name="offer"),
    path("suggestions/", suggestions.SuggestionsView.as_view(), name="suggestions"),
    path(
        "suggestions/results/",
        suggestions.SuggestionsView.as_view(results_only=True),
        name="suggestions_results",
    ),
    path("suggestions/<int:pk>/dismiss/", suggestions.DismissView.as_view(), name="dismiss_suggestion"),
]
