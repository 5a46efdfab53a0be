"""Every address x every kind of visitor x every state of a topic: nobody is shown what is not theirs to see.

The addresses come from the URL configuration. Each carries a row in `ROUTES` that says what it is about; an
address without a row fails, so that nobody adds a page past this test. What a visitor may see is written
down in `SEES` by hand and not asked of the policy: the policy is what is tested.

The world is built once. Every text of a case carries a canary of that case; a response may show only the
canaries of the cases that its reader may see. What is forbidden answers byte for byte like what is missing,
apart from the address that was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page, Site

from feedback_community.actions.answers import remove_answer
from feedback_community.actions.guests import ask_for_proof
from feedback_community.actions.members import ensure_member
from feedback_community.actions.merging import merge_topics
from feedback_community.actions.moderation import reject_content
from feedback_community.actions.tags import make_tag
from feedback_community.actions.topics import remove_topic
from feedback_community.enums import (
    ForumVisibility,
    ModerationPolicy,
    Right,
    SubscriptionLevel,
    SubscriptionReason,
)
from feedback_community.models import (
    Answer,
    BulkAct,
    BulkRow,
    CannedReply,
    DuplicateSuggestion,
    Flag,
    FlagReason,
    Forum,
    Guest,
    InternalNote,
    Member,
    ModerationItem,
    Notification,
    Subscription,
    Topic,
)
from feedback_community.outbox import worker
from feedback_community.web.guests import SESSION_KEY
from tests.factories import grant, make_answer, make_forum, make_representative, make_topic, make_user

# Thousands of pages: once is enough, on the quicker of the databases.
pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

MISSING = 987_654_321
#: What every POST carries: enough for some acts, too little for others.
FIELDS = {"body": "Hello there", "level": "all", "reason": "x", "status": "1", "title": "A new title"}

#: What stands behind an address: a topic, an answer, a forum, a tag, a person; or nothing of anybody's.
TOPIC, ANSWER, FORUM, TAG, PERSON, NOTHING = "topic", "answer", "forum", "tag", "person", "nothing"
#: Routes by name. Optional apps bring theirs under prefixes: a row with * is for all of them.
ROUTES: dict[str, str] = {
    **dict.fromkeys(
        "home topics roadmap feed sitemap sitemap_part search suggest search_record ask continue"
        " notifications notifications_read notification notification_mark subscriptions preferences"
        " mails_again own_data"
        " own_data_download file_upload file file_small claim guest guest_proof profile unsubscribe"
        " work".split(),
        NOTHING,
    ),
    **dict.fromkeys("forum forum_feed forum_follow forum_wishes".split(), FORUM),
    **dict.fromkeys("tag tag_feed tag_follow".split(), TAG),
    "person": PERSON,
}
#: Parts of addresses that say the rest: whatever stands below a topic's or an answer's address is about it.
BELOW = {"/t/<int:pk>": TOPIC, "/a/<int:pk>": ANSWER}
#: Namespaces and prefixes of optional apps, whose pages are about themselves; canaries must not show there.
OPTIONAL = ("kb", "reputation", "leaderboard", "badge", "trust", "article", "appointment", "award", "rank")

#: Of what staff write for staff.
STAFF_CANARY = "zqstaffqz"
#: Of what a guest wrote whose address is not proven: moderators can look at it in the admin, nobody else.
PROOF_CANARY = "zqproofqz"
TRUSTED = (Right.TRUSTED, Right.MARK_SOLUTION, Right.RETAG, Right.SUGGEST_MERGE, Right.HIDE_SPAM)

PERSONAS = (
    *("anonymous", "guest", "new member", "customer", "trusted", "author", "suspended"),
    "stranger moderator",
    *("employee", "representative", "moderator", "administrator"),
)
STAFF = ("employee", "representative", "moderator", "administrator")
MODERATORS = ("representative", "moderator", "administrator")
MEMBERS = tuple(name for name in PERSONAS if name not in ("anonymous", "guest"))
#: Whose eyes the texts of a case are for.
SEES: dict[str, tuple[str, ...]] = {
    "visible": PERSONAS,
    "private": ("author", *STAFF),
    "held": ("author", *MODERATORS),
    "rejected": ("author", *MODERATORS),
    "removed": ("author", *MODERATORS),
    "merged": PERSONAS,
    "merged into members only": MEMBERS,
    "members only": MEMBERS,
    # Whoever has a right in a forum sees the forum.
    "group forum": ("trusted", *STAFF),
    "moved to a group forum": ("trusted", *STAFF),
    "other site": (),
}
#: Whose existence is known to more than the text is: a removed topic leaves a stub at its address.
KNOWN = {**SEES, "removed": PERSONAS}


@dataclass
class World:
    topics: dict[str, Topic] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    users: dict[str, Any] = field(default_factory=dict)
    #: Rows of staff that belong to a case, by the beginning of their address in the admin.
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    #: What was answered already: one request serves every test that asks for it.
    asked: dict[tuple[str, str, str], tuple[int, str]] = field(default_factory=dict)

    def ask(self, who: str, method: str, url: str) -> tuple[int, str]:
        """Status, and body with target."""
        key = (who, method, url)
        if key not in self.asked:
            fields = FIELDS if method == "post" else {}
            response = getattr(self.clients[who], method)(url, fields)
            self.asked[key] = (response.status_code, text_of(response))
        return self.asked[key]


def canary(case: str) -> str:
    return "zq" + re.sub(r"\W", "", case) + "qz"


def routes() -> Iterator[tuple[str, str]]:
    """Name and pattern of everything below the community's namespace."""

    def walk(patterns: list[Any], prefix: str, inside: bool) -> Iterator[tuple[str, str]]:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(
                    pattern.url_patterns, route, inside or pattern.namespace == "feedback_community"
                )
            elif isinstance(pattern, URLPattern) and inside:
                yield pattern.name or "", route

    return walk(get_resolver().url_patterns, "/", False)


