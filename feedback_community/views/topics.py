"""Lists of topics: all, of a forum, of a tag."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from feedback_community.permissions import access
from feedback_community.web.filter_bar import ALL, type_label
from feedback_community.web.filters import TopicFilter
from feedback_community.web.listing import (
    ListingView,
    find_tag,
    follow_button,
    forum_level,
)


class TopicsView(ListingView):
    """Everything this reader may see, narrowed and sorted as the address says."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        chosen = TopicFilter.from_query(request.GET)
        if chosen.is_personal and not self.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        context = self.listing(chosen)
        forums = self.policy.access(self.user, self.site).forums
        context |= {
            "page_title": _("Topics"),
            "heading": type_label(chosen.topic_type) or _("Topics"),
            "list_url": self.links["topics"],
            "filters": self.filters(chosen, list_url=self.links["topics"], forums=forums.values()),
            "feed_url": self.links["feed"],
            "canonical": self.links["topics"] + ("" if chosen.is_empty else chosen.query()),
        }
        return self.page("feedback_community/topics/list.html", context)


class ForumView(ListingView):
    """One forum: its words, what is featured in it, and its topics."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        forum = access.get_forum_or_404(slug, user=self.user, site=self.site)
        chosen = replace(TopicFilter.from_query(request.GET), forum="")
        if chosen.is_personal and not self.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        context = self.listing(chosen, within=replace(chosen, forum=forum.slug))
        url = self.links.forum(forum.slug)
        context |= {
            "page_title": forum.name,
            "heading": forum.name,
            "forum": forum,
            "lead": forum.description,
            "list_url": url,
            "filters": self.filters(
                chosen, list_url=url, types=tuple(t for t in ALL if not t or forum.allows(t))
            ),
            "follow": follow_button(url, self.member, forum_level(forum, self.member)),
            "feed_url": f"{url}feed/" if forum.is_public else "",
            "canonical": url + ("" if chosen.is_empty else chosen.query()),
            "ask_query": f"forum={forum.slug}",
        }
        return self.page("feedback_community/topics/list.html", context)


class TagView(ListingView):
    """Topics with one tag. A tag that no visible topic carries is missing."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        chosen = replace(TopicFilter.from_query(request.GET), tag="")
        if chosen.is_personal and not self.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        tag = find_tag(slug, self.member)
        if tag is None:
            raise Http404
        context = self.listing(chosen, within=replace(chosen, tag=slug))
        if not context["rows"] and not self.listed().tagged(slug).exists():
            raise Http404
        url = self.links.tag(slug)
        context |= {
            "page_title": tag.name,
            "heading": tag.name,
            "tag": tag,
            "follow": follow_button(self.links.tag(slug), self.member, tag.level),
            "feed_url": f"{url}feed/",
            "canonical": url + ("" if chosen.is_empty else chosen.query()),
            "list_url": url,
            "filters": self.filters(chosen, list_url=url),
        }
        return self.page("feedback_community/topics/list.html", context)
