"""What a customer is told of a topic that staff opened in the customer's name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from feedback_community.models import Notification, Topic
from feedback_community.notifications.notices import Notice
from feedback_community.people import name_of


def tell_opened(row: Notification) -> Notice | None:
    """Nothing any more where it was taken back, or where somebody else is the author by now."""
    topics = Topic.objects.published().select_related("opened_by__user", "author__user")
    topic = topics.filter(pk=row.data.get("opened_for"), author=row.recipient_id).first()
    if topic is None or topic.opened_by is None:
        return None
    text = _("%(name)s opened a topic for you. If you do not want it, take it back in the topic's menu.")
    return Notice(
        title=topic.title,
        text=text % {"name": name_of(topic.opened_by)},
        url=topic.get_absolute_url(),
        icon="plus",
        body=topic.body_text,
        reason=_("You get this mail because the topic stands there under your name."),
    )
