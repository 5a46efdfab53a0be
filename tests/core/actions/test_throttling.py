"""Limits on how often somebody does something."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from feedback_community import limits
from feedback_community.actions.throttling import give_back, purge_throttles, spend
from feedback_community.exceptions import TooOften
from feedback_community.limits import Rate
from feedback_community.models import Answer, Throttle
from tests.factories import make_forum, make_representative, make_topic, make_user


@pytest.fixture
def two_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RATES", {"act": (Rate(2, 3_600),), "answer": (Rate(2, 3_600),)})
    monkeypatch.setattr(limits, "NEW_MEMBER_RATES", {})
    monkeypatch.setattr(limits, "ADDRESS_RATES", {"act": (Rate(5, 3_600),)})


def use(pk: int = 1, address: str = "192.0.2.1") -> Any:
    return spend("act", user_pk=pk, address=address, is_new=False)


@pytest.mark.django_db
@pytest.mark.usefixtures("two_an_hour")
def test_the_third_time_is_refused_until_the_span_is_over(time_machine: Any) -> None:
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    use()
    use()
    with pytest.raises(TooOften) as refusal:
        use()
    assert 3_590 <= refusal.value.wait <= 3_601
    use(pk=2)
    time_machine.move_to(now + timedelta(seconds=3_601), tick=False)
    use()


@pytest.mark.django_db
@pytest.mark.usefixtures("two_an_hour")
def test_people_of_one_address_share_what_an_address_may() -> None:
    for pk in range(5):
        use(pk)
    with pytest.raises(TooOften):
        use(99)
    use(99, address="192.0.2.2")
    use(98, address="")


@pytest.mark.django_db
@pytest.mark.usefixtures("two_an_hour")
def test_a_refusal_counts_nothing_and_what_failed_is_given_back() -> None:
    for pk in range(5):
        spent = use(pk)
    with pytest.raises(TooOften):
        use(99)
    assert not Throttle.objects.filter(key="act:u99").exists()
    give_back(spent)
    use(99)


@pytest.mark.django_db
@pytest.mark.usefixtures("two_an_hour")
def test_no_address_is_stored() -> None:
    use(address="192.0.2.77")
    assert not [row for row in Throttle.objects.values_list("key", flat=True) if "192.0.2" in row]


@pytest.mark.django_db
def test_old_spans_go() -> None:
    use()
    Throttle.objects.update(ends_at=timezone.now() - timedelta(days=2))
    assert purge_throttles() == 2
    assert not Throttle.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("two_an_hour")
def test_whoever_answers_too_often_keeps_the_text_and_staff_are_not_limited() -> None:
    forum = make_forum()
    topic, url = make_topic(forum), ""
    url = f"/community/t/{topic.pk}/answer/"
    client = Client()
    client.force_login(make_user())
    for number in range(2):
        assert client.post(url, {"body": f"Answer {number}"}).status_code == 302
    page = client.post(url, {"body": "The third one, with many words"})
    assert page.status_code == 429
    assert "The third one, with many words" in page.content.decode()
    assert "very often" in page.content.decode()
    assert Answer.objects.count() == 2
    staff = Client()
    staff.force_login(make_representative(forum))
    for number in range(4):
        assert staff.post(url, {"body": f"Official word {number}"}).status_code == 302


@pytest.mark.django_db
@pytest.mark.usefixtures("two_an_hour")
def test_a_text_that_is_refused_costs_nothing() -> None:
    topic = make_topic(make_forum())
    client = Client()
    client.force_login(make_user())
    url = f"/community/t/{topic.pk}/answer/"
    for _number in range(4):
        assert client.post(url, {"body": "x" * (limits.BODY_LENGTH + 1)}).status_code == 200
    assert client.post(url, {"body": "Short enough"}).status_code == 302


@pytest.mark.django_db
def test_a_button_pressed_twice_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.RATES, "vote", (Rate(3, 60),))
    monkeypatch.setitem(limits.NEW_MEMBER_RATES, "vote", ())
    first, second = make_topic().pk, make_topic().pk
    client = Client(headers={"X-Community-Fragment": "1"})
    client.force_login(make_user("Ned Nervous"))
    presses = [(first, "vote")] * 5 + [(first, "unvote")] * 5 + [(second, "vote"), (first, "vote")]
    found = [client.post(f"/community/t/{topic}/{act}/").status_code for topic, act in presses]
    assert found == [*[200] * 11, 429], "three of them changed something"


@pytest.mark.django_db
@pytest.mark.usefixtures("two_an_hour")
def test_the_limits_can_be_switched_off(settings: Any) -> None:
    settings.FEEDBACK_COMMUNITY = {**getattr(settings, "FEEDBACK_COMMUNITY", {}), "RATE_LIMITS": False}
    topic = make_topic(make_forum())
    client = Client()
    client.force_login(make_user())
    for number in range(4):
        url = f"/community/t/{topic.pk}/answer/"
        assert client.post(url, {"body": f"Answer {number}"}).status_code == 302


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("two_an_hour")
def test_twenty_at_once_count_as_twenty() -> None:
    done: list[bool] = []

    def once() -> None:
        try:
            use()
        except TooOften:
            done.append(False)
        else:
            done.append(True)
        finally:
            connection.close()

    threads = [threading.Thread(target=once) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False] * 18 + [True] * 2
    assert Throttle.objects.get(key="act:u1").count == 2
