"""The search page, the suggestions beside a title being written, and what became of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.actions.searches import SHOWN
from feedback_community.enums import SearchOutcome, SearchSource
from feedback_community.forms.search import RecordForm, SearchForm
from feedback_community.models import Topic
from feedback_community.permissions.access import get_topic_or_404
from feedback_community.search import wording
from feedback_community.search.documents import TOPIC, Key, read_key, write_key
from feedback_community.search.foreign import Hit, neighbours_of
from feedback_community.search.queries import BODY_LENGTH, Found, Narrowing, did_you_mean, search_all
from feedback_community.web.base import CommunityView
from feedback_community.web.searching import fetch_results, keep_search
from feedback_community.web.suggestions import suggestions_for

ORDERS = {"newest": "-published_at", "votes": "-vote_count", "activity": "-last_activity_at"}


class SearchView(CommunityView):
    section = "search"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        access = self.policy.access(self.request.user, self.site)
        others = neighbours_of(self.request.user, self.site)
        form = SearchForm(self.request.GET, forums=access.forums.values(), kinds=others.kinds())
        chosen = form.chosen()
        words = wording.read(chosen.get("q", ""))
        found = search_all(words, self.narrowing(chosen), user=self.request.user, site=self.site)
        keys = self.sorted(found.keys, chosen.get("sort", ""))
        number = self.page_number(len(keys))
        size = limits.PAGE_SIZE
        shown = keys[(number - 1) * size : number * size]
        listed = self.policy.listed_topics(self.request.user, self.site)
        results = fetch_results(shown, words.all_words, topics=listed, forums=access.forums, others=others)
        if not words.is_empty and number == 1:
            self.keep(words.typed, found.keys)
        asked = self.request.GET
        parameters = {name: asked.get(name, "") for name in asked if name in form.fields}
        context = {
            "page_title": _("Search"),
            "form": form,
            "typed": words.typed,
            "asked": not words.is_empty,
            "found": found,
            "results": results,
            "meant": self.meant(words, found, parameters),
            "pager": pager(parameters, number, more=len(keys) > number * size),
            "narrowed": len(chosen) > 1,
            "ask_url": f"{self.links['ask']}?{urlencode({'title': words.typed})}",
            "robots": "noindex, follow",
        }
        return self.page("feedback_community/search/search.html", context)

    def narrowing(self, chosen: dict[str, Any]) -> Narrowing:
        forums = self.policy.access(self.request.user, self.site).forums.values()
        days = int(chosen.get("since") or 0)
        return Narrowing(
            kind=chosen.get("kind", ""),
            topic_type=chosen.get("type", ""),
            status=chosen.get("status", ""),
            forum=next((f.pk for f in forums if f.slug == chosen.get("forum")), None),
            tag=chosen.get("tag", ""),
            official=chosen.get("official", False),
            solved=chosen.get("solved", False),
            since=timezone.now() - timedelta(days=days) if days else None,
        )

    def sorted(self, keys: list[Key], sort: str) -> list[Key]:
        """Best first, or topics in an order of the database, which knows the present numbers; what has no
        votes and no answers comes after them."""
        pks = [pk for model, pk in keys if model == TOPIC]
        if sort not in ORDERS or not pks:
            return keys
        ordered = Topic.objects.in_order_of(pks, ORDERS[sort]).values_list("pk", flat=True)
        return [*((TOPIC, pk) for pk in ordered), *(key for key in keys if key[0] != TOPIC)]

    def page_number(self, total: int) -> int:
        asked = self.request.GET.get("page", "1")
        pages = max(1, -(-total // limits.PAGE_SIZE))
        return min(int(asked), pages) if asked.isascii() and asked.isdigit() and int(asked) else 1

    def meant(self, words: wording.Wording, found: Found, parameters: dict[str, str]) -> dict[str, str]:
        """A better spelling, offered where little was found."""
        if words.is_empty or (len(found.keys) > 3 and not found.partial):
            return {}
        better = did_you_mean(words)
        return {"text": better, "url": f"?{urlencode({**parameters, 'q': better})}"} if better else {}

    def keep(self, typed: str, keys: list[Key]) -> None:
        keep_search(
            self.request,
            typed,
            site=self.site,
            source=SearchSource.SITE,
            result_count=len(keys),
            shown=[write_key(key) for key in keys[:SHOWN]],
        )


def pager(parameters: dict[str, str], number: int, *, more: bool) -> dict[str, str]:
    """As `elements/pagination.html` prints it."""

    def url(page: int) -> str:
        return f"?{urlencode({**parameters, 'page': page})}"

    return {
        "previous_url": url(number - 1) if number > 1 else "",
        "next_url": url(number + 1) if more else "",
        "previous_label": _("Previous"),
        "next_label": _("Next"),
    }


class SuggestView(CommunityView):
    """The piece of a page with what was asked before; fetched by `live-search.js`."""

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = self.request.GET
        typed = asked.get("q", "").replace("\x00", "")
        lines = suggestions_for(
            typed[: limits.QUERY_LENGTH],
            asked.get("body", "").replace("\x00", "")[:BODY_LENGTH],
            user=self.request.user,
            site=self.site,
            typing=asked.get("settled") != "1",
            next_url=self.links["ask"],
        )
        context = {"suggestions": lines, "typed": typed, "links": self.links, "live": True}
        response = render(self.request, "feedback_community/search/_live.html", context)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Robots-Tag"] = "noindex"
        return response


class SearchRecordView(CommunityView):
    """A settled live search: shown, clicked, or "this answers me"."""

    http_method_names = ["post", "options"]

    def post(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = RecordForm(self.request.POST)
        if not form.is_valid():
            return HttpResponse(status=400)
        data = form.cleaned_data
        topic = None
        if data["topic"]:
            topic = get_topic_or_404(data["topic"], user=self.request.user, site=self.site)
        hit = self.hit(data["document"])
        keep_search(
            self.request,
            data["q"],
            site=self.site,
            source=SearchSource.LIVE,
            result_count=data["count"],
            shown=data["shown"],
            clicked=topic,
            clicked_document=data["document"],
            outcome=data["outcome"] or SearchOutcome.NONE,
        )
        if self.wants_fragment or (topic is None and hit is None):
            return HttpResponse(status=204)
        messages.success(self.request, _("Good that it was here. Nothing was posted."))
        return HttpResponseRedirect(topic.get_absolute_url() if topic else hit.url if hit else "/")

    def hit(self, written: str) -> Hit | None:
        """A document of an optional app that the person may see; otherwise there is nothing here."""
        if not written:
            return None
        hits = neighbours_of(self.request.user, self.site).fetch([read_key(written)])
        if not hits:
            raise Http404
        return next(iter(hits.values()))


search_patterns = [
    path("search/", SearchView.as_view(), name="search"),
    path("search/suggest/", SuggestView.as_view(), name="suggest"),
    path("search/record/", SearchRecordView.as_view(), name="search_record"),
]
