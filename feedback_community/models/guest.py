"""Guest: somebody without an account who has proven an e-mail address. GuestProof: what waits for that."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_community import limits


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


class Guest(models.Model):
    """The proven address of a member without an account.

    It is shown to nobody but staff with the right to see it, and forgotten `limits.GUEST_ADDRESS_DAYS` after
    the guest's last sign. The keyed hash stays: by it the same address finds the same guest.
    """

    member = models.OneToOneField(
        "feedback_community.Member", on_delete=models.CASCADE, related_name="guest", verbose_name=_("member")
    )
    address = models.EmailField(_("e-mail address"), blank=True)
    address_hash = models.CharField(max_length=64, unique=True, editable=False)
    seen_at = models.DateTimeField(_("last proof"), default=timezone.now)

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")

    def __str__(self) -> str:
        return str(self.member)


class GuestProof(models.Model):
    """An address to be proven by the link in a mail, and the act that is done then.

    Nothing of the act is a topic, an answer or a vote before that. The link holds the key and the nonce,
    signed; whoever reads this table cannot make one.
    """

    nonce = models.CharField(max_length=64, default=new_nonce, editable=False)
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    #: Whose moderators see it; empty where nothing is posted.
    forum = models.ForeignKey(
        "feedback_community.Forum", on_delete=models.CASCADE, null=True, related_name="guest_proofs"
    )
    #: The account that claims what was posted from the address.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=limits.NAME_LENGTH, blank=True)
    address = models.EmailField(_("e-mail address"))
    address_hash = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=16, blank=True)
    #: Name and arguments of the URL of ours that the act goes to, and what was typed; see `web.pending`.
    act = models.CharField(max_length=50, blank=True)
    kwargs = models.JSONField(default=dict)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("unconfirmed post of a guest")
        verbose_name_plural = _("unconfirmed posts of guests")
        indexes = [models.Index(fields=["created_at"], name="community_guest_proof_age")]

    def __str__(self) -> str:
        return self.typed("title") or self.typed("body")[: limits.TITLE_LENGTH] or self.name

    def typed(self, field: str) -> str:
        """What was typed into a field of the form."""
        values = self.data.get(field) or [""]
        return str(values[0])
