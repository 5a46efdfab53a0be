"""Makes the accounts that the login page names: known addresses, one password, their rights."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from example_project.accounts.demo import ACCOUNTS, PASSWORD, DemoAccount
from example_project.accounts.models import User
from feedback_community.enums import Right
from feedback_community.models import ForumGroupPermission, Member

MODERATORS = "Community moderators"
WAGTAIL_EDITORS = "Editors"


def moderators() -> Group:
    group, _created = Group.objects.get_or_create(name=MODERATORS)
    for right in Right.values:
        ForumGroupPermission.objects.get_or_create(forum=None, group=group, right=right)
    group.permissions.add(
        Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    )
    return group


def find_user(account: DemoAccount) -> User:
    """The user behind the person of the content, so that the account has a past."""
    member = Member.objects.select_related("user").filter(handle=account.handle).first()
    if member is not None and member.user is not None:
        return member.user
    user = User.objects.get_or_create(email=account.email)[0]
    if member is not None:
        Member.objects.filter(pk=member.pk).update(user=user)
    return user


def prepare(account: DemoAccount) -> None:
    user = find_user(account)
    if user.email == account.email and user.password:
        return
    first_name, _space, last_name = account.name.partition(" ")
    user.email, user.first_name, user.last_name = account.email, first_name, last_name
    user.is_superuser = user.is_staff = account.is_admin
    user.set_password(PASSWORD)
    user.save()
    if account.is_moderator:
        user.groups.add(moderators(), *Group.objects.filter(name=WAGTAIL_EDITORS))


@transaction.atomic
def create_accounts() -> None:
    """Nothing happens to an account that is ready: whoever changed a password keeps it."""
    for account in ACCOUNTS:
        prepare(account)
