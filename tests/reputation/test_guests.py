"""Guests earn and give as everybody does, and what they have goes with their posts to the account."""

from __future__ import annotations

from typing import Any

import pytest

from feedback_community.actions.claiming import claim_posts
from feedback_community.actions.guests import ask_for_proof, proving
from feedback_community.actions.solutions import mark_solution
from feedback_community.actions.votes import cast_vote, retract_vote
from feedback_community.enums import TopicType
from feedback_community.models import GuestProof, Member
from feedback_community.people import GuestVisitor
from feedback_community.reputation.actions.recounts import recalculate
from feedback_community.reputation.models import LedgerEntry, Reputation
from tests.factories import default_site, make_answer, make_forum, make_representative, make_topic, make_user
from tests.reputation.play import check_everything

pytestmark = pytest.mark.django_db
ADDRESS = "gina@mail.example"


def points_of(member: Member) -> int:
    return sum(Reputation.objects.filter(member=member).values_list("points", flat=True))


def come_back(proof: GuestProof) -> GuestVisitor:
    with proving(proof) as visitor:
        assert visitor is not None
        return visitor


@pytest.fixture
def guest(db: None) -> GuestVisitor:
    return come_back(ask_for_proof(ADDRESS, site=default_site(), name="Gina"))


@pytest.fixture
def forum(db: None) -> Any:
    return make_forum(guests_post=True, guests_vote=True)


def test_a_vote_of_a_guest_counts_until_it_is_taken_back(play, guest, forum):
    author = make_user("Anna Author")
    answer = play(make_answer, play(make_topic, forum), author=author)
    play(cast_vote, answer, voter=guest)
    assert points_of(answer.author) == 6
    play(retract_vote, answer, voter=guest)
    assert points_of(answer.author) == 1
    check_everything()


def test_points_follow_a_claimed_post_at_once(play, guest, forum):
    mine = play(make_topic, forum, author=guest, topic_type=TopicType.IDEA)
    other = play(make_answer, mine, author=make_user("Olga Other"))
    helped = play(make_answer, play(make_topic, forum), author=guest)
    account = make_user("Gina Account")
    account.email = ADDRESS
    account.save()
    theirs = play(make_answer, mine, author=account, body="And another thing.")
    for target, voter in ((mine, make_user("Vera")), (other, guest), (helped, make_user("Vito"))):
        play(cast_vote, target, voter=voter)
    # Nobody knew yet that these two are one person.
    play(cast_vote, mine, voter=account)
    play(cast_vote, theirs, voter=guest)
    play(mark_solution, helped, by=make_representative(forum))
    assert points_of(guest.member) == 1 + 1 + 2 + 2 + 5 + 15
    proof = ask_for_proof(ADDRESS, site=default_site(), claimed_by=account)
    assert play(claim_posts, proof, by=account)
    member = Member.objects.get(user=account)
    assert points_of(guest.member) == 0
    assert points_of(member) == 1 + 1 + 1 + 2 + 5 + 15
    given = LedgerEntry.objects.standing().get(reason="helpful", member=other.author)
    assert given.giver_id == member.pk
    check_everything()
    assert not recalculate()
