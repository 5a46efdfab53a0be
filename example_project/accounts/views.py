from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.models import Locale, Site

from example_project.accounts.demo import ACCOUNTS, PASSWORD


class DemoLoginView(LoginView):
    """The site's own login, with the demo's accounts one press away."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, demo_accounts=ACCOUNTS, demo_password=PASSWORD)


def same_page(request: HttpRequest, path: str, language: str) -> str:
    """The address of a page's translation; other addresses are the same in every language."""
    try:
        with translation.override(translation.get_language_from_path(path)):
            match = resolve(path.split("?")[0])
            if match.url_name != "wagtail_serve":
                return path
            site = Site.find_for_request(request)
            parts = [part for part in match.args[0].split("/") if part]
            page = site.root_page.localized.specific.route(request, parts).page
        found = page.get_translation_or_none(Locale.objects.get(language_code=language))
        return found.get_url(request) if found else f"/{language}/"
    except (Resolver404, Http404, Locale.DoesNotExist):
        return path


def choose_language(request: HttpRequest, language: str) -> HttpResponse:
    """A link instead of Django's form: no CSRF token, and so no cookie, on every page."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(same_page(request, target, language))
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
    return response