def about(name: str, route: str) -> str:
    """What the address is about, by its row; "" for one without."""
    for start, noun in BELOW.items():
        if start in route:
            return noun
    if any(word in name or f"/{word}" in route for word in OPTIONAL):
        return ROUTES.get(name, NOTHING)
    return ROUTES.get(name, "")


def words(case: str) -> dict[str, str]:
    return {"title": f"The {canary(case)} matter", "body": f"Text {canary(case)} of a bluewhale."}


def make_case(case: str, author: Any, forum: Forum, site: Site) -> Topic:
    """A topic in that state, with its canary in every field."""
    said = words(case)
    match case:
        case "private":
            return make_topic(forum, author=author, is_private=True, **said)
        case "held" | "rejected":
            strict = make_forum(moderation_policy=ModerationPolicy.ALL)
            return make_topic(strict, author=author, **said)
        case "members only":
            closed = make_forum(visibility=ForumVisibility.SIGNED_IN, description=canary(case))
            return make_topic(closed, author=author, **said)
        case "group forum" | "moved to a group forum":
            open_forum = make_forum(description=canary(case) if case == "group forum" else "")
            topic = make_topic(open_forum, author=author, **said)
            make_answer(topic, author=author, body=f"Answer {canary(case)}.")
            Forum.objects.filter(pk=open_forum.pk).update(visibility=ForumVisibility.GROUPS)
            return topic
        case "other site":
            return make_topic(make_forum(site=site, description=canary(case)), author=author, **said)
    return make_topic(forum, author=author, **said)


def fresh(user: Any) -> Any:
    return type(user).objects.get(pk=user.pk)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once, in one transaction that is rolled back at the end."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield build()
            transaction.set_rollback(True)


def build() -> World:
    world = World()
    forum = make_forum("Open to all", guests_post=True)
    root = make_user("Root Admin", is_superuser=True, is_staff=True)
    site = Site.objects.create(hostname="other.example", root_page=Page.objects.get(depth=1))
    author = make_user("Ann Author")
    for case in SEES:
        topic = make_case(case, fresh(author), forum, site)
        topic.tags.add(make_tag(f"tag {len(world.topics)}"))
        world.topics[case] = topic
        answer = topic.answers.first()
        if answer is None and topic.is_published:
            answer = make_answer(topic, author=fresh(author), body=f"Answer {canary(case)}.")
        if answer is not None:
            world.answers[case] = answer
    finish(world, forum, root)
    forums = [topic.forum for case, topic in world.topics.items() if case != "other site"]
    world.users = people(author, root, forums)
    world.clients = clients(world.users)
    keep_staff_rows(world)
    follow_everything(world)
    ask_for_proof("gone@mail.example", site=forum.site, forum=forum, act="ask", data={"body": [PROOF_CANARY]})
    worker.run_once(frozenset({"search"}))
    return world


