"""The company answers, and readers see it first."""

from __future__ import annotations

import pytest
from django.test import Client

from feedback_community.enums import StatusKind, TopicType
from feedback_community.models import Answer, Topic
from tests.factories import make_answer, make_forum, make_representative, make_topic, make_user, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic() -> Topic:
    return make_topic(make_forum(), topic_type=TopicType.IDEA)


@pytest.fixture
def staff(client: Client, topic: Topic) -> Client:
    client.force_login(make_representative(topic.forum))
    return client


def url(topic: Topic) -> str:
    return f"/community/t/{topic.pk}/official/"


def test_answer_status_and_note_in_one_act(staff: Client, topic: Topic) -> None:
    make_answer(topic, body="An early guess.")
    planned = status(StatusKind.PLANNED)
    data = {"body": "We **plan** it.", "status": planned.pk, "note": "In spring.", "step": "send"}
    response = staff.post(url(topic), data, follow=True)
    topic.refresh_from_db()
    assert topic.status == planned
    assert topic.official_answer.body == "We **plan** it."
    page = response.text.split("<main")[1]
    assert page.index("We <strong>plan</strong> it.") < page.index("An early guess.")
    assert "Official answer" in page


def test_the_button_under_the_topic_brings_the_text_along(staff: Client, topic: Topic) -> None:
    """The same form answers as anybody or, by its second button, for the company."""
    page = staff.get(topic.get_absolute_url()).text
    assert f'formaction="{url(topic)}"' in page
    composer = staff.post(url(topic), {"body": "We **plan** it.", "step": "preview"}).text
    assert "We **plan** it." in composer
    assert "We <strong>plan</strong> it." in composer
    assert "Planned" in composer
    assert not Answer.objects.exists()


def test_declining_needs_a_word_and_the_text_survives(staff: Client, topic: Topic) -> None:
    declined = status(StatusKind.DECLINED)
    page = f"/community/t/{topic.pk}/status/"
    response = staff.post(page, {"status": declined.pk, "note": ""})
    assert "a declined topic carries a public reason" in response.text
    assert staff.post(page, {"status": declined.pk, "note": "Too dear."}).status_code == 302
    topic.refresh_from_db()
    assert topic.status == declined


def test_a_customer_gets_a_reason_and_keeps_the_text(client: Client, topic: Topic) -> None:
    client.force_login(make_user())
    response = client.post(url(topic), {"body": "I am the company."})
    assert response.status_code == 403
    assert "You cannot give the official answer here." in response.text
    assert "I am the company." in response.text
    assert not Answer.objects.exists()
    assert "formaction" not in client.get(topic.get_absolute_url()).text


def test_choosing_an_answer_asks_before_it_replaces(staff: Client, topic: Topic) -> None:
    first = make_answer(topic, author=make_representative(topic.forum), body="One way.")
    second = make_answer(topic, author=make_representative(topic.forum), body="A better way.")
    staff.post(f"/community/a/{first.pk}/official/")
    topic.refresh_from_db()
    assert topic.official_answer == first
    asked = staff.post(f"/community/a/{second.pk}/official/")
    assert "It takes the place of the present official answer" in asked.text
    topic.refresh_from_db()
    assert topic.official_answer == first
    staff.post(f"/community/a/{second.pk}/official/", {"confirmed": "1"})
    topic.refresh_from_db()
    assert topic.official_answer == second
    staff.post(f"/community/t/{topic.pk}/official/clear/")
    topic.refresh_from_db()
    assert topic.official_answer is None


def test_the_author_marks_the_solution_and_is_asked_before_another(client: Client) -> None:
    topic = make_topic()
    first, second = make_answer(topic, body="One way."), make_answer(topic, body="A better way.")
    client.force_login(topic.author.user)
    assert "Marked as the solution." in client.post(f"/community/a/{first.pk}/solution/", follow=True).text
    assert "It takes the place" in client.post(f"/community/a/{second.pk}/solution/").text
    client.post(f"/community/a/{second.pk}/solution/", {"confirmed": "1"})
    topic.refresh_from_db()
    assert topic.solution == second


def test_a_double_click_answers_once(staff: Client, topic: Topic) -> None:
    for _press in range(2):
        staff.post(url(topic), {"body": "We plan it.", "step": "send"})
    assert Answer.objects.count() == 1
