from __future__ import annotations

app_name = "feedback_community"
urlpatterns: list = []
