"""The table of kinds and channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback_community.enums import NotificationChannel, NotificationKind, Timing
from feedback_community.notifications.types import ALWAYS_TOLD, DIRECT, preference_key

#: What is meant for one person leaves at once or not at all.
AT_ONCE_OR_NEVER = (Timing.NOW, Timing.NEVER)
PERSONAL = DIRECT | {NotificationKind.NOTICE, NotificationKind.REPORTED}

HELP = {
    NotificationKind.OFFICIAL_ANSWER: _("The company answers for everybody."),
    NotificationKind.SOLUTION: _("An answer is marked as the one that helped."),
    NotificationKind.STATUS: _("For example: planned, started, done."),
    NotificationKind.PAGE: _("An article or another page about a topic that you follow."),
    NotificationKind.MENTION: _("Somebody writes your @handle."),
    NotificationKind.ANSWER: _(
        "In topics that you follow; several within a quarter of an hour come together."
    ),
    NotificationKind.TOPIC: _("In forums and tags that you follow."),
    NotificationKind.MERGED: _("Your topic joined another one about the same."),
    NotificationKind.DECIDED: _("A post of yours waited for a moderator."),
    NotificationKind.CONSENT: _("The company would like to publish a private topic of yours."),
    NotificationKind.REPORTED: _(
        "The first report about a post, and posts that wait for a decision, in forums that you moderate."
    ),
    NotificationKind.NOTICE: _("About yourself: a rank, a badge, a task you were given."),
}


@dataclass(frozen=True)
class KindRow:
    """One line of the table. `site` is None where the bell always tells."""

    label: str
    help: Any
    mail: forms.BoundField
    site: forms.BoundField | None


class PreferencesForm(forms.Form):
    def __init__(self, *args: Any, preferences: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in NotificationKind:
            self._add_kind(kind, preferences)

    def _add_kind(self, kind: NotificationKind, preferences: Mapping[str, str]) -> None:
        timings = AT_ONCE_OR_NEVER if kind in PERSONAL else tuple(Timing)
        self.fields[f"email_{kind}"] = forms.ChoiceField(
            label=_("By e-mail"),
            choices=[(timing.value, timing.label) for timing in timings],
            initial=preferences.get(preference_key(NotificationChannel.EMAIL, kind), Timing.NOW),
        )
        if kind not in ALWAYS_TOLD:
            shown = preferences.get(preference_key(NotificationChannel.SITE, kind)) != Timing.NEVER
            field = forms.BooleanField(label=_("On the site"), required=False, initial=shown)
            self.fields[f"site_{kind}"] = field

    @property
    def rows(self) -> Iterator[KindRow]:
        for kind in NotificationKind:
            site = self[f"site_{kind}"] if kind not in ALWAYS_TOLD else None
            yield KindRow(str(kind.label), HELP.get(kind, ""), self[f"email_{kind}"], site)

    @property
    def chosen(self) -> dict[str, str]:
        """For the action: "channel:kind" → timing."""
        chosen = {}
        for kind in NotificationKind:
            chosen[preference_key(NotificationChannel.EMAIL, kind)] = self.cleaned_data[f"email_{kind}"]
            if kind not in ALWAYS_TOLD:
                timing = Timing.NOW if self.cleaned_data[f"site_{kind}"] else Timing.NEVER
                chosen[preference_key(NotificationChannel.SITE, kind)] = timing
        return chosen
