"""What reputation tells a person, in words, when it is read or sent."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from feedback_community.models import Notification
from feedback_community.notifications.notices import Notice
from feedback_community.reputation.models import Appointment, Badge, Rank

LETTER = "reputation_letter"
ENDED = "reputation_trust_ended"


def own_url() -> str:
    return reverse("feedback_community:reputation")


def tell_rank(row: Notification) -> Notice | None:
    rank = Rank.objects.filter(pk=row.data.get("rank")).first()
    if rank is None:
        return None
    words = {"rank": rank, "points": row.data.get("points", 0)}
    if row.data.get("rises"):
        text = _("You have reached a new rank.")
        title = _("You are “%(rank)s” now") % words
    else:
        text = _("Some of your points no longer count, so your rank has changed.")
        title = _("Your rank is “%(rank)s” now") % words
    reason = _("You get this mail because you wished to hear of your rank. You can change that on your page.")
    return Notice(title=title, text=text, url=own_url(), icon="featured", reason=reason)


def tell_badge(row: Notification) -> Notice | None:
    badge = Badge.objects.filter(pk=row.data.get("badge")).first()
    if badge is None:
        return None
    title = _("Your new badge: %(badge)s") % {"badge": badge}
    return Notice(title=title, text=badge.meaning, url=badge.get_absolute_url(), icon=badge.icon)


def tell_letter(row: Notification) -> Notice | None:
    appointment = Appointment.objects.filter(pk=row.data.get("appointment")).first()
    if appointment is None or not appointment.is_offered:
        return None
    return Notice(
        title=_("Would you be a trusted person of this community?"),
        text=_("A letter for you"),
        url=appointment.get_absolute_url(),
        icon="official",
        body=appointment.letter,
        reason=_("You get this mail because the community wishes to give you more rights."),
    )


def tell_end(row: Notification) -> Notice | None:
    appointment = Appointment.objects.filter(pk=row.data.get("appointment")).first()
    if appointment is None or appointment.ended_at is None:
        return None
    return Notice(
        title=_("You are no longer a trusted person"),
        text=appointment.ending_reason,
        url=appointment.get_absolute_url(),
        icon="official",
        body=appointment.ending_reason,
        reason=_("You get this mail because your rights have changed."),
    )
