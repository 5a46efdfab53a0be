"""Atom feeds. A feed shows what everybody may read, whoever fetches it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.models import Answer, Topic
from feedback_community.people import author_name
from feedback_community.permissions import access
from feedback_community.web.base import CommunityView
from feedback_community.web.feeds import latest_answers, latest_topics
from feedback_community.web.listing import find_tag


class FeedView(CommunityView):
    """The latest topics of the community."""

    @cached_property
    def reader(self) -> AnonymousUser:
        """A new one for each request: what a person may see is remembered on the object."""
        return AnonymousUser()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        feed, items = self.start(**kwargs)
        for link, title, post in items:
            self.add(feed, link, title, post)
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)

    def start(self, **kwargs: Any) -> tuple[Atom1Feed, Iterable[tuple[str, str, Topic | Answer]]]:
        topics = self.policy.listed_topics(self.reader, self.site)
        return self.feed(self.community_name, self.links["topics"]), self.topics(latest_topics(topics))

    def feed(self, title: str, path: str) -> Atom1Feed:
        return Atom1Feed(
            title=title,
            link=f"{self.site.root_url}{path}",
            description=self.community.intro,
            language=get_language() or "en",
            feed_url=f"{self.site.root_url}{self.request.path}",
        )

    def topics(self, topics: Iterable[Topic]) -> Iterable[tuple[str, str, Topic | Answer]]:
        for topic in topics:
            yield self.links.topic(topic.pk, topic.slug), topic.title, topic

    def add(self, feed: Atom1Feed, link: str, title: str, post: Topic | Answer) -> None:
        published: datetime = post.published_at or post.created_at
        feed.add_item(
            title=title,
            link=f"{self.site.root_url}{link}",
            unique_id=f"urn:feedback-community:{type(post).__name__.lower()}:{post.uid}",
            description=post.body_html,
            author_name=author_name(post),
            pubdate=published,
            updateddate=post.edited_at or published,
        )


class ForumFeedView(FeedView):
    def start(self, **kwargs: Any) -> tuple[Atom1Feed, Iterable[tuple[str, str, Topic | Answer]]]:
        forum = access.get_forum_or_404(kwargs["slug"], user=self.reader, site=self.site)
        topics = self.policy.listed_topics(self.reader, self.site).in_forum(forum)
        feed = self.feed(f"{forum.name} · {self.community_name}", self.links.forum(forum.slug))
        return feed, self.topics(latest_topics(topics))


class TagFeedView(FeedView):
    def start(self, **kwargs: Any) -> tuple[Atom1Feed, Iterable[tuple[str, str, Topic | Answer]]]:
        tag = find_tag(kwargs["slug"], None)
        topics = self.policy.listed_topics(self.reader, self.site).tagged(kwargs["slug"])
        found = list(self.topics(latest_topics(topics))) if tag else []
        if not found:
            # As on the tag's page: a tag of topics that not everybody may read is missing.
            raise Http404
        return self.feed(f"{tag.name} · {self.community_name}", self.links.tag(tag.slug)), found


class TopicFeedView(FeedView):
    """The topic and its latest answers."""

    def start(self, **kwargs: Any) -> tuple[Atom1Feed, Iterable[tuple[str, str, Topic | Answer]]]:
        topic = access.get_topic_or_404(kwargs["pk"], user=self.reader, site=self.site)
        if not topic.is_published:
            raise Http404
        url = self.links.topic(topic.pk, topic.slug)
        title = _("Answer to: %(title)s") % {"title": topic.title}
        answers = latest_answers(topic, limits.PAGE_SIZE)
        entries = [(self.links.answer(answer.pk), title, answer) for answer in answers]
        return self.feed(topic.title, url), [*entries, (url, topic.title, topic)]
