"""Topics that staff open for customers who asked elsewhere: by telephone, in a shop, by letter."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from feedback_community.actions.history import audit
from feedback_community.actions.locks import lock_topic
from feedback_community.actions.members import ensure_member
from feedback_community.actions.notices import notify
from feedback_community.actions.topics import create_topic, take_down_topic
from feedback_community.enums import ModerationState, TopicType
from feedback_community.exceptions import ContentRejected, InvalidChange
from feedback_community.models import Forum, Member, Topic
from feedback_community.permissions.checks import check_staff, check_withdraw

#: The notice that tells the customer.
OPENED = "opened_for"


@transaction.atomic
def open_topic_for(
    forum: Forum,
    *,
    customer: Member,
    by: Any,
    note: str,
    topic_type: TopicType | str,
    title: str,
    body: str,
    is_private: bool = False,
) -> Topic:
    """The topic is the customer's: with the customer's rights, shown with the colleague's name beside it.

    The customer is told and may take it back. Raises NotAllowed, ContentRejected as `create_topic` does, and
    InvalidChange for a customer without an account.
    """
    check_staff(by, forum)
    words = " ".join(note.split())
    if not words or len(words) > 255:
        message = _("Please say in up to 255 characters how the customer asked for it.")
        raise ContentRejected(message, field="note")
    if customer.user is None:
        raise InvalidChange(_("Only somebody with an account can be named as the author."))
    topic = create_topic(
        forum,
        author=customer.user,
        topic_type=topic_type,
        title=title,
        body=body,
        is_private=is_private,
    )
    topic.opened_by = ensure_member(by)
    topic.save(update_fields=["opened_by"])
    audit(topic, "open_for", user=by, customer=customer.handle, note=words)
    notify(customer.pk, OPENED, cause=f"opened_for:{topic.pk}", data={"opened_for": topic.pk}, by_mail=True)
    return topic


@transaction.atomic
def withdraw_topic_for_me(topic: Topic, *, by: Any) -> bool:
    """The customer takes back what was opened in the customer's name. A stub stays, as after a removal."""
    check_withdraw(by, topic)
    topic = lock_topic(topic)
    if topic.state not in (ModerationState.PUBLISHED, ModerationState.HELD):
        return False
    reason = _("Taken back by the person it was opened for.")
    take_down_topic(topic, by=ensure_member(by), reason=reason)
    audit(topic, "withdraw_for", user=by)
    return True
