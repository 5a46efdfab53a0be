"""Proof of work: the browser of somebody new counts for a moment while the text is being written.

Challenge and answer are those of altcha (protocol 2, SHA-256), made and checked here: no service is asked,
and nothing is kept before an answer comes.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac

from feedback_community import limits
from feedback_community.conf import app_settings

try:
    import altcha
except ImportError:  # The extra [altcha]; a system check tells.
    altcha = None  # type: ignore[assignment]


class NotDone(Exception):
    """There is no work that counts; the words are for moderators."""


@dataclass(frozen=True)
class Work:
    """Done and paid: which challenge it was, and until when it could be sent."""

    key: str
    expires_at: datetime


def is_on() -> bool:
    return bool(app_settings.PROOF_OF_WORK) and altcha is not None


def new_challenge() -> dict[str, Any]:
    """A number to be found by trying: half as many tries as the setting says, up to half as many more."""
    tries = int(app_settings.PROOF_OF_WORK)
    challenge = altcha.create_challenge(
        "SHA-256",
        cost=1,
        counter=tries // 2 + secrets.randbelow(tries) + 1,
        expires_at=timezone.now() + timedelta(hours=limits.FORM_STAMP_HOURS),
        hmac_secret=_secret(),
    )
    found: dict[str, Any] = challenge.to_dict()
    return found


def read_work(payload: str) -> Work:
    """What a form brought. Raises NotDone."""
    if not payload:
        raise NotDone("no proof of work")
    if len(payload) > limits.WORK_LENGTH:
        raise NotDone("wrong proof of work")
    answer = altcha.verify_solution(payload, _secret())
    if answer.expired:
        raise NotDone("old proof of work")
    if not answer.verified:
        raise NotDone("wrong proof of work")
    challenge = json.loads(base64.b64decode(payload))["challenge"]
    expires_at = datetime.fromtimestamp(challenge["parameters"]["expiresAt"], tz=UTC)
    return Work(challenge["signature"], expires_at)


def _secret() -> bytes:
    return salted_hmac("feedback_community.work", "", algorithm="sha256").digest()