def finish(world: World, forum: Forum, root: Any) -> None:
    """What can only be done to a topic that stands."""
    item = ModerationItem.objects.get(topic=world.topics["rejected"], answer=None)
    reject_content(item, moderator=fresh(root), reason=f"No {canary('rejected')}.")
    remove_topic(world.topics["removed"], by=fresh(root), reason="Off topic.")
    survivor = make_topic(forum, title="The survivor of merging")
    merge_topics(world.topics["merged"], into=survivor, by=fresh(root))
    closed = world.topics["members only"]
    merge_topics(world.topics["merged into members only"], into=closed, by=fresh(root))
    remove_answer(make_answer(survivor, body="Taken zqtakenqz down."), by=fresh(root), reason="Off topic.")
    for case, topic in world.topics.items():
        world.topics[case] = Topic.objects.get(pk=topic.pk)


def people(author: Any, root: Any, forums: list[Forum]) -> dict[str, Any]:
    def working(name: str, *rights: Right) -> Any:
        user = make_user(name)
        for forum in {forum.pk: forum for forum in forums}.values():
            user = grant(user, *rights, forum=forum)
        return user

    suspended = make_user("Sue Suspended")
    make_topic(author=suspended)
    Member.objects.filter(user=suspended).update(suspended_until="2099-01-01T00:00:00Z")
    representative = (Right.EMPLOYEE, Right.ANSWER_OFFICIALLY, Right.MODERATE)
    found = {
        "new member": make_user("Nick New"),
        "customer": make_topic(author=make_user("Carl Customer")).author.user,  # type: ignore[union-attr]
        "trusted": working("Tess Trusted", *TRUSTED),
        "author": author,
        "suspended": suspended,
        "stranger moderator": make_representative(make_forum("Elsewhere")),
        "employee": working("Emma Employee", Right.EMPLOYEE),
        "representative": working("Rita Representative", *representative),
        "moderator": working("Max Moderator", Right.MODERATE),
        "administrator": root,
    }
    door = Group.objects.create(name="admin")
    door.permissions.add(Permission.objects.get(codename="access_admin"))
    for who in ("trusted", "stranger moderator", *STAFF):
        found[who].groups.add(door)
    return found


def clients(users: dict[str, Any]) -> dict[str, Client]:
    found = {name: Client() for name in PERSONAS}
    for name, user in users.items():
        found[name].force_login(user)
    member = Member.objects.create(handle="gina-guest", stub_name="Gina")
    session = found["guest"].session
    session[SESSION_KEY] = Guest.objects.create(member=member, address_hash="x", address="g@mail.example").pk
    session.save()
    return found


def keep_staff_rows(world: World) -> None:
    """What staff keep beside each topic, with a canary of its own: a note, a flag, a suggestion, an act."""
    customer = ensure_member(world.users["customer"])
    reason = make_flag_reason()
    act = BulkAct.objects.create(kind="close", by=ensure_member(world.users["administrator"]), total=1)
    rows = world.rows = {
        name: {} for name in ("topics", "moderation", "flags", "duplicates", "forums", "bulk")
    }
    for case, topic in world.topics.items():
        InternalNote.objects.create(topic=topic, author=customer, body=f"A note {STAFF_CANARY}.")
        CannedReply.objects.create(
            site=topic.forum.site, forum=topic.forum, title=STAFF_CANARY, body=STAFF_CANARY
        )
        flag = Flag.objects.create(topic=topic, by=customer, reason=reason, note=STAFF_CANARY)
        other = DuplicateSuggestion.objects.create(
            duplicate=topic, survivor=world.topics["visible"], by=customer
        )
        BulkRow.objects.create(act=act, topic=topic)
        item = topic.moderation_items.first()
        found = (topic.pk, item.pk if item else MISSING, flag.pk, other.pk, topic.forum_id, act.pk)
        for name, pk in zip(rows, found, strict=True):
            rows[name][case] = pk


def make_flag_reason() -> FlagReason:
    return FlagReason.objects.first() or FlagReason.objects.create(label="Spam")


