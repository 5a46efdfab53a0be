"""What the three kinds of pages print beside their own fields."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from feedback_community.kb.conf import kb_settings
from feedback_community.kb.documents import page_model
from feedback_community.kb.models import ArticleRecord
from feedback_community.kb.permissions import can_verify
from feedback_community.kb.standing import standing_for
from feedback_community.kb.web.body import body_of
from feedback_community.kb.web.helpful import read_current
from feedback_community.kb.web.lists import OF_PAGE, ORDERS, SHORT, Shelves, with_summaries
from feedback_community.kb.web.structured import json_ld
from feedback_community.models import Topic
from feedback_community.permissions.policy import get_policy
from feedback_community.web.about import sign_page
from feedback_community.web.links import get_links

#: Neighbours in the section that are named, and source topics.
RELATED, SOURCES = 4, 5


def article_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Also for a preview: then there is no version, no vote and nothing for search engines."""
    site = Site.find_for_request(request)
    shelves = Shelves(request.user, page)
    helpful = None if getattr(request, "is_preview", False) else read_current(page, request)
    version = helpful.version if helpful is not None else None
    crumbs, related = around(page, site, shelves)
    context: dict[str, Any] = {
        "article_body": body_of(page),
        "crumbs": crumbs,
        "related": related,
        "version": version,
        "article_url": page.full_url,
    }
    if version is None or site is None:
        return context
    context["sources"] = sources_of(version.article, request.user, site)
    context["helpful"] = helpful
    context["overdue"] = overdue(version.article, request.user)
    context["ask"] = ask_links(page)
    if shelves.is_public(page):
        company = get_policy().access(request.user, site).community.company_name
        publisher = company or site.site_name or site.hostname
        context["json_ld"] = json_ld(page, crumbs=[*crumbs, page], publisher=publisher, url=page.full_url)
    return context


def around(page: Any, site: Site | None, shelves: Shelves) -> tuple[list[Any], list[Any]]:
    """The way down to the page, and others of its section (those that helped most first), in one query."""
    if site is None or page.pk is None:
        return [], []
    step = page.steplen
    above = [page.path[:end] for end in range((_root_depth(page, site) + 1) * step, len(page.path), step)]
    beside = Q(path__startswith=page.path[:-step], depth=page.depth, content_type=page.content_type_id)
    found = shelves.open(page_model().objects.filter(Q(path__in=above) | beside)).exclude(pk=page.pk)
    rows = list(found.order_by("depth", *ORDERS["helpful"])[: RELATED + len(above)])
    crumbs = sorted((row for row in rows if row.depth < page.depth), key=lambda row: row.depth)
    return crumbs, [row for row in rows if row.depth == page.depth][:RELATED]


def _root_depth(page: Any, site: Site) -> int:
    """How deep the site's root lies above the page; its own depth where it does not."""
    roots = [root.root_path for root in Site.get_site_root_paths() if root.site_id == site.pk]
    ends = [len(root) for root in roots if page.url_path.startswith(root)]
    return int(page.depth - page.url_path[max(ends, default=len(page.url_path)) :].count("/"))


def crumbs_of(page: Any, site: Site | None, shelves: Shelves) -> list[Any]:
    """From the page below the site's root down to the parent."""
    if site is None or page.pk is None:
        return []
    above = page.get_ancestors().filter(depth__gt=_root_depth(page, site))
    return [ancestor for ancestor in above if shelves.is_open(ancestor)]


def sources_of(record: ArticleRecord, user: Any, site: Site) -> list[Topic]:
    """Topics it was made from, as far as this person may see them."""
    ids = [source["topic"] for source in record.sources]
    if not ids:
        return []
    topics = standing_for(get_policy().listed_topics(user, site), [pk for pk in ids if pk])
    return list(topics.only("title", "slug", "forum").order_by("-vote_count", "-pk")[:SOURCES])


def overdue(record: ArticleRecord, user: Any) -> dict[str, Any]:
    """The banner: for those who can do something about it, and for readers where the site wishes so."""
    review = getattr(record, "review", None)
    if review is None or not review.is_due or review.verified_until is None:
        return {}
    days = kb_settings.OVERDUE_BANNER_DAYS
    late = timezone.localdate() - review.verified_until
    editor = can_verify(user)
    if not editor and (days is None or late < timedelta(days=days)):
        return {}
    return {"since": review.verified_until, "verified_at": review.verified_at, "for_editor": editor}


def ask_links(page: Any) -> dict[str, str]:
    """Into the ask flow with the article, its revision and its language as context."""
    ask = get_links()["ask"]
    about = sign_page(page)
    title = _("Correction: %(title)s") % {"title": page.title}
    return {
        "correction": f"{ask}?{urlencode({'type': 'problem', 'title': title, 'about': about})}",
        "help": f"{ask}?{urlencode({'type': 'question', 'about': about})}",
    }


def section_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The articles of the section a page at a time, in the editors' order."""
    shelves = Shelves(request.user, page)
    after = request.GET.get("after", "")
    rows = list(shelves.articles(page, "tree").filter(depth=page.depth + 1, path__gt=after)[: OF_PAGE + 1])
    shown = rows[:OF_PAGE]
    pager = {"next_url": f"?after={shown[-1].path}", "next_label": _("Next")} if len(rows) > OF_PAGE else {}
    if after and shown:
        pager |= {"first_url": "?", "first_label": _("First page")}
    return {
        "crumbs": crumbs_of(page, Site.find_for_request(request), shelves),
        "sections": shelves.sections(page),
        "articles": with_summaries(shown),
        "pager": pager,
        "feed_url": reverse("feedback_community:kb_section_feed", args=[page.pk]) if page.pk else "",
    }


def home_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    shelves = Shelves(request.user, page)
    return {
        "crumbs": crumbs_of(page, Site.find_for_request(request), shelves),
        "shelves": shelves.shelves(page),
        "most_helpful": shelves.articles(page, "helpful").filter(
            feedback_community_record__helpful_count__gt=0
        )[:SHORT],
        "updated": shelves.articles(page, "updated")[:SHORT],
        "feed_url": reverse("feedback_community:kb_section_feed", args=[page.pk]) if page.pk else "",
    }
