"""A reader's pages: the article, its helpful vote, ways into the ask flow, home, feeds, and their cost."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, modify_settings
from django.urls import reverse
from wagtail.models import PageViewRestriction

from feedback_community.enums import TopicType
from feedback_community.kb.articles import current_version
from feedback_community.kb.models import ArticleRecord, ArticleSuggestion, HelpfulVote
from feedback_community.kb.own_data import own_data
from feedback_community.kb.shelf_block import ArticlesBlock
from feedback_community.kb.web.body import make_body
from feedback_community.models import Member, Topic
from tests.factories import make_forum, make_topic, make_user
from tests.kb.making import Page, make_article, make_editor, make_section, publish_again

pytestmark = pytest.mark.django_db

#: Reputation adds one query for the rights of a member.
RIGHTS = 1 if apps.is_installed("feedback_community.reputation") else 0

LONG = "<h2>First</h2><p>a</p><h3>Second</h3><p>b</p><h2>First</h2><p>c</p>"


def login(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def say(client: Client, article: Any, answer: str, **more: str) -> Any:
    url = reverse("feedback_community:kb_helpful", args=[current_version(article).pk])
    return client.post(url, {"helpful": answer, **more})


def counts(article: Any) -> tuple[int, int, int, int]:
    version, record = current_version(article), ArticleRecord.objects.get(page=article.pk)
    return (version.helpful_count, version.unhelpful_count, record.helpful_count, record.unhelpful_count)


def test_headings_get_anchors_of_their_own_and_a_table_of_contents() -> None:
    article = make_article(body=[("text", LONG)], summary="In short")
    page = Client().get(article.url).content.decode()
    for anchor in ("s-first", "s-second", "s-first-2"):
        assert f'id="{anchor}"' in page and f'href="#{anchor}"' in page
    assert "1 minute to read" in page and "In short" in page


def test_a_long_text_is_timed_and_few_headings_need_no_contents() -> None:
    body = make_body("<h2>Über uns</h2><h2><br></h2>", "word " * 1000)
    assert (body.minutes, body.toc) == (5, [])
    assert [h.anchor for h in body.headings] == ["s-über-uns"]


def test_an_edit_shows_at_once() -> None:
    article = make_article()
    Client().get(article.url)
    publish_again(article, body=[("text", "<p>Quite new words</p>")])
    assert "Quite new words" in Client().get(article.url).content.decode()


def test_one_vote_for_each_session_and_person_on_the_version() -> None:
    article, reader = make_article(), Client()
    assert say(reader, article, "yes").url.endswith("#helpful")
    say(reader, article, "yes")
    assert counts(article) == (1, 0, 1, 0)
    say(Client(), article, "no", reason="outdated", comment="The button is gone")
    member = login(make_user())
    say(member, article, "no")
    say(member, article, "yes")
    assert counts(article) == (2, 1, 2, 1)
    assert HelpfulVote.objects.get(reason="outdated").comment == "The button is gone"
    say(reader, article, "back")
    say(reader, article, "back")
    assert counts(article) == (1, 1, 1, 1)
    publish_again(article, title="Rewritten")
    assert counts(article) == (0, 0, 1, 1)
    say(reader, article, "yes")
    assert counts(article) == (1, 0, 2, 1)


def test_the_box_asks_why_and_thanks() -> None:
    article, reader = make_article(), Client()
    assert "Was this article helpful?" in reader.get(article.url).content.decode()
    say(reader, article, "no")
    page = reader.get(article.url).content.decode()
    assert "What was the trouble?" in page and 'value="outdated"' in page
    say(reader, article, "no", reason="outdated")
    assert "What was the trouble?" not in reader.get(article.url).content.decode()
    assert say(reader, article, "perhaps").status_code == 302
    assert counts(article) == (0, 1, 0, 1)


def test_who_may_not_read_may_not_vote() -> None:
    article = make_article()
    version = current_version(article)
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=article.pk), restriction_type=PageViewRestriction.LOGIN
    )
    for pk in (version.pk, 999_999):
        url = reverse("feedback_community:kb_helpful", args=[pk])
        assert Client().post(url, {"helpful": "yes"}).status_code == 404
    assert say(login(make_user()), article, "yes").status_code == 302


def test_the_ways_into_the_ask_flow_carry_article_and_version() -> None:
    forum, article, client = make_forum(), make_article(), login(make_user())
    page = client.get(article.url).content.decode()
    correction, help_ = (
        re.search(rf'href="([^"]*type={kind}[^"]*)"', page)[1].replace("&amp;", "&")
        for kind in ("problem", "question")
    )
    assert "Correction" in client.get(correction).content.decode()
    form = client.get(help_).context["form"]
    client.post(
        reverse("feedback_community:ask"),
        {
            "forum": forum.slug,
            "topic_type": TopicType.PROBLEM,
            "title": "The button is on the other side",
            "body": "It says left.",
            "about": form["about"].value(),
            "suggested": "1",
        },
    )
    link = Topic.objects.get(title="The button is on the other side").links.get()
    assert (link.object_id, link.revision_id) == (str(article.pk), article.live_revision_id)
    assert link.revision_id == current_version(article).wagtail_revision


def test_home_by_section_with_most_helpful_and_newly_updated() -> None:
    section = make_section(title="Routers")
    liked, other = make_article(section=section, title="Liked"), make_article(section=section, title="Other")
    hidden = make_article(section=section, title="Hidden one")
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=hidden.pk), restriction_type=PageViewRestriction.LOGIN
    )
    say(Client(), liked, "yes")
    response = Client().get(section.get_parent().url)
    assert [page.pk for page in response.context["most_helpful"]] == [liked.pk]
    assert [page.pk for page in response.context["updated"]] == [other.pk, liked.pk]
    assert "Hidden one" not in response.content.decode()
    assert "Hidden one" in login(make_user()).get(section.get_parent().url).content.decode()
    assert "Hidden one" not in Client().get(section.url).content.decode()
    assert [page.pk for page in Client().get(liked.url).context["related"]] == [other.pk]


def test_feeds_and_sitemap_hold_what_everybody_may_read() -> None:
    section = make_section()
    article = make_article(section=section, title="For all & everybody")
    hidden = make_article(title="Hidden one")
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=hidden.pk), restriction_type=PageViewRestriction.LOGIN
    )
    client = login(make_user())
    for name, args in (("kb_feed", []), ("kb_section_feed", [section.pk]), ("kb_sitemap", [])):
        xml = client.get(reverse(f"feedback_community:{name}", args=args)).content.decode()
        assert article.full_url in xml and hidden.full_url not in xml
    url = reverse("feedback_community:kb_section_feed", args=[hidden.pk])
    assert client.get(url).status_code == 404


def test_search_engines_read_what_everybody_may() -> None:
    article = make_article(title="</script><b>", summary="Short")
    page = Client().get(article.url).content.decode()
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert data["@graph"][0]["headline"] == "</script><b>"
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=article.pk), restriction_type=PageViewRestriction.LOGIN
    )
    assert "ld+json" not in login(make_user()).get(article.url).content.decode()


def test_a_topic_that_was_a_source_is_named_to_those_who_may_see_it() -> None:
    author = make_user()
    topic = make_topic(author=author, is_private=True, title="My own trouble")
    article = make_article()
    record = ArticleRecord.objects.get(page=article.pk)
    record.source_rows.create(topic=topic, title=topic.title)
    publish_again(article, title="With its source")
    assert topic.title not in Client().get(article.url).content.decode()
    assert topic.title in login(author).get(article.url).content.decode()


#: Of all that reaches the database. Without `StraightToArticles` Wagtail walks down from the home page. Of a
#: member's, session and user are the site's own.
ARTICLE = {"visitor": 4, "reader with a vote": 6, "member": 2 + 7 + RIGHTS}
STRAIGHT = any("StraightToArticles" in name for name in settings.MIDDLEWARE)
WALK = 0 if STRAIGHT else 7


@pytest.mark.parametrize("who", ARTICLE)
def test_the_cost_of_an_article_is_fixed(who: str) -> None:
    section, topic = make_section(), make_topic()
    article = make_article(section=section, body=[("text", LONG)] * 3)
    if who != "visitor":
        ArticleRecord.objects.get(page=article.pk).source_rows.create(topic=topic, title=topic.title)
        publish_again(article)
    client = login(make_user()) if who == "member" else Client()
    if who != "visitor":
        say(client, article, "yes")

    def cost() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(article.url).status_code == 200
        return [query["sql"] for query in queries]

    client.get(article.url)
    before = cost()
    for _number in range(3):
        make_article(section=section)
    assert len(cost()) == len(before)
    assert len(before) <= ARTICLE[who] + WALK, "\n".join(before)
    for number in range(3):
        closed = make_section()
        restriction = PageViewRestriction.objects.create(
            page=closed, restriction_type=PageViewRestriction.GROUPS
        )
        restriction.groups.add(Group.objects.create(name=f"Customers {number}"))
    # What is closed, and the groups of a member.
    assert len(cost()) <= ARTICLE[who] + WALK + (2 if who == "member" else 1)


@pytest.mark.skipif(not STRAIGHT, reason="the project walks down from the home page")
def test_the_short_way_leads_to_what_wagtail_finds() -> None:
    article, section = make_article(), make_section()
    draft = make_article(section=section, publish=False)
    site_page, kb = section.get_parent().get_parent(), section.get_parent()
    for url, status in (
        (article.url, 200),
        (f"{article.url}v/", 200),
        (f"{article.url}v/1/", 200),
        (f"{article.url}v/7/", 404),
        (f"{article.url}nothing/", 404),
        (section.url, 200),
        (kb.url, 200),
        (site_page.url, 200),
        (f"{section.url}{draft.slug}/", 404),
        (f"{kb.url}{article.slug}/", 404),
    ):
        with_it = Client().get(url)
        with modify_settings(MIDDLEWARE={"remove": "feedback_community.kb.middleware.StraightToArticles"}):
            assert Client().get(url).status_code == with_it.status_code == status, url
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=article.get_parent().pk), restriction_type=PageViewRestriction.LOGIN
    )
    assert Client().get(article.url).status_code == 302
    Page.objects.filter(pk=site_page.pk).update(live=False)
    assert Client().get(article.url).status_code == 302


def test_articles_stand_on_any_page_by_tag_and_by_block() -> None:
    section = make_section()
    shown = make_article(section=section, title="Shown")
    make_article(title="Elsewhere")
    hidden = make_article(section=section, title="Hidden one")
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=hidden.pk), restriction_type=PageViewRestriction.LOGIN
    )
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    tag = Template("{% load feedback_community_kb %}{% community_articles section=s title='Read this' %}")
    html = tag.render(Context({"request": request, "s": section}))
    assert "Read this" in html and shown.url in html
    assert "Elsewhere" not in html and "Hidden one" not in html
    block = ArticlesBlock()
    value = block.to_python({"section": section.pk, "count": 5, "order": "updated", "title": "Look"})
    assert shown.url in block.render(value, {"request": request})
    assert "Elsewhere" in block.render(block.to_python({}), {"request": request})
    assert block.render(value) == "" and tag.render(Context({"s": section})) == ""


def test_the_bar_of_the_community_leads_to_the_knowledge_base() -> None:
    home = make_section().get_parent()
    way = reverse("feedback_community:kb_home")
    assert f'href="{way}"' in Client().get(reverse("feedback_community:home")).content.decode()
    assert Client().get(way).headers["Location"] == home.url
    row = PageViewRestriction.objects.create(
        page=Page.objects.get(pk=home.pk), restriction_type=PageViewRestriction.LOGIN
    )
    assert "kind=article" in Client().get(way).headers["Location"]
    assert login(make_user()).get(way).headers["Location"] == home.url
    row.delete()
    Page.objects.filter(pk=home.pk).update(live=False)
    assert "kind=article" in login(make_user()).get(way).headers["Location"]
    assert 'aria-current="page"' in Client().get(make_article().url).content.decode()


def test_what_is_kept_of_a_person_can_be_taken_along() -> None:
    user, article = make_editor(), make_article(title="Lamp")
    say(login(user), article, "no", reason="outdated", comment="Mine")
    member = Member.objects.get(user=user)
    publish_again(article, user=user, change_note="By me")
    suggest = ArticleSuggestion.objects.create(topic=make_topic(), suggested_by=member, note="Please")
    found = dict(own_data(member))
    assert found["article_vote"]["comment"] == "Mine" and found["article_vote"]["version"] == "1.0"
    assert found["article_version"]["note"] == "By me"
    assert found["article_suggestion"]["topic"] == suggest.topic_id
    lines = login(user).get(reverse("feedback_community:own_data_download"))
    body = b"".join(lines.streaming_content) if lines.streaming else lines.content
    assert b"Mine" in body
    other = Member.objects.create(user=make_user(), handle="other")
    assert own_data(other) == []
