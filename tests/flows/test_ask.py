"""A customer asks: every step through HTTP, signed in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from feedback_community.enums import ModerationPolicy, SearchOutcome, TopicType
from feedback_community.models import CommunityTag, SearchRecord, Topic
from feedback_community.web import about
from tests.factories import (
    default_site,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db

ASK = "/community/ask/"


@pytest.fixture
def customer(client: Client) -> Client:
    client.force_login(make_user())
    return client


def form(forum: Any, **fields: Any) -> dict[str, Any]:
    """What a browser sends; "suggested" says that live search has shown its list."""
    return {
        "topic_type": TopicType.QUESTION,
        "forum": forum.slug,
        "title": "How do I restart the router?",
        "body": "It blinks **red**.\r\n\r\nWhat now?",
        "suggested": "1",
        "step": "send",
        **fields,
    }


def test_written_and_posted(customer: Client) -> None:
    forum = make_forum()
    response = customer.post(ASK, form(forum), follow=True)
    topic = Topic.objects.get()
    assert response.redirect_chain == [(topic.get_absolute_url(), 302)]
    assert "Your topic is posted." in response.text
    assert "It blinks <strong>red</strong>." in response.text
    assert topic.body == "It blinks **red**.\n\nWhat now?"


def test_the_page_offers_what_the_person_may_do(customer: Client) -> None:
    make_forum("Internet")
    make_forum("TV")
    make_group_forum(name="Board members")
    page = customer.get(ASK).text
    assert "Internet" in page
    assert "Board members" not in page
    assert 'value="question"' in page
    assert 'value="update"' not in page


def test_the_address_fills_the_form(customer: Client) -> None:
    make_forum("Internet")
    tv = make_forum("TV")
    page = customer.get(ASK, {"forum": tv.slug, "type": "idea", "title": "A <b>pause</b> button"}).text
    assert f'value="{tv.slug}" selected' in page
    assert re.search(r'value="idea"[^>]*checked', page)
    assert "A &lt;b&gt;pause&lt;/b&gt; button" in page


def test_a_double_click_opens_one_topic(customer: Client) -> None:
    forum = make_forum()
    first, second = customer.post(ASK, form(forum)), customer.post(ASK, form(forum))
    assert first.headers["Location"] == second.headers["Location"]
    assert Topic.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": "Hm"}, "A title has at least 5 characters."),
        ({"title": "x" * 201}, "This title has 201 characters; 200 are allowed."),
        ({"body": "x" * 30_001}, "This text has 30001 characters; 30000 are allowed."),
        ({"body": "> " * 30 + "deep"}, "deep"),
        ({"title": ""}, "This field is required."),
        ({"topic_type": "update"}, "Select a valid choice."),
    ],
)
def test_the_words_survive_every_refusal(customer: Client, fields: dict[str, str], reason: str) -> None:
    forum = make_forum()
    response = customer.post(ASK, form(forum, **fields))
    assert reason in response.text
    kept = fields.get("body", "It blinks **red**.")
    assert kept.replace(">", "&gt;") in response.text
    assert not Topic.objects.exists()


def test_a_type_that_the_forum_does_not_take_is_said_beside_the_forum(customer: Client) -> None:
    ideas = make_forum("Ideas", topic_types=[TopicType.IDEA])
    response = customer.post(ASK, form(ideas))
    assert "“Ideas” does not take topics of this type." in response.text


def test_a_preview_is_rendered_and_posts_nothing(customer: Client) -> None:
    response = customer.post(ASK, form(make_forum(), step="preview"))
    assert "It blinks <strong>red</strong>." in response.text
    assert "It blinks **red**." in response.text
    assert not Topic.objects.exists()


def test_a_held_topic_says_so(customer: Client) -> None:
    response = customer.post(ASK, form(make_forum(moderation_policy=ModerationPolicy.ALL)), follow=True)
    assert "Your topic appears as soon as it has been read." in response.text


def test_a_private_topic_is_for_its_author_and_staff(customer: Client, django_user_model: Any) -> None:
    forum = make_forum()
    customer.post(ASK, form(forum, is_private="on"))
    topic = Topic.objects.get()
    assert topic.is_private
    for user, status in ((make_user(), 404), (make_representative(forum), 200)):
        other = Client()
        other.force_login(user)
        assert other.get(topic.get_absolute_url()).status_code == status


def test_tags_come_from_the_vocabulary(customer: Client) -> None:
    CommunityTag.objects.create(name="Router", slug="router")
    CommunityTag.objects.create(name="Known bug", slug="known-bug", is_staff_only=True)
    forum = make_forum()
    page = customer.get(ASK).text
    assert "Router" in page
    assert "Known bug" not in page
    customer.post(ASK, form(forum, tags=["Router"]))
    assert list(Topic.objects.get().tags.names()) == ["Router"]
    refused = customer.post(ASK, form(forum, title="Another one here", tags=["Known bug"]))
    assert "Known bug is not one of the available choices" in refused.text


def test_a_topic_about_a_page_is_linked_to_it(customer: Client) -> None:
    page = default_site().root_page
    forum = make_forum()
    signed = about.sign(page, title="Tariffs", revision_id=7, locale="en")
    assert "Your topic will be linked to “Tariffs”." in customer.get(ASK, {"about": signed}).text
    customer.post(ASK, form(forum, about=signed))
    link = Topic.objects.get().links.get()
    assert (link.object_id, link.title, link.revision_id, link.locale) == (str(page.pk), "Tariffs", 7, "en")


def test_an_about_that_we_did_not_sign_links_nothing(customer: Client) -> None:
    customer.post(ASK, form(make_forum(), about="eyJhIjoxfQ:forged"))
    assert not Topic.objects.get().links.exists()


def test_an_about_for_a_model_the_host_has_not_named_links_nothing(customer: Client) -> None:
    customer.post(ASK, form(make_forum(), about=about.sign(make_user("Secret Person"))))
    assert not Topic.objects.get().links.exists()


def test_without_scripts_what_was_asked_before_is_shown_between_writing_and_posting(customer: Client) -> None:
    forum = make_forum()
    earlier = make_topic(forum, title="How can I restart my router?")
    step = customer.post(ASK, form(forum, suggested=""))
    assert step.status_code == 200
    assert "Is one of these your question?" in step.text
    assert earlier.title in step.text
    assert Topic.objects.count() == 1
    fields = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', step.text))
    assert fields["suggested"] == "1"
    fields["body"] = "It blinks **red**."
    customer.post(ASK, {**fields, "step": "send"})
    assert Topic.objects.count() == 2


def test_from_the_suggestions_one_can_go_back_to_the_text(customer: Client) -> None:
    response = customer.post(ASK, form(make_forum(), step="back", suggested="1"))
    assert "It blinks **red**." in response.text
    assert not Topic.objects.exists()


def test_posting_needs_the_token_of_our_own_page(customer: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = customer.cookies
    assert strict.post(ASK, form(make_forum())).status_code == 403
    assert not Topic.objects.exists()


def test_what_was_asked_although_it_was_suggested_is_recorded(customer: Client) -> None:
    customer.post(ASK, form(make_forum()))
    record = SearchRecord.objects.get()
    assert (record.query, record.outcome) == ("how do i restart the router?", SearchOutcome.ASKED)
    assert record.asked_topic == Topic.objects.get()