def follow_everything(world: World) -> None:
    """Everybody followed every topic, when it was still to be seen perhaps."""
    for user in world.users.values():
        for topic in world.topics.values():
            wish = {"level": SubscriptionLevel.ALL, "reason": SubscriptionReason.CHOICE}
            Subscription.objects.update_or_create(member=ensure_member(user), topic=topic, defaults=wish)


def fill(route: str, noun: str, world: World, case: str | None) -> str:
    """The address with the things of a case in it, or with things that do not exist."""
    topic = world.topics.get(case or "")
    answer = world.answers.get(case or "")
    slug = "no-such-thing"
    if topic is not None:
        slug = {FORUM: topic.forum.slug, TAG: f"tag-{list(SEES).index(case or '')}"}.get(noun, topic.slug)
    pk = (answer.pk if answer is not None else MISSING) if noun == ANSWER else topic.pk if topic else MISSING
    values = {"pk": pk, "slug": slug, "handle": "ann-author" if case else "no-such-person"}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values.get(match[1], 1)), route)


def text_of(response: Any) -> str:
    body = b"".join(response) if response.streaming else response.content
    return body.decode() + response.headers.get("Location", "")


def allowed(who: str) -> set[str]:
    return {canary(case) for case, readers in SEES.items() if who in readers}


#: Known words only: a random token may look like anything.
CANARY = re.compile("|".join([*map(canary, SEES), STAFF_CANARY, PROOF_CANARY, "zqtakenqz"]))


def test_every_address_has_its_row() -> None:
    assert [f"{name}: {route}" for name, route in routes() if not about(name, route)] == []


def test_every_row_is_an_address() -> None:
    assert set(ROUTES) - {name for name, _route in routes()} <= set()


def strays(world: World, who: str, urls: Iterable[str], may: set[str]) -> dict[str, set[str]]:
    """Canaries that this person is shown and may not see, by address."""
    found = {}
    for url in urls:
        _status, text = world.ask(who, "get", url)
        # What was asked for may be echoed; that tells nothing.
        if seen := set(CANARY.findall(text)) - set(CANARY.findall(url)) - may:
            found[url] = seen
    return found


@pytest.mark.parametrize("who", PERSONAS)
def test_no_address_shows_a_word_to_whom_it_is_not_for(world: World, who: str, db: None) -> None:
    urls = []
    for name, route in routes():
        noun = about(name, route)
        if name == "own_data_download" and who == "author":
            continue  # What one has written is one's own to take along, from wherever it is read now.
        queries = ("", "?q=bluewhale&sort=newest") if noun in (NOTHING, FORUM, TAG, PERSON) else ("",)
        for case in [None] if noun == NOTHING else list(SEES):
            urls += [fill(route, noun, world, case) + query for query in queries]
    assert strays(world, who, urls, allowed(who)) == {}


@pytest.mark.parametrize("who", PERSONAS)
def test_what_is_forbidden_is_as_what_is_missing_and_nothing_comes_of_it(
    world: World, who: str, db: None
) -> None:
    hidden = [topic.pk for case, topic in world.topics.items() if who not in KNOWN[case]]
    before, different = state_of(hidden), []
    for name, route in routes():
        noun = about(name, route)
        if noun not in (TOPIC, ANSWER):
            continue
        for method in ("get", "post"):
            world.ask(who, "get", "/community/topics/")  # Shows, and so takes away, what earlier acts said.
            missing = plain(world, who, method, fill(route, noun, world, None))
            for case, readers in KNOWN.items():
                if who in readers or (noun == ANSWER and case not in world.answers):
                    continue
                url = fill(route, noun, world, case)
                if plain(world, who, method, url) != missing:
                    different.append((method, url))
    assert different == []
    assert state_of(hidden) == before


def plain(world: World, who: str, method: str, url: str) -> tuple[int, str]:
    """Status, target and body, without the address that was asked for and what is new in each response."""
    status, text = world.ask(who, method, url)
    for asked in (url, url.replace("/", "%2F")):
        text = text.replace(asked, "ADDRESS")
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", text)
    return status, re.sub(r"(kept=)[\w-]+", r"\1", text)


def state_of(topics: list[int]) -> list[Any]:
    rows = Topic.objects.filter(pk__in=topics).order_by("pk")
    return [*rows.values(), *Answer.objects.filter(topic__in=topics).order_by("pk").values()]


# -- the admin ------------------------------------------------------------------------------------

