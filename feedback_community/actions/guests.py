"""People without an account: asked to prove their address, known by it afterwards, forgotten in time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feedback_community import events, limits, signals
from feedback_community.actions.erasing import anonymise_member
from feedback_community.actions.members import create_member
from feedback_community.exceptions import ContentRejected
from feedback_community.models import Forum, Guest, GuestProof, Member
from feedback_community.outbox import queue
from feedback_community.people import GuestVisitor


def hash_of(address: str) -> str:
    """One address, however it is written, has one keyed hash."""
    text = address.strip().casefold()
    return salted_hmac("feedback_community.guest", text, algorithm="sha256").hexdigest()


def clean_guest_name(name: str) -> str:
    """The name to be shown. Raises ContentRejected for the field "name"."""
    words = " ".join("".join(c for c in name if unicodedata.category(c)[0] != "C" or c == " ").split())
    if "@" in words or "://" in words or (name and not words):
        raise ContentRejected(_("Please give a name, not an address: everybody sees it."), field="name")
    if len(words) > limits.NAME_LENGTH:
        message = _("At most %(limit)d characters are allowed.") % {"limit": limits.NAME_LENGTH}
        raise ContentRejected(message, field="name")
    return words


@transaction.atomic
def ask_for_proof(
    address: str,
    *,
    site: Any,
    name: str = "",
    forum: Forum | None = None,
    act: str = "",
    kwargs: Mapping[str, Any] | None = None,
    data: Mapping[str, Any] | None = None,
    claimed_by: Any = None,
) -> GuestProof:
    """Keep an act and have a mail sent to the address. Whether we know the address makes no difference."""
    proof = GuestProof.objects.create(
        site=site,
        forum=forum,
        user=claimed_by,
        name=clean_guest_name(name),
        address=address.strip(),
        address_hash=hash_of(address),
        language=get_language() or "",
        act=act,
        kwargs=dict(kwargs or {}),
        data=dict(data or {}),
    )
    queue.put("guest_proof", proof=proof.pk)
    return proof


@contextmanager
def proving(proof: GuestProof) -> Iterator[GuestVisitor | None]:
    """Inside it the address is proven, and what waited for that is done; all of it is kept, or nothing.

    Gives None when the link was used before. The link is spent at the end.
    """
    with transaction.atomic():
        if not GuestProof.objects.select_for_update().filter(pk=proof.pk).exists():
            yield None
            return
        guest = _know(proof)
        yield GuestVisitor(guest.member)
        proof.delete()


def _know(proof: GuestProof) -> Guest:
    """The guest of this address, made at the first proof."""
    guest = Guest.objects.select_for_update().filter(address_hash=proof.address_hash).first()
    if guest is None:
        name = proof.name or _("Guest")
        member = create_member(name, stub_name=name, language=proof.language)
        guest, created = Guest.objects.get_or_create(
            address_hash=proof.address_hash, defaults={"member": member, "address": proof.address}
        )
        if created:
            events.emit_on_commit(signals.member_created, Member, member=member, by=member)
            return guest
        member.delete()
    guest.address, guest.seen_at = proof.address, timezone.now()
    guest.save(update_fields=["address", "seen_at"])
    if proof.name and proof.name != guest.member.stub_name:
        guest.member.stub_name = proof.name
        guest.member.save(update_fields=["stub_name"])
    return guest


def guest_of(pk: int) -> GuestVisitor | None:
    """The guest that a browser is known as, unless erased meanwhile."""
    guest = Guest.objects.select_related("member").filter(pk=pk).first()
    return GuestVisitor(guest.member) if guest is not None else None


def leave_as_guest(guest: GuestVisitor) -> None:
    """What the guest wrote stays, by "Former member"; name and address are gone."""
    anonymise_member(guest.member)


def purge_guests() -> int:
    """Forget what waited too long, and addresses that nobody has proven for long. Returns how many."""
    now = timezone.now()
    old = now - timedelta(days=limits.GUEST_PROOF_DAYS)
    deleted = GuestProof.objects.filter(created_at__lt=old).delete()[0]
    quiet = now - timedelta(days=limits.GUEST_ADDRESS_DAYS)
    return deleted + Guest.objects.filter(seen_at__lt=quiet).exclude(address="").update(address="")
