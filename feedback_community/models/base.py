"""What several nouns share."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


def new_uid() -> str:
    """A fresh kept id. Imported rows keep the id of their source instead."""
    return uuid.uuid4().hex


class KeptUid(models.Model):
    """A row that keeps its id through export and import, whatever its primary key becomes."""

    uid = models.CharField(_("kept id"), max_length=100, unique=True, default=new_uid, editable=False)

    class Meta:
        abstract = True
