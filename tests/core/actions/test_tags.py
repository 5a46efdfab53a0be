from __future__ import annotations

import pytest

from feedback_community import limits
from feedback_community.actions.tags import clean_tags
from feedback_community.exceptions import ContentRejected
from feedback_community.models import CommunityTag
from tests.factories import make_forum, make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


def test_customers_choose_from_the_vocabulary_whatever_the_case():
    CommunityTag.objects.create(name="Router", slug="router")
    forum = make_forum()
    assert [tag.name for tag in clean_tags(["ROUTER", "router", " "], by=make_user(), forum=forum)] == [
        "Router"
    ]
    with pytest.raises(ContentRejected):
        clean_tags(["modem"], by=make_user(), forum=forum)


def test_moderators_add_words():
    forum = make_forum()
    (tag,) = clean_tags(["Modem"], by=make_representative(forum), forum=forum)
    assert (tag.name, tag.slug) == ("Modem", "modem")


def test_some_words_are_for_staff():
    CommunityTag.objects.create(name="Known bug", slug="known-bug", is_staff_only=True)
    forum = make_forum()
    with pytest.raises(ContentRejected):
        clean_tags(["Known bug"], by=make_user(), forum=forum)
    assert clean_tags(["Known bug"], by=make_representative(forum), forum=forum)


@pytest.mark.parametrize("name", ["!!!", "x" * (limits.TAG_LENGTH + 1)])
def test_not_every_word_can_be_a_tag(name):
    forum = make_forum()
    with pytest.raises(ContentRejected) as refusal:
        clean_tags([name], by=make_representative(forum), forum=forum)
    assert refusal.value.field == "tags"


def test_not_too_many():
    forum = make_forum()
    names = [f"tag {number}" for number in range(limits.TOPIC_TAGS + 1)]
    with pytest.raises(ContentRejected):
        clean_tags(names, by=make_representative(forum), forum=forum)


def test_a_topic_carries_its_tags():
    CommunityTag.objects.create(name="Router", slug="router")
    assert list(make_topic(tags=["router"]).tags.names()) == ["Router"]
