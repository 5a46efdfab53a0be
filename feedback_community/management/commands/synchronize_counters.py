"""`manage.py synchronize_counters`: count again; changes nothing unless something drifted."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from feedback_community.actions.counters import recount_counters, refresh_trending


class Command(BaseCommand):
    help = "Counts votes, answers and topics again, and refreshes the trending order. Safe at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        drifted = recount_counters()
        for name, count in drifted.items():
            self.stdout.write(f"{name}: {count} rows put right")
        if not drifted and options["verbosity"]:
            self.stdout.write("All counters were right.")
        changed = refresh_trending()
        if options["verbosity"] > 1:
            self.stdout.write(f"{changed} trending scores changed with time.")
