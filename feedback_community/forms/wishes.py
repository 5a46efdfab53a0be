"""What a person wants to hear of one topic or one forum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback_community.enums import NotificationChannel, NotificationKind, SubscriptionLevel, Timing
from feedback_community.forms.preferences import AT_ONCE_OR_NEVER, PERSONAL, KindRow
from feedback_community.models import Forum, Subscription, Topic
from feedback_community.notifications.types import OFFICIAL, preference_key

AS_EVERYWHERE = _("As in my settings")
LEVELS: dict[type[Topic | Forum], list[tuple[str, Any]]] = {
    Topic: [
        (SubscriptionLevel.ALL.value, _("Everything")),
        (SubscriptionLevel.OFFICIAL.value, _("Official answers, solutions and status")),
        (SubscriptionLevel.NONE.value, _("Muted: nothing, not even mentions")),
    ],
    Forum: [
        (SubscriptionLevel.ALL.value, _("Every new topic")),
        (SubscriptionLevel.OFFICIAL.value, _("Only topics that I take part in")),
        (SubscriptionLevel.NONE.value, _("Muted: only topics that I chose to follow")),
    ],
}
OF_TOPIC = (NotificationKind.ANSWER, *sorted(OFFICIAL), NotificationKind.MENTION)


class WishesForm(forms.Form):
    level = forms.ChoiceField(label=_("How much"), widget=forms.RadioSelect)

    def __init__(
        self, data: Any = None, *, target: Topic | Forum, present: Subscription | None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        fields: dict[str, Any] = self.fields
        fields["level"].choices = LEVELS[type(target)]
        usual = SubscriptionLevel.OFFICIAL if isinstance(target, Forum) else SubscriptionLevel.ALL
        fields["level"].initial = present.level if present is not None else usual
        kinds = (NotificationKind.TOPIC, *OF_TOPIC) if isinstance(target, Forum) else OF_TOPIC
        self.kinds = [NotificationKind(kind) for kind in kinds]
        chosen = present.preferences if present is not None else {}
        for kind in self.kinds:
            self._add_kind(kind, chosen)

    def _add_kind(self, kind: NotificationKind, chosen: dict[str, str]) -> None:
        timings = AT_ONCE_OR_NEVER if kind in PERSONAL else tuple(Timing)
        channels: tuple[tuple[str, Any, list[tuple[str, Any]]], ...] = (
            (NotificationChannel.EMAIL, _("By e-mail"), [(each.value, each.label) for each in timings]),
            (
                NotificationChannel.SITE,
                _("On the site"),
                [(Timing.NOW.value, _("Yes")), (Timing.NEVER.value, _("No"))],
            ),
        )
        for channel, label, choices in channels:
            self.fields[f"{channel}_{kind}"] = forms.ChoiceField(
                label=label,
                choices=[("", AS_EVERYWHERE), *choices],
                required=False,
                initial=chosen.get(preference_key(channel, kind), ""),
            )

    @property
    def rows(self) -> Iterator[KindRow]:
        for kind in self.kinds:
            mail = self[f"{NotificationChannel.EMAIL}_{kind}"]
            yield KindRow(str(kind.label), "", mail, self[f"{NotificationChannel.SITE}_{kind}"])

    @property
    def chosen(self) -> dict[str, str]:
        """For the action: "channel:kind" → timing."""
        return {
            preference_key(channel, kind): self.cleaned_data[f"{channel}_{kind}"]
            for kind in self.kinds
            for channel in (NotificationChannel.EMAIL, NotificationChannel.SITE)
        }
