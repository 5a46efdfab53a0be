"""Discussions on the host's own pages, and the way from a topic to what it is about."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from feedback_community.actions.links import About, link_topic
from feedback_community.actions.topics import create_topic
from feedback_community.enums import TopicType
from feedback_community.web.about import type_of, verify
from tests.factories import default_site, make_forum, make_group_forum, make_topic, make_user
from tests.projects.home.models import HomePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return default_site().root_page.add_child(instance=HomePage(title="Tariffs", slug="tariffs-x"))


def shown(page, user=None) -> str:
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    template = Template("{% load feedback_community %}{% community_discussions page %}")
    return template.render(Context({"page": page, "request": request}))


def about(page) -> About:
    return About(type_of(page).pk, str(page.pk), title=page.title)


def test_a_page_lists_what_is_said_about_it_to_those_who_may_see_it(page):
    member = make_user()
    forum, closed = make_forum(), make_group_forum(member)
    link_topic(make_topic(forum, title="Which tariff is right?"), about(page))
    link_topic(make_topic(closed, author=member, title="Among ourselves"), about(page))
    make_topic(forum, title="Something else")
    html = shown(page)
    assert "Which tariff is right?" in html
    assert "Among ourselves" not in html
    assert "Something else" not in html
    assert "Among ourselves" in shown(page, member)


def test_the_button_opens_a_topic_about_the_page(page):
    html = shown(page)
    assert "Nobody has asked about this yet." in html
    url = re.search(r'href="([^"]*\?about=[^"]*)"', html)[1]
    found = verify(parse_qs(urlsplit(url).query)["about"][0], site=default_site())
    assert (found.object_id, found.title) == (str(page.pk), "Tariffs")
    topic = create_topic(
        make_forum(),
        author=make_user(),
        topic_type=TopicType.QUESTION,
        title="What about this?",
        body="x",
        about=found,
    )
    assert topic.title in shown(page)
    assert topic.title in shown(page.page_ptr)


def test_the_way_back_to_the_page_is_open_to_those_who_may_see_it(client, page):
    topic = make_topic()
    link = link_topic(topic, about(page))
    url = f"/community/t/{topic.pk}/about/{link.pk}/"
    assert url in client.get(topic.get_absolute_url()).content.decode()
    assert client.get(url)["Location"].endswith(page.url)
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(url).status_code == 404
    page.delete()
    assert client.get(url).status_code == 404


def test_a_link_of_another_topic_is_missing(client, page):
    first, second = make_topic(), make_topic()
    link = link_topic(first, about(page))
    assert client.get(f"/community/t/{second.pk}/about/{link.pk}/").status_code == 404
