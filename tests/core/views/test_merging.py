"""Merging on the pages: preview, dividers, the address that leads on, and nothing shown to outsiders."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from feedback_community.actions.duplicates import suggest_duplicate
from feedback_community.actions.merging import merge_topics, unmerge_topic
from feedback_community.actions.solutions import mark_solution
from feedback_community.actions.votes import cast_vote
from feedback_community.models import DuplicateSuggestion, Topic
from tests.factories import (
    make_answer,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
)

pytestmark = pytest.mark.django_db


def client_for(user: Any) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def act(topic: Topic, name: str) -> str:
    return reverse(f"feedback_community:{name}", args=[topic.pk])


def pair() -> tuple[Topic, Topic, Any]:
    forum = make_forum()
    duplicate = make_topic(forum, title="The first wording of it", body="Original **words**.")
    survivor = make_topic(forum, title="The second wording of it")
    return duplicate, survivor, make_representative(forum)


def test_staff_find_the_other_topic_look_and_merge():
    duplicate, survivor, staff = pair()
    mark_solution(make_answer(duplicate, body="Solved so."), by=staff)
    mark_solution(make_answer(survivor, body="Solved otherwise."), by=staff)
    cast_vote(duplicate, voter=make_user())
    client = client_for(staff)
    for asked in ("", "second wording", f"#{survivor.pk}", survivor.get_absolute_url()):
        page = client.get(act(duplicate, "merge"), {"q": asked}).content.decode()
        assert f"?into={survivor.pk}" in page, asked
        assert f"?into={duplicate.pk}" not in page
    preview = client.get(act(duplicate, "merge"), {"into": survivor.pk}).content.decode()
    assert "1 voter is new there: 0 votes become 1." in preview
    assert "Solved so." in preview and "Solved otherwise." in preview
    unsaid = client.post(act(duplicate, "merge"), {"into": survivor.pk})
    assert unsaid.status_code == 200 and Topic.objects.get(pk=duplicate.pk).is_published
    done = client.post(act(duplicate, "merge"), {"into": survivor.pk, "solution": "survivor"}, follow=True)
    page = done.content.decode()
    assert done.redirect_chain[-1][0].startswith(survivor.get_absolute_url())
    assert "The first wording of it" in page and "Solved so." in page and "<strong>words</strong>" in page


def test_the_old_address_leads_on_for_ever_and_answers_too():
    duplicate, survivor, staff = pair()
    answer = make_answer(duplicate, body="Where am I now?")
    merge_topics(Topic.objects.get(pk=duplicate.pk), into=survivor, by=staff)
    client = Client()
    moved = client.get(duplicate.get_absolute_url())
    assert moved.status_code == 301
    assert moved["Location"].startswith(survivor.get_absolute_url())
    assert "no-cache" in moved["Cache-Control"]
    assert "Where am I now?" in client.get(survivor.get_absolute_url()).content.decode()
    permalink = client.get(answer.get_absolute_url(), follow=True)
    assert f'id="answer-{answer.pk}"' in permalink.content.decode()
    listed = client.get(reverse("feedback_community:topics")).content.decode()
    assert "The second wording of it" in listed and "The first wording of it" not in listed
    unmerge_topic(Topic.objects.get(pk=duplicate.pk), by=staff)
    assert client.get(duplicate.get_absolute_url()).status_code == 200


def test_who_may_not_see_the_survivor_sees_nothing_of_the_merge():
    forum = make_forum()
    insider = make_user("Ines Insider")
    hidden = make_group_forum(insider)
    duplicate = make_topic(forum, title="Open words")
    secret = make_topic(hidden, author=type(insider).objects.get(pk=insider.pk), title="Secret words")
    merge_topics(duplicate, into=secret, by=make_representative())
    for user in (None, make_user(), make_representative(forum)):
        client = client_for(user)
        for name in ("merge", "unmerge", "vote", "topic_answer", "topic_history"):
            for method in (client.get, client.post):
                missing = method(reverse(f"feedback_community:{name}", args=[987654321]))
                found = method(act(duplicate, name))
                assert found.status_code == missing.status_code, (name, user)
                assert b"Secret" not in found.content
        assert client.get(duplicate.get_absolute_url()).status_code == 404


def test_a_customer_cannot_merge_but_suggests():
    duplicate, survivor, staff = pair()
    client = client_for(make_user())
    assert client.get(act(duplicate, "merge")).status_code == 403
    client.post(act(duplicate, "merge"), {"into": survivor.pk})
    assert Topic.objects.get(pk=duplicate.pk).is_published
    page = client.get(act(duplicate, "suggest_duplicate"), {"into": survivor.pk})
    assert survivor.title in page.content.decode()
    client.post(act(duplicate, "suggest_duplicate"), {"into": survivor.pk})
    assert DuplicateSuggestion.objects.get().survivor == survivor


def test_the_queue_of_suggestions_shows_the_most_alike_first_and_only_ones_own():
    duplicate, survivor, staff = pair()
    other = make_topic(survivor.forum, title="Something else altogether")
    suggest_duplicate(other, of=survivor, by=make_user())
    suggest_duplicate(duplicate, of=survivor, by=make_user())
    elsewhere = make_representative(make_forum("Elsewhere"))
    for user in (staff, elsewhere):
        user.is_staff = True
        user.user_permissions.add(*access_admin())
        user.save()
    client = client_for(staff)
    index = reverse("feedback_community_suggestions:index")
    page = client.get(index).content.decode()
    assert page.index(duplicate.title) < page.index(other.title)
    row = DuplicateSuggestion.objects.get(duplicate=other)
    decide = reverse("feedback_community_suggestions:decide", args=[row.pk])
    assert client_for(elsewhere).get(decide).status_code == 404
    assert other.title in client.get(decide).content.decode()
    client.post(decide)
    row.refresh_from_db()
    assert row.decision == "dismissed"
    assert other.title not in client.get(index).content.decode()


def access_admin() -> Any:
    from_admin = Topic._meta.apps.get_model("auth", "Permission").objects
    return from_admin.filter(codename="access_admin")


def test_a_split_answer_leaves_a_stub_that_leads_to_its_topic():
    forum = make_forum()
    staff = make_representative(forum)
    topic = make_topic(forum)
    answer = make_answer(topic, body="What about the television?")
    client = client_for(staff)
    client.post(
        reverse("feedback_community:answer_split", args=[answer.pk]),
        {"title": "What about the television", "topic_type": "question"},
    )
    made = Topic.objects.get(title="What about the television")
    page = Client().get(topic.get_absolute_url()).content.decode()
    assert "a topic of its own" in page and "What about the television?" not in page
    assert Client().get(answer.get_absolute_url())["Location"] == made.get_absolute_url()
    client.post(reverse("feedback_community:answer_rejoin", args=[answer.pk]))
    assert "What about the television?" in Client().get(topic.get_absolute_url()).content.decode()
    back = Client().get(made.get_absolute_url())
    assert (back.status_code, back["Location"]) == (301, answer.get_absolute_url())
