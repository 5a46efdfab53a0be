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
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import Page, Site

from feedback_community.actions.answers import remove_answer
from feedback_community.actions.guests import ask_for_proof
from feedback_community.actions.merging import merge_topics
from feedback_community.actions.moderation import reject_content
from feedback_community.actions.tags import make_tag
from feedback_community.actions.topics import remove_topic
from feedback_community.enums import ForumVisibility, ModerationPolicy, Right
from feedback_community.models import Answer, Forum, Guest, Member, ModerationItem, Topic
from feedback_community.outbox import worker
from feedback_community.web.guests import SESSION_KEY
from tests.factories import grant, make_answer, make_forum, make_representative, make_topic, make_user

# Thousands of pages: once is enough, on the quicker of the databases.
pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

MISSING = 987_654_321

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

PERSONAS = (
    *("anonymous", "guest", "new member", "customer", "author", "suspended", "stranger moderator"),
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
    "group forum": STAFF,
    "moved to a group forum": STAFF,
    "other site": (),
}
#: Whose existence is known to more than the text is: a removed topic leaves a stub at its address.
KNOWN = {**SEES, "removed": PERSONAS}


@dataclass
class World:
    topics: dict[str, Topic] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)


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
    world.clients = clients(author, root, forums)
    ask_for_proof("gone@mail.example", site=forum.site, forum=forum, act="ask", data={"body": ["zqproofqz"]})
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


def clients(author: Any, root: Any, forums: list[Forum]) -> dict[str, Client]:
    def staff(name: str, *rights: Right) -> Any:
        user = make_user(name)
        for forum in {forum.pk: forum for forum in forums}.values():
            user = grant(user, *rights, forum=forum)
        return user

    suspended = make_user("Sue Suspended")
    make_topic(author=suspended)
    Member.objects.filter(user=suspended).update(suspended_until="2099-01-01T00:00:00Z")
    people = {
        "new member": make_user("Nick New"),
        "customer": make_topic(author=make_user("Carl Customer")).author.user,  # type: ignore[union-attr]
        "author": author,
        "suspended": suspended,
        "stranger moderator": make_representative(make_forum("Elsewhere")),
        "employee": staff("Emma Employee", Right.EMPLOYEE),
        "representative": staff(
            "Rita Representative", Right.EMPLOYEE, Right.ANSWER_OFFICIALLY, Right.MODERATE
        ),
        "moderator": staff("Max Moderator", Right.MODERATE),
        "administrator": root,
    }
    found = {"anonymous": Client(), "guest": Client()}
    for name, user in people.items():
        found[name] = Client()
        found[name].force_login(user)
    member = Member.objects.create(handle="gina-guest", stub_name="Gina")
    session = found["guest"].session
    session[SESSION_KEY] = Guest.objects.create(member=member, address_hash="x", address="g@mail.example").pk
    session.save()
    return {name: found[name] for name in PERSONAS}


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


CANARY = re.compile(r"zq\w+?qz")


def test_every_address_has_its_row() -> None:
    assert [f"{name}: {route}" for name, route in routes() if not about(name, route)] == []


def test_every_row_is_an_address() -> None:
    assert set(ROUTES) - {name for name, _route in routes()} <= set()


@pytest.mark.parametrize("who", PERSONAS)
def test_no_address_shows_a_word_to_whom_it_is_not_for(world: World, who: str, db: None) -> None:
    client, may = world.clients[who], allowed(who)
    strays = {}
    for name, route in routes():
        noun = about(name, route)
        cases = [None] if noun == NOTHING else list(SEES)
        queries = ("", "?q=bluewhale&sort=newest") if noun in (NOTHING, FORUM, TAG, PERSON) else ("",)
        for case in cases:
            for query in queries:
                url = fill(route, noun, world, case) + query
                # What was asked for may be echoed; that tells nothing.
                seen = set(CANARY.findall(text_of(client.get(url)))) - set(CANARY.findall(url))
                # What one has written is one's own to take along, also from where one may not read any more.
                own = name == "own_data_download" and who == "author"
                if seen - may and not own:
                    strays[url] = seen - may
    assert strays == {}


@pytest.mark.parametrize("who", PERSONAS)
def test_what_is_forbidden_is_as_what_is_missing(world: World, who: str, db: None) -> None:
    client = world.clients[who]
    different = []
    for name, route in routes():
        noun = about(name, route)
        if noun not in (TOPIC, ANSWER):
            continue
        missing_url = fill(route, noun, world, None)
        for method in ("get", "post"):
            missing = plain(getattr(client, method)(missing_url), missing_url)
            for case, readers in KNOWN.items():
                if who in readers or (noun == ANSWER and case not in world.answers):
                    continue
                url = fill(route, noun, world, case)
                if plain(getattr(client, method)(url), url) != missing:
                    different.append((method, url))
    assert different == []


def plain(response: Any, url: str) -> tuple[int, str]:
    """Status, target and body, without the address that was asked for and what is new in each response."""
    text = text_of(response)
    for asked in (url, url.replace("/", "%2F")):
        text = text.replace(asked, "ADDRESS")
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", text)
    return response.status_code, re.sub(r"(kept=)[\w-]+", r"\1", text)


@pytest.mark.parametrize("who", [name for name in PERSONAS if name not in STAFF])
def test_no_act_of_theirs_changes_what_they_may_not_see(world: World, who: str, db: None) -> None:
    hidden = [topic.pk for case, topic in world.topics.items() if who not in KNOWN[case]]
    before = state_of(hidden)
    fields = {"body": "Hello there", "level": "all", "reason": "x", "status": "1", "title": "A new title"}
    for name, route in routes():
        noun = about(name, route)
        if noun in (TOPIC, ANSWER):
            for case, readers in KNOWN.items():
                if who not in readers:
                    world.clients[who].post(fill(route, noun, world, case), fields)
    assert state_of(hidden) == before


def state_of(topics: list[int]) -> list[Any]:
    rows = Topic.objects.filter(pk__in=topics).order_by("pk")
    return [*rows.values(), *Answer.objects.filter(topic__in=topics).order_by("pk").values()]
