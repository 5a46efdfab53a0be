"""A mail becomes an answer: the same rights, screening and limits as on the web, once for each mail."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Site

from feedback_community import limits
from feedback_community.actions.attachments import upload_file
from feedback_community.actions.notices import notify
from feedback_community.actions.repeats import post_answer_once
from feedback_community.actions.throttling import give_back, spend
from feedback_community.conf import app_settings
from feedback_community.enums import ModerationState, TrustLevel
from feedback_community.exceptions import CommunityError, ContentRejected, NotAllowed
from feedback_community.models import Answer, MailReply, Member, ReplyOutcome, Topic
from feedback_community.notifications.incoming import Incoming, SentFile
from feedback_community.notifications.mail import language_of
from feedback_community.notifications.relevance import address_of
from feedback_community.people import remember
from feedback_community.permissions import access
from feedback_community.permissions.policy import STAFF_RIGHTS, get_policy

logger = logging.getLogger("feedback_community.replies")

#: Name of the notice that tells what became of a mail.
NOTICE = "mail_reply"


def take_reply(mail: Incoming) -> Answer | None:
    """Post what the mail says. Returns None where nothing was posted; the person is told why, once.

    Nobody is told of a forged address and of a mail that no person wrote: an answer to those would go to
    somebody who wrote nothing, or round and round.
    """
    if mail.to is None or mail.is_automatic:
        logger.info("A mail was left: %s", "written by a machine" if mail.to else "not to an address of ours")
        return None
    member = Member.objects.reachable().with_user().filter(user__isnull=False, pk=mail.to.member_id).first()
    if member is None or MailReply.objects.filter(key=mail.key).exists():
        return None
    remember(member.user, member)
    with translation.override(language_of(member)):
        try:
            return _post(mail, member)
        except CommunityError as refusal:
            _refuse(mail, member, refusal.message)
            return None


def _post(mail: Incoming, member: Member) -> Answer | None:
    topic, site = _place(mail, member)
    if not mail.text.strip():
        raise ContentRejected(_("There was nothing in it but what it quotes."))
    user = member.user
    with _limited(user, member, site):
        files, dropped = _take_files(mail.files, user, site)
        try:
            with transaction.atomic():
                reply = MailReply.objects.create(key=mail.key, member=member, outcome=ReplyOutcome.POSTED)
                parent = _parent(mail, topic, user)
                answer = post_answer_once(topic, author=user, body=mail.text, parent=parent, files=files)
                MailReply.objects.filter(pk=reply.pk).update(answer=answer)
                if dropped:
                    facts = {"topic": topic.pk, "dropped": dropped}
                    notify(member.pk, NOTICE, cause=f"reply:{mail.key}", data=facts, by_mail=True)
        except IntegrityError:
            # The same mail by another way at the same moment.
            return MailReply.objects.get(key=mail.key).answer
    return answer


def _place(mail: Incoming, member: Member) -> tuple[Topic, Site]:
    """The topic the reply belongs to, as far as the person may read it now."""
    if mail.to is None or mail.sender != address_of(member).lower():
        raise NotAllowed(_("It came from another address than the one we write to."))
    if mail.to.is_old:
        raise NotAllowed(_("The mail that you answered is too old. Please answer on the site."))
    gone = _("The topic is not there any more.")
    site = Site.objects.filter(feedback_forums__topics=mail.to.topic_id).first()
    if site is None:
        raise NotAllowed(gone)
    try:
        topic = access.get_topic_or_404(mail.to.topic_id, user=member.user, site=site)
        # A merged topic is discussed in another one.
        place = access.get_place_or_404(topic, user=member.user, site=site) if _is_merged(topic) else topic
    except Http404:
        raise NotAllowed(gone) from None
    return (place if isinstance(place, Topic) else topic), site


def _parent(mail: Incoming, topic: Topic, user: Any) -> Answer | None:
    """The answer that the mail told of, as far as it still stands there; else the reply goes to the topic."""
    asked = mail.to.answer_id if mail.to else None
    return get_policy().visible_answers(user, topic).published().filter(pk=asked).first() if asked else None


def _is_merged(topic: Topic) -> bool:
    return topic.state == ModerationState.MERGED


@contextmanager
def _limited(user: Any, member: Member, site: Site) -> Iterator[None]:
    """Counted as an answer on the web. No address is known: the mail server's is everybody's."""
    if not app_settings.RATE_LIMITS or get_policy().access(user, site).forum_ids_with(*STAFF_RIGHTS):
        yield
        return
    spent = spend("answer", user_pk=user.pk, address="", is_new=member.trust == TrustLevel.NEW)
    try:
        yield
    except CommunityError:
        give_back(spent)
        raise


def _take_files(sent: tuple[SentFile, ...], user: Any, site: Site) -> tuple[dict[str, str], list[str]]:
    """Uploads by uid, and for each that was not taken its name and why."""
    files: dict[str, str] = {}
    dropped = [_("%(name)s: too many files.") % {"name": each.name} for each in sent[limits.ATTACHMENTS :]]
    for each in sent[: limits.ATTACHMENTS]:
        try:
            row = upload_file(io.BytesIO(each.content), name=each.name, by=user, site=site)
        except CommunityError as refusal:
            dropped.append(_("%(name)s: %(reason)s") % {"name": each.name, "reason": refusal.message})
        else:
            files[row.uid] = ""
    return files, [line[:300] for line in dropped[:20]]


@transaction.atomic
def _refuse(mail: Incoming, member: Member, reason: str) -> None:
    """Say so once, with the text, to the address that we know."""
    _reply, created = MailReply.objects.get_or_create(
        key=mail.key, defaults={"member": member, "outcome": ReplyOutcome.REFUSED}
    )
    if created:
        facts = {
            "topic": mail.to.topic_id if mail.to else None,
            "reason": reason,
            "text": mail.text[: limits.BODY_LENGTH],
        }
        notify(member.pk, NOTICE, cause=f"reply:{mail.key}", data=facts, by_mail=True)


def purge_replies() -> int:
    """A mail older than its address cannot come again. Returns how many rows went."""
    before = timezone.now() - timedelta(days=limits.REPLY_ADDRESS_DAYS + 1)
    return MailReply.objects.filter(created_at__lt=before).delete()[0]
