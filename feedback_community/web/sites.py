"""The Wagtail site of a request."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Site

from feedback_community.permissions.sites import sites_of_host


def site_for(request: HttpRequest | None) -> Site | None:
    """What `Site.find_for_request` gives, which afterwards gives the same without a query."""
    if request is not None and not hasattr(request, "_wagtail_site"):
        request._wagtail_site = _find(request)  # type: ignore[attr-defined]
    return Site.find_for_request(request)


def _find(request: HttpRequest) -> Site | None:
    """By Wagtail's rule: host and port, else the one site of the host, else the default."""
    hostname, port = split_domain_port(request._get_raw_host())[0], int(request.get_port())  # type: ignore[attr-defined]
    sites = sites_of_host(hostname)
    default = next((site for site in sites if site.is_default_site), None)
    of_host = [site for site in sites if site.hostname == hostname]
    exact = next((site for site in of_host if site.port == port), None)
    if exact is not None or len(of_host) == 1:
        return exact or of_host[0]
    return default
