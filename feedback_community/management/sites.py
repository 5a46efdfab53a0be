"""What the commands share: which site is meant."""

from __future__ import annotations

from django.core.management.base import CommandError
from wagtail.models import Site


def find_site(name: str) -> Site:
    """The site of a host name ("help.example.com" or "localhost:8000"), or the default one."""
    if not name:
        site = Site.objects.filter(is_default_site=True).first()
    else:
        hostname, _colon, port = name.partition(":")
        sites = Site.objects.filter(hostname=hostname)
        site = (sites.filter(port=port) if port.isdigit() else sites).first()
    if site is None:
        raise CommandError(f"There is no site {name}." if name else "There is no default site.")
    return site
