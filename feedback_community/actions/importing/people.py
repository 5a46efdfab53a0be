"""People of the file: matched with those of the site, given accounts, or left as a name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.actions.importing.records import Record
from feedback_community.actions.importing.state import Run
from feedback_community.actions.members import handle_from
from feedback_community.conf import app_settings
from feedback_community.enums import AuthorRole
from feedback_community.models import Member


def import_people(run: Run, records: list[Record]) -> None:
    """Members for these lines. A member's uid is the source id, unless the person was here before."""
    for record in records:
        if record.get("role"):
            run.roles[record.id] = record.get("role")
    fresh = run.fresh(Member, records)
    if run.options.people != "stub":
        fresh = _match(run, fresh)
    users = _create_users(run, fresh) if run.options.people == "create" else {}
    taken = _taken_handles(run, fresh)
    members = [_make(run, record, users.get(record.id), taken) for record in fresh]
    run.made(fresh, Member.objects.bulk_create(members))
    _remember_handles(run, zip(fresh, members, strict=True))


def _make(run: Run, record: Record, user: Any, taken: set[str]) -> Member:
    uid = run.uid(record)
    handle = _wanted_handle(record)
    if handle in taken:
        # From the id and not by counting, so that a second try after a crash ends the same.
        handle = f"{handle[: limits.HANDLE_LENGTH - 9]}-{hashlib.sha256(uid.encode()).hexdigest()[:8]}"
        run.report.notice(record.line, _("the handle is taken; it became @%(handle)s") % {"handle": handle})
    taken.add(handle)
    return Member(
        uid=uid,
        user=user,
        handle=handle,
        stub_name="" if user is not None else record.get("name", ""),
        language=record.get("language", ""),
        preferences=record.get("preferences", {}),
        is_former_employee=record.get("role") == AuthorRole.FORMER_EMPLOYEE,
        is_anonymised=record.get("anonymised", False),
        suspended_until=record.get("suspended_until"),
        created_at=record.get("created_at") or timezone.now(),
    )


def _wanted_handle(record: Record) -> str:
    return str(record.get("handle") or handle_from(record.get("name", ""))).lower()


def _taken_handles(run: Run, records: Iterable[Record]) -> set[str]:
    wanted = {_wanted_handle(record) for record in records}
    return set(Member.objects.filter(handle__in=wanted).values_list("handle", flat=True)) | {"member"}


def _remember_handles(run: Run, pairs: Iterable[tuple[Record, Member]]) -> None:
    """Mentions in the texts use the handles of the source."""
    for record, member in pairs:
        if member.handle != _wanted_handle(record):
            run.renamed[_wanted_handle(record)] = member.handle


def _match(run: Run, records: list[Record]) -> list[Record]:
    """Find people by e-mail address, then by handle. Returns the lines that match nobody."""
    users = _users_by_email(record.get("email") for record in records if record.get("email"))
    matched = {
        record.id: users[str(record.get("email")).lower()]
        for record in records
        if str(record.get("email", "")).lower() in users and not record.get("anonymised")
    }
    by_user = {
        member.user_id: member
        for member in Member.objects.filter(user__in=[user.pk for user in matched.values()])
    }
    handles = {_wanted_handle(record) for record in records if record.get("handle")}
    by_handle = {member.handle: member for member in Member.objects.with_user().filter(handle__in=handles)}
    left: list[Record] = []
    for record in records:
        user = matched.get(record.id)
        member = by_user.get(user.pk) if user is not None else _by_handle(record, by_handle)
        if user is not None and member is None:
            member = by_user[user.pk] = _make(run, record, user, _taken_handles(run, [record]))
            member.save()
        if member is None:
            left.append(record)
            continue
        run.learn(record, member.pk)
        run.report.known["person"] += 1
        _remember_handles(run, [(record, member)])
    return left


def _by_handle(record: Record, members: dict[str, Member]) -> Member | None:
    """The same handle is the same person, unless both addresses are known and differ."""
    member = members.get(_wanted_handle(record)) if record.get("handle") else None
    if member is None or member.is_anonymised or record.get("anonymised"):
        return None
    known = getattr(member.user, _email_field(), "") if member.user_id else ""
    given = record.get("email", "")
    return None if known and given and str(known).lower() != given.lower() else member


def _users_by_email(emails: Iterable[str]) -> dict[str, Any]:
    """Users by lower-cased address; an address that two of them have is nobody's."""
    wanted = {email.lower() for email in emails}
    found: dict[str, list[Any]] = {}
    if wanted and _has_field(_email_field()):
        users = get_user_model()._default_manager.annotate(_lowered=Lower(_email_field()))
        for user in users.filter(_lowered__in=wanted):
            found.setdefault(user._lowered, []).append(user)
    return {email: users[0] for email, users in found.items() if len(users) == 1}


def _email_field() -> str:
    return str(get_user_model().get_email_field_name())


def _has_field(name: str) -> bool:
    try:
        get_user_model()._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def _create_users(run: Run, records: Iterable[Record]) -> dict[str, Any]:
    """One by one, because a host's user model may do more than insert a row."""
    make = app_settings.load("IMPORT_PERSON") or create_user
    users: dict[str, Any] = {}
    for record in records:
        if record.get("anonymised"):
            continue
        user = make({"id": record.id, **record.data})
        if user is None:
            run.report.notice(record.line, _("no account was made; the person stays a name"))
        else:
            users[record.id] = user
    return users


def create_user(person: dict[str, Any]) -> Any:
    """Default of `IMPORT_PERSON`: an account without a usable password; None without a login name."""
    model = get_user_model()
    email = person.get("email", "")
    username = email if _email_field() == model.USERNAME_FIELD else person.get("handle", "")
    if not username or model._default_manager.filter(**{model.USERNAME_FIELD: username}).exists():
        return None
    first_name, _space, last_name = person.get("name", "").partition(" ")
    wanted = {
        "first_name": first_name,
        "last_name": last_name,
        _email_field(): email,
        model.USERNAME_FIELD: username,
    }
    user = model(**{name: value for name, value in wanted.items() if _has_field(name)})
    user.set_unusable_password()
    user.save()
    return user
