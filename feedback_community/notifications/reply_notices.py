"""What a person is told of a reply by mail that was not posted, or not with all its files."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from feedback_community.models import Notification
from feedback_community.notifications.notices import Notice


def tell_reply(row: Notification) -> Notice | None:
    """The topic is named by its number only: the person may not be allowed to read it any more."""
    topic, dropped = row.data.get("topic"), row.data.get("dropped")
    home = reverse("feedback_community:home")
    url = reverse("feedback_community:topic_answer", args=[topic]) if topic else home
    reason = _("You get this mail because you answered one of ours.")
    if dropped:
        return Notice(
            title=_("Your reply by mail is posted, without some files"),
            text=_("These files were left out."),
            body="\n".join(f"- {line}" for line in dropped),
            url=url,
            icon="file",
            reason=reason,
        )
    return Notice(
        title=_("Your reply by mail was not posted"),
        text=row.data.get("reason", ""),
        body="\n".join(f"> {line}" for line in row.data.get("text", "").splitlines()),
        url=url,
        icon="warning",
        reason=reason,
    )
