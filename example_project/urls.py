from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.views import LogoutView
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from example_project import settings
from example_project.accounts.views import DemoLoginView, choose_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/<slug:language>/", choose_language, name="choose_language"),
    path("accounts/login/", DemoLoginView.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("community/", include("feedback_community.urls")),
    # A real site leaves uploads to its web server.
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]
urlpatterns += i18n_patterns(path("", include(wagtail_urls)))
