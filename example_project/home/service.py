"""What Veresk's staff find in the console: contracts, canned replies, somebody who looks after a topic."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import Site

from example_project.accounts.models import User
from example_project.billing.models import Contract, Order
from feedback_community.actions.staff import assign_topic, write_note
from feedback_community.models import CannedReply, Topic

CONTRACTS = {
    "priya@example.com": ("VK-20417", "Fibre 500", "Aldermere", True, ("Mesh point", "Fibre 500")),
    "irina@example.com": ("VK-18853", "Cable 200 + TV", "Сосновка", False, ("ТВ-приставка",)),
}
REPLIES = (
    (
        "Restart the router first",
        "en",
        "Hello {name},\n\nplease take the router off the mains for half a minute, and wait until the lamp"
        " **Internet** is green again. If the lamp stays red, tell us its number (on the back, below the"
        " bar code).",
    ),
    (
        "Planned work in the network",
        "en",
        "Hello {name},\n\nwe are working on the network in your part of the town. The"
        " page *Network status* says until when.",
    ),
    (
        "Сначала перезагрузите роутер",
        "ru",
        "Здравствуйте, {name}!\n\nВыключите роутер из розетки на полминуты и дождитесь, пока индикатор"
        " **Internet** снова станет зелёным. Если он остаётся красным, напишите номер роутера.",
    ),
    (
        "Плановые работы в сети",
        "ru",
        "Здравствуйте, {name}!\n\nВ вашем районе идут работы в сети. На странице"
        " *Состояние сети* указано, до какого времени.",
    ),
)


def prepare_service(site: Site, groups: list[str]) -> None:
    """Doing it twice changes nothing."""
    enter = Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    for name in groups:
        Group.objects.get(name=name).permissions.add(enter)
    for email, facts in CONTRACTS.items():
        make_contract(User.objects.get(email=email), *facts)
    for title, language, body in REPLIES:
        CannedReply.objects.get_or_create(
            site=site, title=title, defaults={"language": language, "body": body}
        )
    look_after_something(User.objects.get(email="marta@veresk.example"))


def make_contract(
    user: Any, number: str, plan: str, city: str, is_paid: bool, orders: tuple[str, ...]
) -> None:
    today = timezone.localdate()
    contract, created = Contract.objects.get_or_create(
        customer=user,
        defaults={
            "number": number,
            "plan": plan,
            "city": city,
            "is_paid": is_paid,
            "since": today - timedelta(days=900),
        },
    )
    if created:
        for place, title in enumerate(orders, start=1):
            Order.objects.create(contract=contract, title=title, day=today - timedelta(days=60 * place))


def look_after_something(staff: User) -> None:
    topic = Topic.objects.public().known_problems().filter(closed_at=None).first()
    if topic is None or topic.internal_notes.exists():
        return
    assign_topic(topic, by=staff, to=staff)
    write_note(topic, by=staff, body="The network team has a ticket for this. Ask Henrik before answering.")
