"""What staff do: ranks with a preview, badges by hand, letters, suspicions; and who may not."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from feedback_community.actions.flags import ensure_flag_reasons, flag_content
from feedback_community.actions.members import ensure_member
from feedback_community.enums import TrustLevel
from feedback_community.models import Flag, FlagDecision, Member
from feedback_community.reputation.actions.ranks import update_points
from feedback_community.reputation.models import (
    Appointment,
    Badge,
    BadgeAward,
    Privilege,
    Rank,
    Reputation,
    Suspicion,
)
from tests.factories import make_answer, make_topic, make_user
from tests.reputation.play import work

pytestmark = pytest.mark.django_db

PAGES = (
    "feedback_community_trusted:index",
    "feedback_community_trusted:offer",
    "feedback_community_candidates:index",
    "feedback_community_suspicions:index",
    "feedback_community_badges:index",
    "feedback_community_badges:add",
    "feedback_community_ranks:index",
    "feedback_community_ranks:add",
    "feedback_community_privileges:index",
    "feedback_community_privileges:add",
)


@pytest.fixture
def admin(client):
    user = make_user("Ada Admin", is_superuser=True)
    client.force_login(user)
    return user


def person(name: str, points: int = 0, **fields) -> Member:
    member = ensure_member(make_user(name))
    update_points({member.pk: points})
    Reputation.objects.filter(member=member).update(**fields)
    return member


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_for_an_administrator(client, admin, name):
    page = client.get(reverse(name))
    assert page.status_code == 200
    if name.endswith(":index"):
        assert "feedback_community/staff.css" in page.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_no_page_opens_for_somebody_who_may_only_enter_the_admin(client, name):
    user = make_user("Edda Editor")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(reverse(name)).status_code in (302, 403)
    assert client.get(reverse("feedback_community_suspicions:evidence", args=[1])).status_code in (302, 403)


@pytest.mark.parametrize("room", ["ranks", "badges", "privileges"])
def test_which_rows_there_are_is_not_told(client, room):
    """A row that is there answers as one that is not."""
    row = {"ranks": Rank, "badges": Badge, "privileges": Privilege}[room].objects.first()
    assert row is not None
    user = make_user("Edda Editor")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    answers = [
        client.get(reverse(f"feedback_community_{room}:{act}", args=[pk]))
        for act in ("edit", "delete", "usage", "history")
        for pk in (row.pk, 999_999)
    ]
    assert {answer.status_code for answer in answers} == {302}


def test_the_preview_of_a_rank_shows_who_would_change_and_saves_nothing(client, admin):
    person("Anna Above", 120)
    person("Berta Below", 50)
    rank = Rank.objects.get(key="regular")
    url = reverse("feedback_community_ranks:edit", args=[rank.pk])
    data = {"name": "", "threshold": "40", "icon": "people", "colour": "green"}
    body = client.post(url, {**data, "preview": "1"}).content.decode()
    assert "Berta Below (Participant)" in body
    assert "Anna Above" not in body
    rank.refresh_from_db()
    assert rank.threshold == 100
    assert client.post(url, data).status_code == 302
    work()
    assert Reputation.objects.get(member__user__first_name="Berta").rank == rank


def test_a_deleted_rank_leaves_nobody_without_one(client, admin):
    member = person("Anna Above", 120)
    url = reverse("feedback_community_ranks:delete", args=[Rank.objects.get(key="regular").pk])
    assert "Anna Above (Regular)" in client.get(url).content.decode()
    client.post(url)
    work()
    assert Reputation.objects.get(member=member).rank.key == "participant"


def test_a_badge_is_made_and_given_by_hand_with_a_reason(client, admin):
    member = person("Gerda Given")
    data = {
        "name": "Guide",
        "slug": "guide",
        "description": "For guides.",
        "rule": "",
        "thresholds": "",
        "icon": "edit",
        "colour": "blue",
        "is_active": "on",
        "position": "9",
    }
    client.post(reverse("feedback_community_badges:add"), data)
    badge = Badge.objects.get(slug="guide")
    url = reverse("feedback_community_badges:give", args=[badge.pk])
    body = client.post(url, {"member": "nobody", "reason": "x"}).content.decode()
    assert "There is nobody with this handle." in body
    client.post(url, {"member": f"@{member.handle}", "reason": "Wrote the guide."})
    award = BadgeAward.objects.get(badge=badge)
    assert (award.member, award.reason, award.by.user) == (member, "Wrote the guide.", admin)
    client.post(reverse("feedback_community_badges:take", args=[award.pk]), {"reason": "A mistake."})
    assert not BadgeAward.objects.filter(badge=badge).exists()


def test_levels_are_numbers(client, admin):
    badge = Badge.objects.get(key="solver")
    url = reverse("feedback_community_badges:edit", args=[badge.pk])
    data = {"name": "", "slug": "solver", "description": "", "rule": "solutions", "icon": "check"}
    more = {"colour": "green", "is_active": "on", "position": "1"}
    body = client.post(url, {**data, **more, "thresholds": "one, ten"}).content.decode()
    assert "Please write numbers with commas between them." in body
    client.post(url, {**data, **more, "thresholds": "5, 2"})
    badge.refresh_from_db()
    assert badge.thresholds == [2, 5]


def test_candidates_come_with_the_evidence_and_are_asked_from_there(client, admin):
    best = person("Conny Candidate", 300, helpful_lately=40)
    person("Nora New", 300, helpful_lately=50)
    person("Lena Lesser", 300, helpful_lately=2)
    Member.objects.exclude(user__first_name="Nora").update(trust=TrustLevel.PROVEN)
    for number in range(12):
        person(f"Other {number}", 10, helpful_lately=5)
    answer = make_answer(make_topic(), author=best.user)
    for name in ("Flora Flags", "Fiona Flags"):
        flag_content(answer, by=make_user(name), reason=ensure_flag_reasons()[1])
    Flag.objects.update(decision=FlagDecision.CONFIRMED)
    body = client.get(reverse("feedback_community_candidates:index")).content.decode()
    assert "Conny Candidate" in body
    # Helpful votes, solutions, answers, and two flags on one post, which are one fault.
    cells = re.sub(r"<[^>]+>|\s+", " ", body[body.index("Conny Candidate") :]).split()
    assert [cell for cell in cells if cell.isdigit()][:4] == ["40", "0", "0", "1"]
    assert "Nora New" not in body and "Lena Lesser" not in body
    offer = reverse("feedback_community_trusted:offer")
    assert f'value="{best.handle}"' in client.get(f"{offer}?member={best.handle}").content.decode()
    client.post(offer, {"member": best.handle, "rights": ["retag"], "letter": "Please."})
    row = Appointment.objects.get(member=best)
    assert row.is_offered and row.rights == ["retag"]
    assert "is on its way" in client.get(reverse("feedback_community_candidates:index")).content.decode()
    assert (
        "Conny Candidate" not in client.get(reverse("feedback_community_candidates:index")).content.decode()
    )
    client.post(reverse("feedback_community_trusted:end", args=[row.pk]), {"reason": "Changed our mind."})
    row.refresh_from_db()
    assert row.ending_reason == "Changed our mind."


def test_a_suspicion_is_closed_with_a_note(client, admin):
    one, other = person("One"), person("Other")
    row = Suspicion.objects.create(
        kind="ring", member=one, other=other, week="2026-11-16", given=6, returned=2
    )
    url = reverse("feedback_community_suspicions:evidence", args=[row.pk])
    assert "Votes for one another" in client.get(url).content.decode()
    client.post(url, {"note": "Two colleagues."})
    row.refresh_from_db()
    assert row.note == "Two colleagues." and row.closed_by.user == admin


def test_a_privilege_is_a_row_in_a_table(client, admin):
    client.post(reverse("feedback_community_privileges:add"), {"right": "retag", "trust": "1", "rank": ""})
    assert Privilege.objects.filter(right="retag", trust=1, rank=None).exists()
