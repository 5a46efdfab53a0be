"""Validate, never write."""

from __future__ import annotations

from django import forms

from feedback_community.reputation.actions.wishes import WISHES
from feedback_community.reputation.models import Reputation


class WishesForm(forms.ModelForm):
    """What a person shows to others."""

    class Meta:
        model = Reputation
        fields = WISHES
