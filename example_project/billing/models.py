"""What Veresk's billing knows of a customer. The community reads it through a hook, and stores none of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Contract(models.Model):
    customer = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    number = models.CharField(_("number"), max_length=20)
    plan = models.CharField(_("plan"), max_length=60)
    city = models.CharField(_("city"), max_length=60)
    since = models.DateField(_("since"))
    is_paid = models.BooleanField(_("paid"), default=True)

    def __str__(self) -> str:
        return self.number


class Order(models.Model):
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="orders")
    title = models.CharField(_("what"), max_length=100)
    day = models.DateField(_("when"))

    class Meta:
        ordering = ("-day",)

    def __str__(self) -> str:
        return self.title
