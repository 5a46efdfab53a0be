"""`make demo`: prepare what is not there yet, then serve."""

from __future__ import annotations

import argparse
import os
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from example_project.accounts.demo import ACCOUNTS, PASSWORD
from example_project.home.community import is_wanted
from example_project.home.pages import create_pages, serve_at
from example_project.home.people import create_accounts


class Command(BaseCommand):
    help = "Prepares the demo where needed (database, content, search index) and serves it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default="127.0.0.1:8000")
        parser.add_argument("--no-serve", action="store_true", help="Only prepare.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Preparing the database ...")
        call_command("migrate", verbosity=0)
        if create_pages():
            self.stdout.write("Made the pages of the site.")
        if is_wanted():
            self.stdout.write("Loading the community ...")
            call_command("community_demo")
        create_accounts()
        if not options["no_serve"]:
            serve_at(options["address"])
            self.print_welcome(options["address"])
            os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
            call_command("runserver", options["address"], use_reloader=False, insecure_serving=True)

    def print_welcome(self, address: str) -> None:
        lines = [
            "",
            f"  http://{address}/            the site",
            f"  http://{address}/community/  its community",
            f"  http://{address}/admin/      the Wagtail admin",
            "",
            f"  Accounts (password of each: {PASSWORD}):",
            *(f"    {account.email:26} {account.name}, {account.role}" for account in ACCOUNTS),
            "",
            "  Mails are files in var/mail. Stop with Ctrl+C; nothing is lost.",
            "",
        ]
        self.stdout.write("\n".join(lines))
