"""The accounts that the login page and `make demo` name. Their people come with the content."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

PASSWORD = "demo"


@dataclass(frozen=True)
class DemoAccount:
    email: str
    name: str
    role: object
    #: The person of the demo content that this account belongs to; "" for one without posts.
    handle: str = ""
    is_admin: bool = False
    is_moderator: bool = False


ACCOUNTS = (
    DemoAccount("priya@example.com", "Priya Nair", _("customer"), "priya-n"),
    DemoAccount("irina@example.com", "Ирина Соколова", _("customer"), "irina-sok"),
    DemoAccount("henrik@veresk.example", "Henrik Aas", _("employee"), "henrik-noc"),
    DemoAccount(
        "marta@veresk.example",
        "Marta Lindqvist",
        _("official representative"),
        "marta-lindqvist",
    ),
    DemoAccount(
        "kaisa@veresk.example",
        "Kaisa Pihlak",
        _("moderator and editor"),
        "kaisa-pihlak",
        is_moderator=True,
    ),
    DemoAccount("admin@veresk.example", "Site Admin", _("administrator"), is_admin=True),
)
