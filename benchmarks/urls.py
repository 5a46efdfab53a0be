from __future__ import annotations

from django.urls import path

from benchmarks.floor import plain_list
from tests.projects.full.urls import urlpatterns as project_urls

urlpatterns = [path("floor/sql/", plain_list), *project_urls]
