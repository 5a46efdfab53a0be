"""Sites with their forums and the community's settings, in one prepared read.

Wagtail finds the site of a request by a query that it compiles anew each time; ours brings along what every
page of the community asks for next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import CharField, Model, Q, QuerySet
from wagtail.models import Site

from feedback_community.models import CommunitySettings, Forum
from feedback_community.querysets.instances import instance_of
from feedback_community.querysets.prepared import Prepared, Slot, columns_of, key

_BROUGHT = "_feedback_community_brought"
SITE, COMMUNITY, FORUM = columns_of(Site), columns_of(CommunitySettings), columns_of(Forum)
FORUMS = len(SITE) + len(COMMUNITY)


def _build(by_host: bool) -> QuerySet:
    host = Q(hostname=Slot("hostname", CharField())) | Q(is_default_site=True)
    return (
        Site.objects.filter(host if by_host else Q(pk=key("pk")))
        .order_by("pk", "feedback_forums__position", "feedback_forums__name")
        .values_list(
            *SITE,
            *(f"communitysettings__{name}" for name in COMMUNITY),
            *(f"feedback_forums__{name}" for name in FORUM),
        )
    )


_read = Prepared(Site, _build)


def sites_of_host(hostname: str) -> list[Site]:
    """The sites of that host name and the default one, which bring along their forums."""
    return list(_sites_from(_read(True, hostname=hostname)))


def forums_of(site: Model) -> tuple[list[Forum], CommunitySettings]:
    """What the site has brought along, once; whoever asks again is told how things are by then."""
    brought = site.__dict__.pop(_BROUGHT, None)
    if brought is None:
        found = [fresh.__dict__[_BROUGHT] for fresh in _sites_from(_read(False, pk=site.pk))]
        brought = found[0] if found else ([], CommunitySettings())
    forums, community = brought
    community.site = site
    for forum in forums:
        forum.site = site
    return brought


def _sites_from(rows: Iterable[Sequence[Any]]) -> Iterable[Site]:
    sites: dict[int, Site] = {}
    alias = _read.alias
    for row in rows:
        if row[0] not in sites:
            site = sites[row[0]] = instance_of(Site, SITE, row[: len(SITE)], alias)
            settings = row[len(SITE) : FORUMS]
            community = instance_of(CommunitySettings, COMMUNITY, settings, alias)
            site.__dict__[_BROUGHT] = ([], community if settings[0] is not None else CommunitySettings())
        if row[FORUMS] is not None:
            forum = instance_of(Forum, FORUM, row[FORUMS:], alias)
            sites[row[0]].__dict__[_BROUGHT][0].append(forum)
    return sites.values()
