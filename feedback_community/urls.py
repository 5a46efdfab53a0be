"""Addresses of the community. `include()` them wherever the community is to live."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from feedback_community import hooks
from feedback_community.views import about, feeds, home, people, roadmap, sitemaps, topic_page, topics, work
from feedback_community.views.own_routes import own_patterns
from feedback_community.views.routes import writing_patterns
from feedback_community.views.search import search_patterns

app_name = "feedback_community"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.HomeView.as_view(), name="home"),
    # Above the topic's own address: a topic called "Status" must not take the place of its status form.
    *writing_patterns,
    path("work/", work.give_work, name="work"),
    path("topics/", topics.TopicsView.as_view(), name="topics"),
    path("f/<str:slug>/", topics.ForumView.as_view(), name="forum"),
    path("tags/<str:slug>/", topics.TagView.as_view(), name="tag"),
    path("people/<str:handle>/", people.PersonView.as_view(), name="person"),
    path("roadmap/", roadmap.RoadmapView.as_view(), name="roadmap"),
    path("feed/", feeds.FeedView.as_view(), name="feed"),
    path("f/<str:slug>/feed/", feeds.ForumFeedView.as_view(), name="forum_feed"),
    path("tags/<str:slug>/feed/", feeds.TagFeedView.as_view(), name="tag_feed"),
    path("t/<int:pk>/feed/", feeds.TopicFeedView.as_view(), name="topic_feed"),
    path("t/<int:pk>/about/<int:link>/", about.AboutView.as_view(), name="topic_about"),
    path("sitemap.xml", sitemaps.SitemapIndexView.as_view(), name="sitemap"),
    path("sitemap-<int:part>.xml", sitemaps.SitemapPartView.as_view(), name="sitemap_part"),
    path("t/<int:pk>/<str:slug>/", topic_page.TopicView.as_view(), name="topic"),
    path("a/<int:pk>/", topic_page.AnswerView.as_view(), name="answer"),
    *search_patterns,
    *own_patterns,
    *hooks.get_urls(),
]
