"""The mail that asks whether an address is the writer's, and the token in its link.

The token is signed, for this purpose only, expiring, good for one row and one use; it holds a key and a
nonce and no personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from feedback_community import limits
from feedback_community.models import CommunitySettings, GuestProof, OutboxMessage
from feedback_community.notifications.bounces import paused_until
from feedback_community.notifications.mail import absolute, one_line, sender, tidy
from feedback_community.notifications.message import CommunityMail
from feedback_community.notifications.tokens import keyed_id
from feedback_community.notifications.transport import Postman, Unavailable, Unsendable
from feedback_community.outbox import queue

CHANNEL = "guests"
EVENTS = frozenset({"guest_proof"})
PURPOSE = "feedback_community.guest_proof"


def make_token(proof: GuestProof) -> str:
    return signing.dumps([proof.pk, proof.nonce], salt=PURPOSE)


def read_token(token: str) -> GuestProof | None:
    """What waits for this proof; None when the link is forged, too old or was used."""
    age = limits.GUEST_PROOF_DAYS * 86_400
    try:
        pk, nonce = signing.loads(token, salt=PURPOSE, max_age=age)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    proof = GuestProof.objects.select_related("site", "forum__site", "user").filter(pk=pk).first()
    return proof if proof is not None and constant_time_compare(proof.nonce, nonce) else None


def send_proofs(messages: Sequence[OutboxMessage]) -> None:
    """The consumer of the outbox. A row that is gone needs no mail."""
    with Postman() as postman:
        for message in messages:
            proof = GuestProof.objects.select_related("site").filter(pk=message.payload["proof"]).first()
            if proof is not None and paused_until(proof.address) is None:
                _send(proof, postman)


def _send(proof: GuestProof, postman: Postman) -> None:
    try:
        postman.send(compose_proof(proof))
    except Unsendable:
        proof.delete()
    except Unavailable:
        # Nothing was wrong with the mail, so it is no failed attempt; the row's age is the end of trying.
        queue.put("guest_proof", proof=proof.pk, delay=limits.MAIL_SERVER_RETRY_SECONDS)


def compose_proof(proof: GuestProof) -> CommunityMail:
    """The same words for every address, known or not. What was typed is not in it: it may be an insult."""
    known = {code for code, _name in settings.LANGUAGES}
    with translation.override(proof.language if proof.language in known else settings.LANGUAGE_CODE):
        context = _context(proof)
        folder = "feedback_community/email/proof"
        message = CommunityMail(
            subject=one_line(render_to_string(f"{folder}_subject.txt", context)),
            body=tidy(render_to_string(f"{folder}_message.txt", context)),
            from_email=sender(proof.site, context["community_name"]),
            to=[proof.address],
            headers={
                "Message-ID": f"<{keyed_id('proof', proof.pk, proof.nonce)}@{proof.site.hostname}>",
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
            },
        )
        message.attach_alternative(render_to_string(f"{folder}_message.html", context), "text/html")
        return message


def _context(proof: GuestProof) -> dict[str, Any]:
    community = CommunitySettings.for_site(proof.site)
    path = reverse("feedback_community:guest_proof", args=[make_token(proof)])
    return {
        "act": proof.act,
        "is_claim": proof.user_id is not None,
        "url": absolute(proof.site, path),
        "host": proof.site.hostname,
        "days": limits.GUEST_PROOF_DAYS,
        "topic": {"title": _("Please confirm")},
        "community_name": community.name or _("Community"),
        "language": translation.get_language(),
        "is_right_to_left": translation.get_language_bidi(),
    }
