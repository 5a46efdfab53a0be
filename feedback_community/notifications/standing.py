"""What a person is told of the own standing, suspended or free again; and a moderator of what waits."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback_community import limits
from feedback_community.enums import TrustLevel
from feedback_community.models import Flag, Forum, ModerationItem, Notification, Suspension
from feedback_community.notifications.notices import Notice
from feedback_community.permissions.policy import get_policy
from feedback_community.permissions.suspensions import words_of


def tell_suspended(row: Notification) -> Notice | None:
    suspension = _suspension(row)
    if suspension is None:
        return None
    return Notice(
        title=_("Your account is suspended"),
        text=words_of(suspension),
        url=reverse("feedback_community:notifications"),
        icon="lock",
        body=words_of(suspension),
        reason=_("You get this mail because a moderator suspended your account in the community."),
    )


def tell_lifted(row: Notification) -> Notice | None:
    suspension = _suspension(row)
    if suspension is None:
        return None
    text = _("A moderator lifted the suspension of your account.")
    if suspension.forum_id:
        words = {"forum": suspension.forum}
        text = _("A moderator lifted the suspension of your account in “%(forum)s”.") % words
    return Notice(
        title=_("You can take part again"),
        text=text,
        url=reverse("feedback_community:home"),
        icon="check",
        body=text,
        reason=_("You get this mail because your account had been suspended in the community."),
    )


def tell_trust_lost(row: Notification) -> Notice:
    level = TrustLevel(row.data.get("level", TrustLevel.NEW)).label
    if row.data.get("flagged"):
        told = _(
            "Readers reported posts of yours and moderators agreed. Your level is “%(level)s” for now, so"
            " some limits are narrower. It comes back by itself when these reports are three months old."
        )
    else:
        told = _(
            "Some of what your level stood on no longer counts. It is “%(level)s” for now, so some limits are"
            " narrower. It rises again by itself with what you write."
        )
    text = told % {"level": level}
    return Notice(
        title=_("Your level in the community has changed"),
        text=text,
        url=reverse("feedback_community:notifications"),
        icon="info",
        body=text,
        reason=_("You get this mail because your level in the community has changed."),
    )


def tell_reported(row: Notification) -> Notice | None:
    """To a moderator, or to somebody who may hide spam while it is public; nothing where it was decided
    meanwhile, or where the right is gone."""
    flags = Flag.objects.select_related("topic__forum__site", "answer", "reason")
    flag = flags.filter(pk=row.data.get("flag"), decision="").first()
    if flag is None or not get_policy().hears_of_reports(row.recipient.user, flag.content):
        return None
    url = reverse("feedback_community_flags:decide", args=[flag.pk])
    reason = _("You get this mail because you moderate this forum. You can switch these mails off.")
    if not get_policy().can_moderate(row.recipient.user, flag.topic.forum):
        url = flag.content.get_absolute_url()
        reason = _(
            "You get this mail because you may hide spam in this forum. You can switch these mails off."
        )
    words = {"topic": flag.topic.title, "reason": flag.reason, "forum": flag.topic.forum}
    text = _("“%(topic)s” in “%(forum)s” was reported: %(reason)s") % words
    return Notice(
        title=_("A post was reported"),
        text=text,
        url=url,
        icon="warning",
        body=f"{text}\n\n{flag.content.excerpt}",
        reason=reason,
    )


def tell_held(row: Notification) -> Notice | None:
    """To a moderator; nothing where all was decided meanwhile, or where the right is gone."""
    user, policy = row.recipient.user, get_policy()
    forums = [f.pk for f in Forum.objects.select_related("site") if policy.can_moderate(user, f)]
    rows = ModerationItem.objects.pending().in_forums(forums).oldest_first().values_list("created_at")
    found = list(rows[: limits.HELD_COUNT])
    if not found:
        return None
    text = ngettext(
        "%(count)d post waits for your decision. The oldest has waited since %(date)s.",
        "%(count)d posts wait for your decision. The oldest has waited since %(date)s.",
        len(found),
    )
    since = date_format(timezone.localtime(found[0][0]), "DATETIME_FORMAT")
    text = text % {"count": len(found), "date": since}
    return Notice(
        title=_("Posts wait for you"),
        text=text,
        url=reverse("feedback_community_moderation:index"),
        icon="clock",
        body=text,
        reason=_("You get this mail because you moderate in the community. You can switch these mails off."),
    )


def _suspension(row: Notification) -> Suspension | None:
    rows = Suspension.objects.select_related("forum", "member")
    return rows.filter(pk=row.data.get("suspension")).first()
