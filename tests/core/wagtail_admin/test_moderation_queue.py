from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from feedback_community.enums import ModerationPolicy, ModerationState
from feedback_community.models import BulkAct, Forum, ModerationItem, Topic
from feedback_community.wagtail_admin.moderation_queue import waiting_label
from tests.core.wagtail_admin.conftest import signed_in
from tests.factories import make_answer, make_topic, make_user

QUEUE = "/admin/community/moderation/"


def held(forum: Forum, title: str = "My router is down") -> ModerationItem:
    forum.moderation_policy = ModerationPolicy.ALL
    forum.save()
    make_topic(forum, title=title, body="It <b>blinks</b> *red*.")
    return ModerationItem.objects.latest("pk")


def bulk(action: str, *items: ModerationItem) -> str:
    ids = "&".join(f"id={item.pk}" for item in items)
    url = reverse("wagtail_bulk_action", args=("feedback_community", "moderationitem", action))
    return f"{url}?{ids}&next={QUEUE}"


def state_of(item: ModerationItem) -> str:
    item.refresh_from_db()
    return Topic.objects.get(pk=item.topic_id).state


def test_the_queue_shows_the_posts_of_the_moderators_forum_oldest_first(
    internet: Forum, tv: Forum, moderator: Any
) -> None:
    held(internet, "The first one")
    held(internet, "The second one")
    held(tv, "Of the television")
    page = signed_in(moderator).get(QUEUE).content.decode()
    assert page.index("The first one") < page.index("The second one")
    assert "Of the television" not in page


@pytest.mark.parametrize("who", ["editor", "customer"])
def test_people_without_the_right_are_sent_away(
    who: str, internet: Forum, request: pytest.FixtureRequest
) -> None:
    item = held(internet)
    client = signed_in(request.getfixturevalue(who))
    for url in (QUEUE, f"{QUEUE}results/", f"{QUEUE}{item.pk}/", bulk("approve", item), bulk("reject", item)):
        assert client.get(url).status_code == 302
        assert client.post(url, {"decision": "approve", "reason": "no"}).status_code == 302
    assert state_of(item) == ModerationState.HELD


def test_strangers_are_asked_to_sign_in(internet: Forum) -> None:
    item = held(internet)
    for url in (QUEUE, f"{QUEUE}{item.pk}/", bulk("approve", item)):
        response = Client().get(url)
        assert response.status_code == 302
        assert "login" in response.url


def test_a_post_of_another_forum_is_missing_for_a_moderator(internet: Forum, other_moderator: Any) -> None:
    item = held(internet)
    client = signed_in(other_moderator)
    assert client.get(f"{QUEUE}{item.pk}/").status_code == 404
    assert client.post(f"{QUEUE}{item.pk}/", {"decision": "approve"}).status_code == 404
    assert client.get(bulk("approve", item)).status_code == 404
    assert client.post(bulk("approve", item)).status_code == 404
    assert client.post(bulk("reject", item), {"reason": "no"}).status_code == 404
    assert state_of(item) == ModerationState.HELD


def test_approving_one_post_publishes_it(internet: Forum, moderator: Any) -> None:
    item = held(internet)
    client = signed_in(moderator)
    assert "blinks" in client.get(f"{QUEUE}{item.pk}/").content.decode()
    response = client.post(f"{QUEUE}{item.pk}/", {"decision": "approve"}, follow=True)
    assert "The post is published." in response.content.decode()
    assert state_of(item) == ModerationState.PUBLISHED
    assert client.get(f"{QUEUE}{item.pk}/").status_code == 404


def test_a_rejection_needs_a_reason(internet: Forum, moderator: Any) -> None:
    item = held(internet)
    client = signed_in(moderator)
    response = client.post(f"{QUEUE}{item.pk}/", {"decision": "reject", "reason": " "})
    assert "Please give the author a reason." in response.content.decode()
    assert state_of(item) == ModerationState.HELD
    client.post(f"{QUEUE}{item.pk}/", {"decision": "reject", "reason": "Please add no phone numbers."})
    assert state_of(item) == ModerationState.REJECTED
    item.refresh_from_db()
    assert item.note == "Please add no phone numbers."


