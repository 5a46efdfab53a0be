from __future__ import annotations

import email.policy
import inspect

from django.core.mail import EmailMessage, EmailMultiAlternatives

from feedback_community.notifications.message import CommunityMail

LINK = f"<https://help.veresk.example/community/u/{'abcdefgh:' * 12}/>"


def wire(mail: EmailMultiAlternatives) -> bytes:
    if "policy" in inspect.signature(EmailMessage.message).parameters:
        return mail.message(policy=email.policy.SMTP).as_bytes()
    return mail.message().as_bytes()


def test_a_long_link_is_never_encoded_or_broken():
    mail = CommunityMail(
        "Ответ " * 30, "Текст", "a@veresk.example", ["b@veresk.example"], headers={"List-Unsubscribe": LINK}
    )
    mail.attach_alternative("<p>Текст</p>", "text/html")
    sent = wire(mail)
    assert LINK.encode() in sent
    assert max(len(line) for line in sent.splitlines()) < 998


def test_the_other_headers_are_written_as_ever():
    given = ("Ответ " * 30, "Текст", "Ö <a@veresk.example>", ["b@veresk.example"])
    ours, djangos = wire(CommunityMail(*given)), wire(EmailMultiAlternatives(*given))
    for name in (b"Subject:", b"From:", b"To:"):
        assert ours.split(name)[1].split(b"\nDate")[0] == djangos.split(name)[1].split(b"\nDate")[0]
