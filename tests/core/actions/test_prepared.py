"""Prepared writes do what Django's own would do, on the database of the run."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from feedback_community.actions.prepared import Change, insert_once
from feedback_community.actions.voting_for import cast_vote_for
from feedback_community.enums import ModerationState
from feedback_community.exceptions import InvalidChange
from feedback_community.models import Member, Topic, Vote
from feedback_community.querysets.prepared import key
from tests.factories import make_representative, make_topic, make_user

pytestmark = pytest.mark.django_db


def make_voter(name: str) -> Member:
    return Member.objects.create(user=make_user(name), handle=name.lower())


def test_a_row_is_written_once_with_its_defaults_and_its_key() -> None:
    topic, voter = make_topic(), make_voter("Mia")
    vote = Vote(topic=topic, voter=voter)
    with CaptureQueriesContext(connection) as captured:
        assert insert_once(vote)
    assert len(captured) == 1
    stored = Vote.objects.get(pk=vote.pk)
    assert (stored.uid, stored.created_at, stored.voter_id) == (vote.uid, vote.created_at, voter.pk)
    again = Vote(topic=topic, voter=voter)
    assert not insert_once(again)
    assert again.pk is None
    assert insert_once(Vote(topic=topic, voter=make_voter("Noa")))
    assert topic.votes.count() == 2


def test_a_row_may_be_saved_afterwards_as_any_other() -> None:
    vote = Vote(topic=make_topic(), voter=make_voter("Mia"))
    insert_once(vote)
    vote.note = "by telephone"
    vote.save()
    assert Vote.objects.get().note == "by telephone"


def test_a_change_counts_the_rows_it_found() -> None:
    change = Change(
        Topic, lambda step: (Topic.objects.filter(pk=key("pk")), {"vote_count": F("vote_count") + step})
    )
    first = make_topic()
    assert change(2, pk=first.pk) == change(2, pk=first.pk) == 1
    assert change(1, pk=0) == 0
    first.refresh_from_db()
    assert first.vote_count == 4


def test_a_customer_is_not_counted_on_a_topic_that_was_withdrawn_meanwhile() -> None:
    topic, customer = make_topic(), make_voter("Mia")
    Topic.objects.filter(pk=topic.pk).update(state=ModerationState.MERGED)
    with pytest.raises(InvalidChange):
        cast_vote_for(topic, customer=customer, by=make_representative(topic.forum), note="by telephone")
    assert not topic.votes.exists()