def test_a_held_answer_is_shown_with_its_topic(internet: Forum, moderator: Any) -> None:
    topic = make_topic(internet, title="Where is my bill?")
    internet.moderation_policy = ModerationPolicy.ALL
    internet.save()
    topic.forum.refresh_from_db()
    make_answer(topic, author=make_user("Peer"), body="In the drawer.")
    item = ModerationItem.objects.get()
    page = signed_in(moderator).get(f"{QUEUE}{item.pk}/").content.decode()
    assert "Where is my bill?" in page
    assert "In the drawer." in page


def test_many_are_approved_at_once(internet: Forum, moderator: Any) -> None:
    first, second = held(internet, "The first one"), held(internet, "The second one")
    client = signed_in(moderator)
    assert "Approve these 2 posts?" in client.get(bulk("approve", first, second)).content.decode()
    response = client.post(bulk("approve", first, second), follow=True)
    assert "2 posts are published." in response.content.decode()
    assert {state_of(first), state_of(second)} == {ModerationState.PUBLISHED}


def test_many_are_rejected_with_one_reason(internet: Forum, moderator: Any) -> None:
    first, second = held(internet, "The first one"), held(internet, "The second one")
    client = signed_in(moderator)
    client.post(bulk("reject", first, second), {"reason": ""})
    assert state_of(first) == ModerationState.HELD
    client.post(bulk("reject", first, second), {"reason": "Advertising."})
    assert {state_of(first), state_of(second)} == {ModerationState.REJECTED}


def test_a_bulk_act_leaves_out_posts_of_other_forums(internet: Forum, tv: Forum, moderator: Any) -> None:
    mine, theirs = held(internet), held(tv)
    client = signed_in(moderator)
    assert client.post(bulk("approve", mine, theirs)).status_code == 302
    assert state_of(mine) == ModerationState.PUBLISHED
    assert state_of(theirs) == ModerationState.HELD


def test_all_in_the_list_means_what_the_filters_showed(
    internet: Forum, tv: Forum, administrator: Any
) -> None:
    of_internet, of_tv = held(internet), held(tv)
    url = reverse("wagtail_bulk_action", args=("feedback_community", "moderationitem", "approve"))
    signed_in(administrator).post(f"{url}?id=all&forum={tv.pk}&next={QUEUE}")
    assert state_of(of_internet) == ModerationState.HELD
    assert state_of(of_tv) == ModerationState.PUBLISHED


def test_the_filter_offers_only_the_moderators_forums(internet: Forum, tv: Forum, moderator: Any) -> None:
    held(internet)
    page = signed_in(moderator).get(QUEUE).content.decode()
    assert "Television" not in page


def test_the_search_finds_words_of_the_text(internet: Forum, moderator: Any) -> None:
    held(internet, "About the weather")
    client = signed_in(moderator)
    assert "About the weather" in client.get(f"{QUEUE}results/?q=blinks").content.decode()
    assert "About the weather" not in client.get(f"{QUEUE}results/?q=zebra").content.decode()


def test_the_home_of_the_admin_tells_who_may_decide(
    internet: Forum, moderator: Any, other_moderator: Any, editor: Any
) -> None:
    held(internet)
    words = "1 post waits for approval"
    assert words in signed_in(moderator).get("/admin/").content.decode()
    assert words not in signed_in(other_moderator).get("/admin/").content.decode()
    assert "for approval" not in signed_in(editor).get("/admin/").content.decode()


def test_a_long_queue_is_not_counted_to_the_end() -> None:
    assert waiting_label(2, 100) == "2 posts wait for approval"
    assert waiting_label(100, 100) == "99+ posts wait for approval"


def test_one_post_is_hidden_as_spam_and_the_way_to_undo_stands_in_the_message(
    internet: Forum, moderator: Any
) -> None:
    item, client = held(internet), signed_in(moderator)
    page = client.post(f"{QUEUE}{item.pk}/", {"decision": "spam"}, follow=True).content.decode()
    assert state_of(item) == ModerationState.REJECTED
    act = BulkAct.objects.get()
    assert reverse("feedback_community_bulk:act", args=[act.pk]) in page
    client.post(reverse("feedback_community_bulk:act", args=[act.pk]))
    assert state_of(item) == ModerationState.HELD
    assert client.get(f"{QUEUE}{item.pk}/").status_code == 200
