"""Veresk's community out of demo/community.jsonl: who may do what in it, and something that waits."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from example_project.accounts.demo import ACCOUNTS
from example_project.accounts.models import User
from example_project.home.guests import let_guests_in
from example_project.home.knowledge import prepare_knowledge, remove_knowledge
from example_project.home.moderation import SPAMMER, prepare_moderation
from example_project.home.people import MODERATORS, create_accounts
from example_project.home.reputation import load_reputation
from example_project.home.service import prepare_service
from feedback_community.actions.answers import post_answer
from feedback_community.actions.counters import refresh_trending
from feedback_community.actions.importing.removal import remove_source
from feedback_community.actions.importing.run import import_file
from feedback_community.actions.importing.state import Options, Report
from feedback_community.actions.topics import create_topic
from feedback_community.actions.trust import refresh_trust
from feedback_community.enums import ModerationPolicy, Right, TopicType
from feedback_community.models import (
    CannedReply,
    CommunitySettings,
    Forum,
    ForumGroupPermission,
    Member,
    Topic,
)

FILE = Path(__file__).resolve().parent.parent / "demo" / "community.jsonl"
SOURCE = "demo"
#: The last row that the demo makes: when it is there, the demo is complete.
LAST = f"{SOURCE}:held"
#: The newest entry of the demo is this old.
NEWEST = timedelta(minutes=3)

EMPLOYEES = "Community employees"
REPRESENTATIVES = "Community representatives"
GROUPS = {
    EMPLOYEES: (Right.EMPLOYEE,),
    REPRESENTATIVES: (
        Right.EMPLOYEE,
        Right.ANSWER_OFFICIALLY,
        Right.CHANGE_STATUS,
        Right.MARK_SOLUTION,
        Right.POST_UPDATE,
    ),
}
STAFF = {
    "henrik@veresk.example": EMPLOYEES,
    "marta@veresk.example": REPRESENTATIVES,
    "kaisa@veresk.example": REPRESENTATIVES,
}
#: Forums where every post is read before it appears.
PREMODERATED = ("beta-testers", "beta-test")
INTRO = (
    "Ask, answer, report a problem, say what we should do next. "
    "Спрашивайте, отвечайте, сообщайте о проблемах, предлагайте."
)
ASK_HINT = (
    "Please never post your contract number, address or phone number here. "
    "Не публикуйте здесь номер договора, адрес и телефон."
)
WAITING = (
    "After each restart of the router the guest network is off again. "
    "Firmware from the beta channel, *router with four antennas*."
)


def is_loaded() -> bool:
    return Topic.objects.filter(uid=LAST).exists()


def is_wanted() -> bool:
    """On an empty site, and where an earlier load was cut short; never beside other content."""
    mine = Forum.objects.filter(uid__startswith=f"{SOURCE}:")
    return not is_loaded() and (mine.exists() or not Forum.objects.exists())


def load_community(*, announce: bool = True) -> Report:
    """Load the demo. A run that was killed is simply run again: the times move by the same span."""
    site = Site.objects.get(is_default_site=True)
    report = import_file(
        FILE, site=site, options=Options(source=SOURCE, people="stub", announce=announce, shift=find_shift())
    )
    if report.problem_count:
        raise ValueError(f"line {report.problems[0].line}: {report.problems[0].message}")
    create_accounts()
    finish(site)
    load_reputation()
    refresh_trending()
    refresh_trust()
    return report


def find_shift() -> timedelta:
    """The span that brings the newest entry to now; the one of the first run if there was one."""
    first: dict[str, Any] = {}
    newest: datetime | None = None
    with FILE.open(encoding="utf-8") as file:
        for line in file:
            entry = json.loads(line)
            if entry["type"] == "person" and not first:
                first = entry
            for moment in (entry.get("created_at"), entry.get("closed_at")):
                if moment and (newest is None or datetime.fromisoformat(moment) > newest):
                    newest = datetime.fromisoformat(moment)
    member = Member.objects.filter(uid=f"{SOURCE}:{first['id']}").first()
    if member is not None:
        return member.created_at - datetime.fromisoformat(first["created_at"])
    return timezone.now() - NEWEST - (newest or timezone.now())


@transaction.atomic
def finish(site: Site) -> None:
    """Rights, texts and the posts that wait for a moderator."""
    for name, rights in GROUPS.items():
        group, _created = Group.objects.get_or_create(name=name)
        for right in rights:
            ForumGroupPermission.objects.get_or_create(forum=None, group=group, right=right)
    for email, name in STAFF.items():
        User.objects.get(email=email).groups.add(Group.objects.get(name=name))
    community = CommunitySettings.for_site(site)
    community.name = "Veresk community"
    community.company_name = "Veresk"
    community.intro, community.ask_hint = INTRO, ASK_HINT
    community.save()
    Forum.objects.filter(site=site, slug__in=PREMODERATED).update(moderation_policy=ModerationPolicy.ALL)
    prepare_service(site, list(GROUPS))
    prepare_knowledge(site)
    prepare_moderation(site)
    let_guests_in(site, SOURCE)
    hold_something(site)


def hold_something(site: Site) -> None:
    """Through the front door, like a customer: the forum's policy holds what is posted."""
    forum = Forum.objects.get(site=site, slug=PREMODERATED[0])
    topic = forum.topics.filter(closed_at=None, state="published").first()
    if topic is not None:
        post_answer(
            topic,
            author=user("irina"),
            body="Same here on the second floor. Shall I send the log of the router?",
        )
    waiting = create_topic(
        forum,
        author=user("priya"),
        topic_type=TopicType.PROBLEM,
        title="The beta firmware forgets the guest network",
        body=WAITING,
    )
    Topic.objects.filter(pk=waiting.pk).update(uid=LAST)


def user(name: str) -> User:
    return User.objects.get(email=f"{name}@example.com")


def remove_community() -> dict[str, int]:
    """Everything that the demo brought, and what visitors added to it."""
    site = Site.objects.get(is_default_site=True)
    remove_knowledge()
    removed = dict(remove_source(SOURCE, site=site))
    User.objects.filter(email__in=[SPAMMER, *(account.email for account in ACCOUNTS)]).delete()
    Group.objects.filter(name__in=[*GROUPS, MODERATORS]).delete()
    CommunitySettings.objects.filter(site=site).delete()
    CannedReply.objects.filter(site=site).delete()
    return removed
