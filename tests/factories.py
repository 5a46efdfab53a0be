"""Short ways to a situation. Posts go through the real actions, so that a test sees what a site sees."""

from __future__ import annotations

import itertools
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Site

from feedback_community.actions.answers import post_answer
from feedback_community.actions.statuses import ensure_statuses
from feedback_community.actions.topics import create_topic
from feedback_community.enums import ForumVisibility, Right, TopicType
from feedback_community.models import Answer, Forum, ForumGroupPermission, Status, Topic

_numbers = itertools.count(1)

REPRESENTATIVE = (
    Right.EMPLOYEE,
    Right.ANSWER_OFFICIALLY,
    Right.CHANGE_STATUS,
    Right.MODERATE,
    Right.POST_UPDATE,
)


def make_user(name: str = "Maria Lind", **fields: Any) -> Any:
    """A customer of the host, known by an e-mail address that no page may show."""
    first, _space, last = name.partition(" ")
    number = next(_numbers)
    return get_user_model().objects.create_user(
        f"secret-{number}@private.example", "password", first_name=first, last_name=last, **fields
    )


def default_site() -> Site:
    return Site.objects.get(is_default_site=True)


def make_forum(name: str = "Internet", *, site: Site | None = None, **fields: Any) -> Forum:
    site = site or default_site()
    ensure_statuses(site)
    return Forum.objects.create(site=site, name=name, slug=f"forum-{next(_numbers)}", **fields)


def make_group_forum(*members: Any, **fields: Any) -> Forum:
    """A forum that only these users see."""
    forum = make_forum(visibility=ForumVisibility.GROUPS, **fields)
    group = Group.objects.create(name=f"group {next(_numbers)}")
    forum.groups.add(group)
    for user in members:
        user.groups.add(group)
    return forum


def grant(user: Any, *rights: Right, forum: Forum | None = None) -> Any:
    """Give rights in one forum (or all) through a group of its own. Returns a fresh user object."""
    group = Group.objects.create(name=f"group {next(_numbers)}")
    user.groups.add(group)
    for right in rights:
        ForumGroupPermission.objects.create(forum=forum, group=group, right=right)
    return type(user).objects.get(pk=user.pk)


def make_representative(forum: Forum | None = None, name: str = "Nora Official") -> Any:
    return grant(make_user(name), *REPRESENTATIVE, forum=forum)


def make_topic(forum: Forum | None = None, *, author: Any = None, **fields: Any) -> Topic:
    fields.setdefault("topic_type", TopicType.QUESTION)
    fields.setdefault("title", f"How do I restart the router? {next(_numbers)}")
    fields.setdefault("body", "It blinks **red**.")
    return create_topic(forum or make_forum(), author=author or make_user(), **fields)


def make_answer(topic: Topic, *, author: Any = None, body: str = "Hold the button.", **fields: Any) -> Answer:
    return post_answer(topic, author=author or make_user("Peer Helper"), body=body, **fields)


def status(kind: str, site: Site | None = None) -> Status:
    return Status.objects.get(site=site or default_site(), kind=kind)
