"""The clock of the database: the only one that all workers share."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper, Value
from django.db.models.expressions import Combinable, Expression
from django.db.models.functions import Now


def now_plus(seconds: float) -> Expression:
    """Now plus (or minus) some seconds, as an expression for filters and updates."""
    moment: Combinable = Now() + Value(timedelta(seconds=seconds))
    return ExpressionWrapper(moment, output_field=DateTimeField())
