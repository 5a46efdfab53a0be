"""Every act through HTTP: who may, who may not, what is said, and that GET never acts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from reversion.models import Version

from feedback_community.actions.answers import edit_answer, remove_answer
from feedback_community.actions.privacy import ask_consent
from feedback_community.actions.topics import edit_topic, remove_topic
from feedback_community.enums import ModerationState, StatusKind, SubscriptionLevel, TopicType
from feedback_community.models import CommunityTag, Topic
from tests.factories import (
    make_answer,
    make_forum,
    make_group_forum,
    make_representative,
    make_topic,
    make_user,
    status,
)

pytestmark = pytest.mark.django_db


def t(topic: Topic, act: str) -> str:
    return f"/community/t/{topic.pk}/{act}/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def topic() -> Topic:
    return make_topic(make_forum(), topic_type=TopicType.IDEA)


@pytest.fixture
def staff(topic: Topic) -> Client:
    return signed_in(make_representative())


STAFF_ACTS = {
    "status": {"status": "?", "note": "Soon."},
    "close": {"note": ""},
    "reopen": {},
    "move": {"forum": "?"},
    "type": {"topic_type": "question"},
    "feature": {"until": "2099-01-01"},
    "unfeature": {},
    "remove": {"note": "Spam."},
    "consent/ask": {},
    "official/clear": {},
}


@pytest.mark.parametrize("act", STAFF_ACTS)
def test_a_customer_reads_why_not_and_nothing_happens(topic: Topic, act: str) -> None:
    client = signed_in(topic.author.user)
    assert client.get(t(topic, act)).status_code == 403
    before = Topic.objects.values().get(pk=topic.pk)
    assert client.post(t(topic, act), STAFF_ACTS[act]).status_code in (200, 403)
    assert Topic.objects.values().get(pk=topic.pk) == before


@pytest.mark.parametrize("act", [*STAFF_ACTS, "edit", "history", "answer", "official", "consent"])
def test_of_what_one_may_not_see_no_act_exists(act: str) -> None:
    hidden = make_topic(make_group_forum(member := make_user("Member Of It")), author=member)
    client = signed_in(make_user("Outsider Eve"))
    for pk in (hidden.pk, hidden.pk + 999):
        assert client.get(f"/community/t/{pk}/{act}/").status_code == 404
        if act != "history":
            assert client.post(f"/community/t/{pk}/{act}/", {"body": "x"}).status_code == 404


@pytest.mark.parametrize("act", [*STAFF_ACTS, "edit", "answer", "official"])
def test_looking_at_a_form_changes_nothing(staff: Client, topic: Topic, act: str) -> None:
    before = Topic.objects.values().get(pk=topic.pk)
    staff.get(t(topic, act))
    assert Topic.objects.values().get(pk=topic.pk) == before
    assert topic.events.count() == 1


def test_the_status_changes_with_a_public_note(staff: Client, topic: Topic) -> None:
    page = staff.get(t(topic, "status")).text
    assert "Planned" in page
    response = staff.post(
        t(topic, "status"), {"status": status(StatusKind.PLANNED).pk, "note": "In spring."}, follow=True
    )
    assert "The status is “Planned” now." in response.text
    assert topic.events.last().text == "In spring."


def test_a_status_of_another_kind_of_topic_is_not_offered(staff: Client, topic: Topic) -> None:
    planned = status(StatusKind.PLANNED)
    planned.topic_types = [TopicType.PROBLEM]
    planned.save()
    assert "Select a valid choice" in staff.post(t(topic, "status"), {"status": planned.pk}).text


def test_closing_and_reopening(staff: Client, topic: Topic) -> None:
    assert "The topic is closed." in staff.post(t(topic, "close"), {"note": "Done."}, follow=True).text
    author = signed_in(topic.author.user)
    refused = author.post(t(topic, "answer"), {"body": "But wait, one more thing."})
    assert "This topic is closed." in refused.text
    assert "But wait, one more thing." in refused.text
    staff.post(t(topic, "reopen"))
    assert author.post(t(topic, "answer"), {"body": "But wait, one more thing."}).status_code == 302


def test_moving(topic: Topic) -> None:
    other = make_forum("Television")
    client = signed_in(make_representative())
    client.post(t(topic, "move"), {"forum": other.slug})
    topic.refresh_from_db()
    assert topic.forum == other


def test_moving_goes_only_where_one_moderates(topic: Topic) -> None:
    other = make_forum("Television")
    client = signed_in(make_representative(topic.forum))
    assert "Select a valid choice" in client.post(t(topic, "move"), {"forum": other.slug}).text


def test_type_and_featuring(staff: Client, topic: Topic) -> None:
    staff.post(t(topic, "type"), {"topic_type": "problem"})
    until = timezone.localdate() + timedelta(days=3)
    staff.post(t(topic, "feature"), {"until": until.isoformat()})
    topic.refresh_from_db()
    assert topic.topic_type == TopicType.PROBLEM
    assert timezone.localtime(topic.featured_until).date() == until
    past = staff.post(t(topic, "feature"), {"until": "2001-01-01"})
    assert "Please choose a time to come." in past.text
    staff.post(t(topic, "unfeature"))
    topic.refresh_from_db()
    assert topic.featured_until is None


def test_removing_needs_a_reason_and_can_be_undone(staff: Client, topic: Topic) -> None:
    assert "This field is required." in staff.post(t(topic, "remove"), {"note": ""}).text
    staff.post(t(topic, "remove"), {"note": "Spam."})
    topic.refresh_from_db()
    assert topic.state == ModerationState.REMOVED
    staff.post(t(topic, "restore"))
    topic.refresh_from_db()
    assert topic.is_published


def test_an_answer_is_removed_and_restored(staff: Client, topic: Topic) -> None:
    answer = make_answer(topic)
    staff.post(f"/community/a/{answer.pk}/remove/", {"note": "Spam."})
    answer.refresh_from_db()
    assert answer.removal_reason == "Spam."
    staff.post(f"/community/a/{answer.pk}/restore/")
    answer.refresh_from_db()
    assert answer.is_published


def test_only_the_author_makes_a_private_topic_public() -> None:
    topic = make_topic(make_forum(), is_private=True)
    representative = make_representative(topic.forum)
    staff, author = signed_in(representative), signed_in(topic.author.user)
    assert "Nobody has asked" in author.post(t(topic, "consent"), {"agree": "yes"}).text
    assert "The author is asked." in staff.post(t(topic, "consent/ask"), follow=True).text
    assert staff.post(t(topic, "consent"), {"agree": "yes"}).status_code == 403
    assert "May we make your topic public?" in author.get(t(topic, "consent")).text
    author.post(t(topic, "consent"), {"agree": "no"})
    topic.refresh_from_db()
    assert (topic.is_private, topic.public_consent) == (True, False)
    author.post(t(topic, "consent"), {"agree": "yes"})
    topic.refresh_from_db()
    assert not topic.is_private
    assert not ask_consent(topic, by=representative)


def test_a_reply_to_an_answer_without_scripts(topic: Topic) -> None:
    answer = make_answer(topic, body="Hold the button.")
    client = signed_in(make_user())
    page = client.get(f"{t(topic, 'answer')}?reply={answer.pk}").text
    assert "Hold the button." in page
    assert f'name="reply" value="{answer.pk}"' in page
    client.post(t(topic, "answer"), {"body": "Which one?", "reply": answer.pk})
    assert answer.replies.get().body == "Which one?"


def test_the_text_survives_when_the_answer_above_has_gone(topic: Topic) -> None:
    answer = make_answer(topic)
    answer_pk = answer.pk
    remove_answer(answer, by=make_representative(), reason="Rude.")
    client = signed_in(make_user())
    response = client.post(t(topic, "answer"), {"body": "Which one?", "reply": answer_pk})
    assert "The answer you reply to is no longer there." in response.text
    assert "Which one?" in response.text


@pytest.mark.parametrize("reply", ["x", "-1", "9" * 30, "0"])
def test_a_reply_to_nonsense_is_not_there(topic: Topic, reply: str) -> None:
    assert signed_in(make_user()).get(f"{t(topic, 'answer')}?reply={reply}").status_code == 404


def test_editing_title_text_and_tags(topic: Topic) -> None:
    CommunityTag.objects.create(name="Router", slug="router")
    author = signed_in(topic.author.user)
    assert "It blinks **red**." in author.get(t(topic, "edit")).text
    data = {"title": "A better title", "body": "Better.\r\nText.", "tags": ["Router"], "comment": "Clearer"}
    response = author.post(t(topic, "edit"), data, follow=True)
    topic.refresh_from_db()
    assert (topic.title, topic.body) == ("A better title", "Better.\nText.")
    assert response.redirect_chain[-1][0] == topic.get_absolute_url()
    assert list(topic.tags.names()) == ["Router"]
    again = author.post(t(topic, "edit"), data, follow=True)
    assert "Nothing was changed." in again.text


def test_others_cannot_edit_and_read_why(topic: Topic) -> None:
    client = signed_in(make_user())
    assert client.get(t(topic, "edit")).status_code == 403
    refused = client.post(t(topic, "edit"), {"title": "Mine now, please", "body": "Mine."})
    assert refused.status_code == 403
    assert "You cannot change this text." in refused.text
    assert "Mine now, please" in refused.text


def test_the_history_shows_what_changed_and_escapes_it(client: Client, topic: Topic) -> None:
    edit_topic(
        topic, by=topic.author.user, title=topic.title, body="It blinks <script>alert(1)</script> green."
    )
    page = client.get(t(topic, "history")).text
    assert "<ins>" in page
    assert "<del>" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "Bring back this text" not in page


def test_an_earlier_text_comes_back_as_a_new_edit(topic: Topic) -> None:
    answer = make_answer(topic, body="First.")
    edit_answer(answer, by=answer.author.user, body="Second.")
    author = signed_in(answer.author.user)
    first = Version.objects.get_for_object(answer).last()
    url = f"/community/a/{answer.pk}/history/{first.pk}/restore/"
    assert url in author.get(f"/community/a/{answer.pk}/history/").text
    assert "First." in author.get(url).text
    author.post(url)
    answer.refresh_from_db()
    assert answer.body == "First."
    assert Version.objects.get_for_object(answer).count() == 3


def test_a_text_of_another_post_cannot_be_brought_here(topic: Topic) -> None:
    other = make_topic(topic.forum, author=topic.author.user, body="Another text.")
    version = Version.objects.get_for_object(other).get()
    author = signed_in(topic.author.user)
    assert author.post(f"{t(topic, 'history')}{version.pk}/restore/").status_code == 404


def test_the_history_of_what_was_removed_is_for_moderators(client: Client, topic: Topic) -> None:
    representative = make_representative()
    remove_topic(topic, by=representative, reason="Personal data.")
    assert client.get(t(topic, "history")).status_code == 404
    assert signed_in(make_user()).get(t(topic, "history")).status_code == 404
    assert signed_in(representative).get(t(topic, "history")).status_code == 200


def test_following_topics_forums_and_tags(topic: Topic) -> None:
    tag = CommunityTag.objects.create(name="Router", slug="router")
    user = make_user()
    client = signed_in(user)
    forum_url = f"/community/f/{topic.forum.slug}/follow/"
    for url, target in (
        (t(topic, "follow"), topic),
        (forum_url, topic.forum),
        ("/community/tags/router/follow/", tag),
    ):
        assert client.post(url, {"level": "all"}).status_code == 302
        assert target.subscriptions.get(member__user=user).level == SubscriptionLevel.ALL
        fragment = client.post(url, {"level": "none"}, HTTP_X_COMMUNITY_FRAGMENT="1")
        assert 'aria-pressed="false"' in fragment.text
        assert client.post(url, {"level": "everything"}).status_code == 400
    assert client.post("/community/f/no-such-forum/follow/", {"level": "all"}).status_code == 404
    assert client.post("/community/tags/no-such-tag/follow/", {"level": "all"}).status_code == 404


def test_a_quieter_way_of_following(topic: Topic) -> None:
    client = signed_in(make_user())
    fragment = client.post(t(topic, "follow"), {"level": "all"}, HTTP_X_COMMUNITY_FRAGMENT="1").text
    assert 'value="official"' in fragment
    fragment = client.post(t(topic, "follow"), {"level": "official"}, HTTP_X_COMMUNITY_FRAGMENT="1").text
    assert 'value="all"' in fragment
