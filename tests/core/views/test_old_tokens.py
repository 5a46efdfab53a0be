"""Forged requests are refused; a form whose page stood open too long comes back with its text."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from feedback_community.models import Answer, Member, Topic, Vote
from tests.core.permissions.test_surfaces import address, our_routes
from tests.factories import make_answer, make_forum, make_topic, make_user

pytestmark = pytest.mark.django_db

OLD = "a" * 64
TEXT = "I have typed for an hour, and it is <b>long</b>."


@pytest.fixture
def strict():
    """A browser: its token is checked."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user("Ann Asker"))
    return client


def ours(request, reason=""):
    return HttpResponse("the site's own answer", status=403)


def form_with(page: str, name: str) -> dict[str, str]:
    """The fields of the form that has this field, as a browser would send them."""
    for form in BeautifulSoup(page, "html.parser").find_all("form"):
        if form.find(attrs={"name": name}):
            fields = {}
            for field in form.find_all(["input", "textarea", "select"]):
                if field.get("type") in ("radio", "checkbox") and not field.has_attr("checked"):
                    continue
                chosen = field.find("option", selected=True) if field.name == "select" else None
                value = chosen["value"] if chosen else field.get("value", field.text.removeprefix("\n"))
                fields[field["name"]] = value
            return fields
    raise AssertionError(f"no form with {name}")


def test_the_ask_form_comes_back_with_its_text_and_can_be_sent(strict):
    forum = make_forum()
    url = reverse("feedback_community:ask")
    typed = {
        "forum": forum.slug,
        "topic_type": "question",
        "title": "How do I type on?",
        "body": TEXT,
        "suggested": "1",
    }
    response = strict.post(url, {**typed, "csrfmiddlewaretoken": OLD})
    assert response.status_code == 403
    assert "nothing is lost" in response.text
    assert Topic.objects.count() == 0
    fields = form_with(response.text, "body")
    assert fields["body"] == TEXT
    assert fields["csrfmiddlewaretoken"] != OLD
    sent = strict.post(url, {**fields, "suggested": "1"})
    assert sent.status_code == 302
    assert Topic.objects.get().body == TEXT


def test_an_answer_comes_back_too(strict):
    topic = make_topic()
    url = reverse("feedback_community:topic_answer", args=[topic.pk])
    response = strict.post(url, {"body": TEXT})
    assert response.status_code == 403
    fields = form_with(response.text, "body")
    assert fields["body"] == TEXT
    assert strict.post(url, fields).status_code == 302
    assert Answer.objects.get().body == TEXT


def test_what_has_no_page_of_its_own_gets_a_button(strict):
    topic = make_topic()
    url = reverse("feedback_community:vote", args=[topic.pk])
    response = strict.post(url, {"csrfmiddlewaretoken": OLD, "next": "/community/topics/"})
    assert (response.status_code, Vote.objects.count()) == (403, 0)
    fields = form_with(response.text, "next")
    assert strict.post(url, fields)["Location"].startswith("/community/topics/")
    assert Vote.objects.count() == 1


def test_a_signed_out_answer_is_not_kept_before_the_token_is_good():
    topic = make_topic()
    client = Client(enforce_csrf_checks=True)
    url = reverse("feedback_community:topic_answer", args=[topic.pk])
    response = client.post(url, {"body": TEXT})
    assert response.status_code == 403
    assert not client.session.keys()
    sent = client.post(url, form_with(response.text, "body"))
    assert sent["Location"].startswith("/accounts/login/")
    assert TEXT in str(dict(client.session))


def test_a_script_is_told_in_words(strict):
    url = reverse("feedback_community:vote", args=[make_topic().pk])
    response = strict.post(url, headers={"X-Community-Fragment": "1"})
    assert response.status_code == 403
    assert response["Content-Type"].startswith("text/plain")
    assert "once more" in response.text


def test_a_foreign_page_gets_the_sites_own_answer(strict, settings):
    settings.CSRF_FAILURE_VIEW = "tests.core.views.test_old_tokens.ours"
    url = reverse("feedback_community:ask")
    response = strict.post(url, {"body": TEXT}, headers={"Origin": "https://evil.example"})
    assert response.status_code == 403
    assert response.text == "the site's own answer"


def test_hidden_and_missing_look_alike_with_an_old_token(strict):
    hidden = make_topic(is_private=True)
    answers = [
        strict.post(reverse("feedback_community:topic_answer", args=[pk]), {"body": TEXT})
        for pk in (hidden.pk, 987_654_321)
    ]
    assert [response.status_code for response in answers] == [404, 404]
    pages = [re.sub(r'value="\w{64}"', "", response.text) for response in answers]
    assert pages[0].replace(f"/t/{hidden.pk}/", "N") == pages[1].replace("/t/987654321/", "N")


def test_no_address_acts_without_a_token(strict):
    """Every route of ours, also those of tomorrow."""
    topic = make_topic(author=make_user("Ann Author"))
    answer = make_answer(topic)
    tables = (Topic, Answer, Vote, Member)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    for route in our_routes():
        path = address(route, topic, answer.pk)
        response = strict.post(path, {"body": TEXT, "level": "all"})
        if "<str:token>" not in route:
            assert response.status_code in (403, 404, 405), (route, response.status_code)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
