"""What every page of ours starts from: site, person, rights, and the context of the layout."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.functional import LazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from wagtail.models import Site

from feedback_community import hooks
from feedback_community.conf import app_settings
from feedback_community.models import CommunitySettings, Member
from feedback_community.people import member_of
from feedback_community.permissions.policy import CommunityPolicy, get_policy
from feedback_community.permissions.suspensions import suspensions_of, words_of
from feedback_community.web import csrf, guests
from feedback_community.web.links import Links, get_links
from feedback_community.web.sites import site_for

#: Said when the token of a form is old.
TOO_OLD = gettext_lazy(
    "This page was open for a long time, or you have logged in since. Nothing was sent, and nothing is lost: "
    "please press the button once more."
)
#: Sent by our scripts; the answer is then the changed piece of the page instead of a redirect.
FRAGMENT_HEADER = "X-Community-Fragment"


def unwrapped(user: Any) -> Any:
    """The user without the wrapping in which Django fetches it late: a page asks a hundred questions about
    its reader, and each would go through it."""
    return user._wrapped if isinstance(user, LazyObject) and user else user


class CommunityView(View):
    """Base of all customer pages. Everything is fetched once and only when asked for."""

    request: HttpRequest
    #: Which entry of the community's bar is the present one.
    section: str = ""
    #: Off only where a token of another kind stands in the address.
    checks_token = True

    @method_decorator(csrf_exempt)  # From the site's middleware: the same check is made here.
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What is missing and what is hidden answer alike, inside the community's own layout."""
        guests.recognise(request)
        if request.method == "POST" and self.checks_token:
            refusal = csrf.refusal(request)
            if refusal is not None:
                return refusal
        try:
            answer = self.again if csrf.is_old(request) else super().dispatch
            return csrf.with_cookie(request, answer(request, *args, **kwargs))
        except Http404:
            if site_for(request) is None:
                raise
            context = {"page_title": _("There is nothing here"), "section": ""}
            return self.page("feedback_community/errors/404.html", context, status=404)

    def again(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page was open too long: nothing was done, what was typed is shown with a button."""
        if self.wants_fragment:
            return HttpResponse(TOO_OLD, status=403, content_type="text/plain; charset=utf-8")
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        context = {
            "page_title": _("Please press once more"),
            "message": TOO_OLD,
            "fields": [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"],
            "text": request.POST.get("body", ""),
        }
        return self.page("feedback_community/again.html", context, status=403)

    @cached_property
    def site(self) -> Site:
        site = site_for(self.request)
        if site is None:
            raise Http404
        return site

    @cached_property
    def community(self) -> CommunitySettings:
        return self.policy.access(self.user, self.site).community

    @cached_property
    def policy(self) -> CommunityPolicy:
        return get_policy()

    @property
    def user(self) -> Any:
        """The reader; also the request gives the same from now on."""
        self.request.user = unwrapped(self.request.user)
        return self.request.user

    @cached_property
    def member(self) -> Member | None:
        return member_of(self.user)

    @cached_property
    def links(self) -> Links:
        return get_links()

    @property
    def community_name(self) -> str:
        return self.community.name or _("Community")

    @property
    def wants_fragment(self) -> bool:
        return FRAGMENT_HEADER in self.request.headers

    def layout(self) -> dict[str, Any]:
        """What the layout prints."""
        return {
            "base_template": app_settings.BASE_TEMPLATE,
            "community": self.community,
            "community_name": self.community_name,
            "links": self.links,
            "section": self.section,
            "bar_items": hooks.get_bar_items(),
            "origin": self.site.root_url,
            "member": self.member,
            "suspensions": [words_of(row) for row in suspensions_of(self.member)],
            "view": self,
        }

    def page(
        self, template: str, context: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        """Render one of our templates inside the layout. Personal pages are never kept by a cache."""
        response = render(self.request, template, {**self.layout(), **(context or {})}, status=status)
        patch_vary_headers(response, ["Cookie", "Accept-Language", FRAGMENT_HEADER])
        if self.user.is_authenticated or self.member is not None:
            patch_cache_control(response, private=True, no_cache=True)
        return response
