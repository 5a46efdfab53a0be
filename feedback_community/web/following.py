"""What a person follows, as far as the person may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback_community.enums import SubscriptionLevel, SubscriptionReason, Timing
from feedback_community.models import Forum, Subscription, Topic
from feedback_community.people import member_of
from feedback_community.permissions.policy import get_policy


@dataclass(frozen=True)
class Followed:
    """One row of the page. Forums and tags know no quieter level."""

    pk: int
    title: str
    url: str
    kind: str
    level: str
    reason: str
    mail: str = ""
    wishes_url: str = ""

    @property
    def choices(self) -> Iterable[tuple[str, str, bool]]:
        """Value, label and whether it is the present one."""
        for level in SubscriptionLevel:
            if level != SubscriptionLevel.OFFICIAL or self.kind == "topic":
                yield level.value, str(level.label), level == self.level

    @property
    def mail_choices(self) -> Iterable[tuple[str, str, bool]]:
        """The same for mails about it; "" is what the person chose for everything."""
        yield "", _("As in my settings"), not self.mail
        for timing in Timing:
            yield timing.value, str(timing.label), timing == self.mail


def subscriptions_of(user: Any, site: Model) -> QuerySet[Subscription]:
    """The person's subscriptions to topics and forums of this site, and to tags."""
    policy = get_policy()
    listed = policy.listed_topics(user, site).values("pk")
    shown = Q(topic__in=listed) | Q(forum__in=policy.visible_forum_ids(user, site)) | Q(tag__isnull=False)
    rows = Subscription.objects.filter(shown, member=member_of(user))
    return rows.select_related("topic", "forum", "tag").defer(
        "topic__body", "topic__body_html", "topic__body_text"
    )


def wish_for(user: Any, target: Topic | Forum) -> Subscription | None:
    """The person's present wish about one topic or forum."""
    name = "topic" if isinstance(target, Topic) else "forum"
    return Subscription.objects.filter(member=member_of(user), **{name: target}).first()


def followed(row: Subscription, tag_url: str = "") -> Followed:
    target = row.topic or row.forum
    url = target.get_absolute_url() if target is not None else tag_url
    kind = "topic" if row.topic_id else "forum" if row.forum_id else "tag"
    reason = str(SubscriptionReason(row.reason).label)
    wishes_url = ""
    if row.topic_id:
        wishes_url = reverse("feedback_community:topic_wishes", args=[row.topic_id])
    elif row.forum is not None:
        wishes_url = reverse("feedback_community:forum_wishes", args=[row.forum.slug])
    return Followed(row.pk, str(target or row.tag), url, kind, row.level, reason, row.mail, wishes_url)