#: Staff of no forum of the cases knock as well: the door of the admin alone opens nothing.
IN_ADMIN = ("customer", "trusted", "stranger moderator", *STAFF)


def admin_routes() -> list[str]:
    """Our pages in the admin, and our acts on many rows."""
    found = []

    def walk(patterns: list[Any], prefix: str) -> None:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, route)
            elif route.startswith("/admin/community/"):
                found.append(route)

    walk(get_resolver().url_patterns, "/")
    acts = [act for hook in hooks.get_hooks("register_bulk_action") for act in [hook]]
    for act in acts:
        for model in act.models:
            if model in (Topic, ModerationItem):
                noun = "topics" if model is Topic else "moderation"
                name = f"{model._meta.app_label}/{model._meta.model_name}/{act.action_type}"
                found.append(f"/admin/bulk/{name}/?id=<int:pk>#{noun}")
    return found


def admin_urls(world: World, route: str, cases: Iterable[str | None]) -> list[str]:
    """The route for each case, or once where it is about nothing of a case."""
    route, _hash, noun = route.partition("#")
    noun = noun or route.removeprefix("/admin/community/").partition("/")[0]
    rows = world.rows.get(noun)
    if rows is None or "<" not in route:
        rows, cases = {}, [None]
    pks = [rows.get(case or "", MISSING) for case in cases]
    values = [{"pk": pk, "act": "note"} for pk in pks]
    return [re.sub(r"<(?:\w+:)?(\w+)>", lambda m, v=v: str(v.get(m[1], 1)), route) for v in values]


@pytest.mark.parametrize("who", IN_ADMIN)
def test_no_page_of_the_admin_shows_a_word_to_whom_it_is_not_for(world: World, who: str, db: None) -> None:
    urls = [url for route in admin_routes() for url in admin_urls(world, route, SEES)]
    may = allowed(who) | ({STAFF_CANARY} if who in STAFF else set())
    may |= {PROOF_CANARY} if who in MODERATORS else set()
    # The admin is one for all sites; who has every right works on all of them.
    may |= {canary("other site")} if who == "administrator" else set()
    assert strays(world, who, urls, may) == {}


@pytest.mark.parametrize("who", IN_ADMIN[:4])
def test_what_is_forbidden_in_the_admin_is_as_what_is_missing(world: World, who: str, db: None) -> None:
    hidden = [case for case, readers in KNOWN.items() if who not in readers]
    before, different = state_of([world.topics[case].pk for case in hidden]), []
    for route in admin_routes():
        for method in ("get", "post"):
            missing, *urls = admin_urls(world, route, [None, *hidden])[: len(hidden) + 1]
            expected = world.ask(who, method, missing)[0]
            found = {url: world.ask(who, method, url)[0] for url in urls}
            different += [
                (method, url, status, expected) for url, status in found.items() if status != expected
            ]
    assert different == []
    assert state_of([world.topics[case].pk for case in hidden]) == before


# -- mails ----------------------------------------------------------------------------------------


def test_no_mail_tells_a_word_to_whom_it_is_not_for(world: World, db: None, mailoutbox: list[Any]) -> None:
    """What happened while a topic could be seen is told by who may see it when the mail leaves."""
    lanes = frozenset({"notifications", "mail"})
    worker.run_once(lanes)
    Notification.objects.update(due_at=timezone.now() - timedelta(hours=1), leased_until=None)
    worker.run_once(lanes)
    who_has = {user.email: name for name, user in world.users.items()}
    told: dict[str, set[str]] = {name: set() for name in world.users}
    for mail in mailoutbox:
        words = f"{mail.subject} {mail.extra_headers} {mail.message().as_string()}"
        words += "".join(str(part.content) for part in getattr(mail, "alternatives", ())) + mail.body
        for address in set(mail.recipients()) & set(who_has):
            told[who_has[address]].update(CANARY.findall(words))
    # The other site has mails of its own: its forum is open to all there.
    strange = {who: seen - allowed(who) - {canary("other site")} for who, seen in told.items()}
    assert {who: seen for who, seen in strange.items() if seen} == {}
    readers = set(MEMBERS) - {"author"}  # Nobody gets a mail about what they wrote themselves.
    assert {who for who, seen in told.items() if canary("visible") in seen} >= readers, "mails leave at all"
