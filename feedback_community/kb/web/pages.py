"""What the three kinds of pages print beside their own fields."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from feedback_community.kb.articles import current_version
from feedback_community.kb.conf import kb_settings
from feedback_community.kb.models import ArticleReview
from feedback_community.kb.rights import can_verify
from feedback_community.kb.web.body import body_of
from feedback_community.kb.web.helpful import helpful_of
from feedback_community.kb.web.lists import OF_PAGE, SHORT, Shelves, with_summaries
from feedback_community.kb.web.structured import json_ld
from feedback_community.models import CommunitySettings, Topic
from feedback_community.people import member_of
from feedback_community.permissions.policy import get_policy
from feedback_community.web.about import sign_page
from feedback_community.web.links import get_links

#: Neighbours in the section that are named, and source topics.
RELATED, SOURCES = 4, 5


def article_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Also for a preview: then there is no version, no vote and nothing for search engines."""
    site = Site.find_for_request(request)
    shelves = Shelves(request.user)
    version = None if getattr(request, "is_preview", False) else current_version(page)
    crumbs = crumbs_of(page, site, shelves)
    context: dict[str, Any] = {
        "article_body": body_of(page),
        "crumbs": crumbs,
        "related": related_to(page, shelves),
        "sources": sources_of(page, request.user, site) if site else [],
        "version": version,
        "article_url": page.full_url,
    }
    if version is None or site is None:
        return context
    context["helpful"] = helpful_of(version, request, member_of(request.user))
    context["overdue"] = overdue(page, request.user)
    context["ask"] = ask_links(page)
    if not any(page.path.startswith(path) for path in Shelves(None).closed):
        publisher = CommunitySettings.for_site(site).company_name or site.site_name or site.hostname
        context["json_ld"] = json_ld(page, crumbs=[*crumbs, page], publisher=publisher, url=page.full_url)
    return context


def crumbs_of(page: Any, site: Site | None, shelves: Shelves) -> list[Any]:
    """From the page below the site's root down to the parent."""
    if site is None or page.pk is None:
        return []
    above = page.get_ancestors().filter(depth__gt=site.root_page.depth).defer_streamfields()
    return [ancestor for ancestor in above if shelves.is_open(ancestor)]


def related_to(page: Any, shelves: Shelves) -> list[Any]:
    """Others of the same section, those that helped most first."""
    parent = page.get_parent() if page.pk and page.depth > 1 else None
    if parent is None:
        return []
    return list(shelves.articles(parent, "helpful").exclude(pk=page.pk).child_of(parent)[:RELATED])


def sources_of(page: Any, user: Any, site: Site) -> list[Topic]:
    """Topics it was made from, as far as this person may see them."""
    topics = get_policy().listed_topics(user, site).filter(article_sources__article__page=page.pk)
    return list(topics.only("title", "slug", "forum").order_by("-vote_count", "-pk")[:SOURCES])


def overdue(page: Any, user: Any) -> dict[str, Any]:
    """The banner: for those who can do something about it, and for readers where the site wishes so."""
    review = ArticleReview.objects.filter(article__page=page.pk).first()
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
    shelves = Shelves(request.user)
    after = request.GET.get("after", "")
    rows = list(shelves.articles(page, "tree").child_of(page).filter(path__gt=after)[: OF_PAGE + 1])
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
    shelves = Shelves(request.user)
    return {
        "crumbs": crumbs_of(page, Site.find_for_request(request), shelves),
        "shelves": shelves.shelves(page),
        "most_helpful": shelves.articles(page, "helpful").filter(
            feedback_community_record__helpful_count__gt=0
        )[:SHORT],
        "updated": shelves.articles(page, "updated")[:SHORT],
        "feed_url": reverse("feedback_community:kb_section_feed", args=[page.pk]) if page.pk else "",
    }
