"""What the editor of an article is told about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail import VERSION as WAGTAIL_VERSION

from feedback_community.actions.answers import edit_answer
from feedback_community.actions.links import About, link_topic
from feedback_community.actions.merging import merge_topics
from feedback_community.enums import TopicType
from feedback_community.kb.actions.promotion import add_source
from feedback_community.kb.articles import versions_of
from feedback_community.kb.kept import kept_of
from feedback_community.kb.models import ArticleReview, ArticleSource, ArticleVersion, HelpfulVote
from feedback_community.kb.wagtail_admin.insight import insight_of
from feedback_community.models import SearchRecord, Topic
from feedback_community.web.about import type_of
from tests.factories import (
    default_site,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
)
from tests.kb.making import PAGE_LABEL, Page, make_article, make_editor, publish_again
from tests.kb.test_promotion import answered_topic

pytestmark = pytest.mark.django_db

#: Wagtail 7.4 has no place for an edit view of one's own; there the page of sources shows the same panel.
in_editor = pytest.mark.skipif(WAGTAIL_VERSION < (8, 0), reason="the editor's panel needs Wagtail 8")


def edit_page(page, user) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200
    return response.content.decode()


@in_editor
def test_the_side_panel_tells_what_changed_in_the_sources_since_the_editor_looked():
    editor = make_editor("promote_topic")
    topic = answered_topic(title="Why is the lamp red?")
    page = make_article()
    add_source(page, topic, by=editor)
    assert insight_of(page, user=editor).sources[0].changes == []
    answer = topic.official_answer
    edit_answer(answer, by=answer.author.user, body="Hold it longer.")
    assert len(insight_of(page, user=editor).sources[0].changes) == 1
    text = edit_page(page, editor)
    assert "Why is the lamp red?" in text
    assert 'data-side-panel="community"' in text or 'data-side-panel-toggle="community"' in text
    client = Client()
    client.force_login(editor)
    url = reverse("feedback_community_kb:sources", args=[page.pk])
    assert "Why is the lamp red?" in client.get(url).content.decode()
    client.post(url, {"seen": "1", "topic": ""})
    assert insight_of(page, user=editor).sources[0].changes == []


@in_editor
def test_problems_and_questions_about_the_page_are_shown():
    page, editor = make_article(), make_editor()
    problem = make_topic(topic_type=TopicType.PROBLEM, title="The picture is old")
    question = make_topic(title="Which button do you mean?")
    for topic in (problem, question):
        link_topic(topic, About(type_of(page).pk, str(page.pk), title=page.title))
    insight = insight_of(page, user=editor)
    assert (insight.problems, insight.questions, insight.count) == ([problem], [question], 2)
    assert "The picture is old" in edit_page(page, editor)


@in_editor
def test_helpfulness_reasons_and_searches_are_shown():
    page, editor = make_article(), make_editor()
    version = ArticleVersion.objects.get()
    HelpfulVote.objects.create(
        version=version, anonymous_key="a", is_helpful=False, reason="outdated", comment="Since June"
    )
    key = f"{PAGE_LABEL}.{page.pk}"
    for number in range(2):
        SearchRecord.objects.create(
            site=default_site(),
            session_key=str(number),
            query="red lamp",
            source="site",
            clicked_document=key,
        )
    insight = insight_of(page, user=editor)
    assert insight.helpful.reasons == [("Out of date", 1)]
    assert insight.led_here == [("red lamp", 2)]
    assert "Since June" in edit_page(page, editor)


def test_topics_are_added_by_address_and_removed():
    page, editor = make_article(), make_editor("promote_topic")
    topic = make_topic()
    client = Client()
    client.force_login(editor)
    url = reverse("feedback_community_kb:sources", args=[page.pk])
    client.post(url, {"topic": f"http://testserver{topic.get_absolute_url()}"})
    source = ArticleSource.objects.get()
    assert source.topic == topic
    assert "not the address" in client.post(url, {"topic": "hello"}).content.decode()
    assert "no such topic" in client.post(url, {"topic": "987654"}).content.decode()
    client.post(reverse("feedback_community_kb:remove_source", args=[source.pk]))
    assert not ArticleSource.objects.exists()
    stranger = Client()
    stranger.force_login(make_editor(pages=False))
    assert stranger.get(url).status_code in (302, 403)


@in_editor
def test_a_source_moved_out_of_sight_or_deleted_is_named_no_more():
    page, editor = make_article(), make_editor("promote_topic")
    moved, deleted = make_topic(title="Moved source"), make_topic(title="Deleted source")
    for topic in (moved, deleted):
        add_source(page, topic, by=editor)
    Topic.objects.filter(pk=moved.pk).update(forum=make_group_forum(make_user()))
    deleted.delete()
    text = edit_page(page, editor)
    assert "Moved source" not in text and "Deleted source" not in text
    assert text.count("deleted, or that you may not read") == 2
    assert ArticleSource.objects.count() == 2
    shown = Client().get(page.get_url()).content.decode()
    assert "Moved source" not in shown and "Deleted source" not in shown


def test_a_merged_source_leads_to_where_it_is_discussed_now():
    forum = make_forum()
    editor = make_editor("promote_topic")
    duplicate, survivor = make_topic(forum, title="Duplicate one"), make_topic(forum, title="Survivor")
    page = make_article()
    add_source(page, duplicate, by=editor)
    page = publish_again(page)
    merge_topics(duplicate, into=survivor, by=make_representative(forum))
    assert insight_of(page, user=editor).sources[0].topic == survivor
    assert survivor.get_absolute_url() in Client().get(page.get_url()).content.decode()
    assert survivor.get_absolute_url() in Client().get(f"{page.get_url()}v/2/").content.decode()
    assert page.get_url() in Client().get(survivor.get_absolute_url()).content.decode()


def test_an_article_is_verified_in_one_press_by_who_may():
    article = make_article(body=[("text", "<p>Hold.</p>")])
    url = reverse("feedback_community_kb:verify", args=[article.pk])
    editor, verifier = make_editor(), make_editor("verify_article", name="Vera Verifier")
    ArticleReview.objects.update(verified_until=timezone.localdate() - timedelta(days=3), verified_by=None)
    pressed = f'action="{url}"'
    edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
    community = reverse("feedback_community_kb:sources", args=[article.pk])
    for user, shown in ((editor, False), (verifier, True)):
        client = Client()
        client.force_login(user)
        assert (pressed in client.get(community).content.decode()) is shown
        assert community in client.get(edit).content.decode()
        client.post(url)
        review = ArticleReview.objects.get()
        assert (review.verified_by is not None) is shown
    assert review.verified_until > timezone.localdate()
    stranger = Client()
    stranger.force_login(make_editor("verify_article", pages=False, name="No Pages"))
    assert stranger.post(url).status_code in (302, 403)
    draft = make_article(publish=False)
    answer = client.post(reverse("feedback_community_kb:verify", args=[draft.pk]))
    assert "was not published yet" in answer.content.decode()


def test_two_editors_at_once_lose_nothing():
    """Each publication is a version of its own, and Wagtail tells the second one that somebody was faster."""
    article = make_article(title="Restart")
    anna, boris = make_editor(name="Anna Editor"), make_editor(name="Boris Editor")
    hers, his = (type(article).objects.get(pk=article.pk) for _editor in range(2))
    hers.title, his.title = "By Anna", "By Boris"
    seen = article.latest_revision
    hers.save_revision(user=anna).publish(user=anna)
    client = Client()
    client.force_login(boris)
    label = Page._meta
    ping = reverse(
        "wagtailadmin_editing_sessions:ping", args=[label.app_label, label.model_name, article.pk, 1]
    )
    his_screen = {
        "revision_id": seen.pk,
        "revision_created_at": seen.created_at.isoformat(),
        "is_editing": "1",
    }
    told = client.post(ping, his_screen).json()
    assert "Anna Editor" in str(told), told
    his.save_revision(user=boris).publish(user=boris)
    versions = list(versions_of(article).select_related("published_by"))
    assert [(v.number, v.title) for v in versions] == [(3, "By Boris"), (2, "By Anna"), (1, "Restart")]
    assert [kept_of(v).title for v in versions] == ["By Boris", "By Anna", "Restart"]
    assert versions[0].published_by.user_id == boris.pk and versions[1].published_by.user_id == anna.pk
