from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback_community.actions.members import ensure_member
from feedback_community.enums import ModerationPolicy, Right
from feedback_community.models import Forum
from tests.core.wagtail_admin.conftest import may_enter, signed_in
from tests.factories import grant, make_answer, make_topic, make_user

TOPICS = "/admin/community/topics/"


def test_staff_see_the_topics_of_their_forums(internet: Forum, tv: Forum, moderator: Any) -> None:
    mine, theirs = make_topic(internet, title="Of internet"), make_topic(tv, title="Of television")
    client = signed_in(moderator)
    page = client.get(TOPICS).content.decode()
    assert "Of internet" in page
    assert "Of television" not in page
    assert client.get(f"{TOPICS}inspect/{mine.pk}/").status_code == 200
    assert client.get(f"{TOPICS}inspect/{theirs.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["editor", "customer"])
def test_others_are_sent_away(who: str, internet: Forum, request: pytest.FixtureRequest) -> None:
    topic = make_topic(internet)
    client = signed_in(request.getfixturevalue(who))
    for url in (TOPICS, f"{TOPICS}results/", f"{TOPICS}?export=csv", f"{TOPICS}inspect/{topic.pk}/"):
        assert client.get(url).status_code == 302


def test_an_employee_does_not_see_what_is_held(internet: Forum) -> None:
    internet.moderation_policy = ModerationPolicy.ALL
    internet.save()
    topic = make_topic(internet, title="Waiting for a word")
    client = signed_in(may_enter(grant(make_user("Em Ployee"), Right.EMPLOYEE, forum=internet)))
    assert "Waiting for a word" not in client.get(TOPICS).content.decode()
    assert client.get(f"{TOPICS}inspect/{topic.pk}/").status_code == 404


def test_a_private_topic_is_shown_to_staff_of_its_forum_only(
    internet: Forum, moderator: Any, other_moderator: Any
) -> None:
    topic = make_topic(internet, title="My contract number", is_private=True)
    assert signed_in(moderator).get(f"{TOPICS}inspect/{topic.pk}/").status_code == 200
    assert signed_in(other_moderator).get(f"{TOPICS}inspect/{topic.pk}/").status_code == 404
    assert "My contract" not in signed_in(other_moderator).get(f"{TOPICS}?export=csv").getvalue().decode()


def test_nothing_in_the_admin_writes_a_topic(internet: Forum, administrator: Any) -> None:
    topic = make_topic(internet)
    client = signed_in(administrator)
    for act in ("new/", f"edit/{topic.pk}/", f"delete/{topic.pk}/", f"copy/{topic.pk}/"):
        assert client.get(f"{TOPICS}{act}").status_code == 404


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("topic_type=question", {"Asked"}),
        ("unanswered=yes", {"Asked", "Bright"}),
        ("unanswered=no", {"Cured"}),
        ("official=yes", set()),
        ("is_private=true", set()),
        ("state=published", {"Asked", "Bright", "Cured"}),
        ("state=held", set()),
        ("q=bright", {"Bright"}),
    ],
)
def test_the_filters_narrow_the_list(
    query: str, shown: set[str], internet: Forum, administrator: Any
) -> None:
    make_topic(internet, title="Asked something")
    make_topic(internet, title="Bright idea", topic_type="idea")
    make_answer(make_topic(internet, title="Cured problem", topic_type="problem"))
    page = signed_in(administrator).get(f"{TOPICS}results/?{query}").content.decode()
    assert {word for word in ("Asked", "Bright", "Cured") if word in page} == shown


def test_the_export_has_no_address_and_no_formula(internet: Forum, moderator: Any) -> None:
    author = make_user("Ann Author")
    make_topic(internet, title="=HYPERLINK(evil)", author=author)
    client = signed_in(moderator)
    text = client.get(f"{TOPICS}?export=csv").getvalue().decode()
    assert "'=HYPERLINK(evil)" in text
    assert "Ann Author" in text
    assert author.email not in text
    assert client.get(f"{TOPICS}?export=xlsx").getvalue()[:2] == b"PK"


def test_the_page_of_a_topic_leads_to_the_site(internet: Forum, moderator: Any) -> None:
    topic = make_topic(internet)
    ensure_member(moderator)
    page = signed_in(moderator).get(f"{TOPICS}inspect/{topic.pk}/").content.decode()
    assert topic.get_absolute_url() in page


def test_the_list_asks_the_same_number_of_questions_for_many_topics(internet: Forum, moderator: Any) -> None:
    client = signed_in(moderator)
    make_topic(internet)
    client.get(TOPICS)
    with CaptureQueriesContext(connection) as few:
        client.get(TOPICS)
    for _number in range(12):
        make_topic(internet)
    with CaptureQueriesContext(connection) as many:
        client.get(TOPICS)
    assert len(many) == len(few) < 25
