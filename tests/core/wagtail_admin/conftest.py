"""The people who knock at the admin's door."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from feedback_community.enums import Right
from feedback_community.models import Forum
from tests.factories import grant, make_forum, make_user


def may_enter(user: Any, *codenames: str) -> Any:
    """Give a user the admin's door, and Django permissions of the community by codename."""
    group = Group.objects.create(name=f"admin of {user.pk}")
    wanted = Permission.objects.filter(codename__in=("access_admin", *codenames))
    group.permissions.set(wanted)
    user.groups.add(group)
    return type(user).objects.get(pk=user.pk)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def internet(db: None) -> Forum:
    return make_forum("Internet")


@pytest.fixture
def tv(db: None) -> Forum:
    return make_forum("Television")


@pytest.fixture
def moderator(internet: Forum) -> Any:
    """Moderates the forum Internet only."""
    return may_enter(grant(make_user("Mo Derator"), Right.MODERATE, forum=internet))


@pytest.fixture
def other_moderator(tv: Forum) -> Any:
    return may_enter(grant(make_user("Ot Her"), Right.MODERATE, forum=tv))


@pytest.fixture
def editor(db: None) -> Any:
    """Writes pages; nothing in the community."""
    return may_enter(make_user("Ed Itor"))


@pytest.fixture
def customer(db: None) -> Any:
    return make_user("Cus Tomer")


@pytest.fixture
def administrator(db: None) -> Any:
    return make_user("Ad Min", is_staff=True, is_superuser=True)
