"""Facts for the person card, and whose votes staff can count apart."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks

from example_project.billing.models import Contract
from feedback_community.web.person_card import Fact, works_here

LAST_ORDERS = 3


class ContractFacts:
    name = "contract"
    label = gettext_lazy("Contract")
    cache_seconds = 60

    def is_allowed(self, viewer: Any, person: Any) -> bool:
        return works_here(viewer)

    def facts(self, person: Any) -> list[Fact]:
        contract = Contract.objects.filter(customer=person).first()
        if contract is None:
            return []
        found = [
            Fact(_("Number"), contract.number),
            Fact(_("Plan"), contract.plan),
            Fact(_("City"), contract.city),
            Fact(_("Customer since"), date_format(contract.since, "SHORT_DATE_FORMAT")),
            Fact(_("Bills"), _("paid") if contract.is_paid else _("one is open")),
        ]
        orders = contract.orders.all()[:LAST_ORDERS]
        found += [Fact(date_format(order.day, "SHORT_DATE_FORMAT"), order.title) for order in orders]
        return found


class FibreCustomers:
    name = "fibre"
    label = gettext_lazy("Fibre customers")

    def users(self, users: QuerySet[Any]) -> QuerySet[Any]:
        return users.filter(contract__plan__startswith="Fibre")


class PayingCustomers:
    name = "paying"
    label = gettext_lazy("Paying customers")

    def users(self, users: QuerySet[Any]) -> QuerySet[Any]:
        return users.filter(contract__is_paid=True)


hooks.register("register_feedback_person_facts", ContractFacts)
hooks.register("register_feedback_demand_lens", FibreCustomers)
hooks.register("register_feedback_demand_lens", PayingCustomers)
