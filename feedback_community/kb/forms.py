"""Forms validate shape and choice; rights are the actions'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback_community.forms.base import TextField
from feedback_community.kb.enums import HelpfulReason
from feedback_community.kb.models.helpful_vote import COMMENT_LENGTH


class PromoteForm(forms.Form):
    """Where the article goes: a new one in a section, or a further source of one that is there."""

    section = forms.ChoiceField(
        label=_("Section"),
        help_text=_("Sections with the topic's tags stand first."),
    )
    article = forms.ChoiceField(
        label=_("Or add it to an article"),
        required=False,
        help_text=_("The topic becomes a further source of it; its text stays as it is."),
    )
    answer = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, sections: Sequence[Any], articles: Sequence[Any], answer: int | None
    ) -> None:
        super().__init__(data, initial={"answer": answer})
        self.fields["section"].choices = [  # type: ignore[attr-defined]
            (str(section.pk), section.get_admin_display_title()) for section in sections
        ]
        self.fields["article"].choices = [  # type: ignore[attr-defined]
            ("", _("A new article")),
            *((str(article.pk), article.get_admin_display_title()) for article in articles),
        ]
        if not articles:
            del self.fields["article"]


class SuggestForm(forms.Form):
    note = TextField(label=_("What should the article say?"), required=False)


class HelpfulForm(forms.Form):
    helpful = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No")), ("back", _("Take it back"))])
    reason = forms.ChoiceField(choices=[("", ""), *HelpfulReason.choices], required=False)
    comment = forms.CharField(required=False, max_length=COMMENT_LENGTH)
