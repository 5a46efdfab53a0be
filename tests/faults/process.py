"""A worker in a process of its own, on the rows that the test committed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from feedback_community.models import Notification, OutboxMessage, ScheduleRun

ROOT = Path(__file__).resolve().parents[2]
LONG_AGO = "2000-01-01 00:00:00"


class Outside:
    """The database as another process sees it: the test's own on PostgreSQL, a copy in a file on SQLite."""

    def __init__(self, folder: Path, port: int) -> None:
        self.name = str(connection.settings_dict["NAME"])
        self.folder = folder
        self.port = port
        self.processes: list[subprocess.Popen[str]] = []
        if connection.vendor == "sqlite":
            self.name = str(folder / "copy.sqlite3")
            with sqlite3.connect(self.name) as target:
                connection.connection.backup(target)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return self.run("-m", "django", "community_worker", *arguments)

    def run(self, *arguments: str) -> subprocess.Popen[str]:
        """Python in a process of its own, with the settings of the test."""
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
                "FAULTS_PROJECT": os.environ["DJANGO_SETTINGS_MODULE"],
                "FAULTS_DATABASE": self.name,
                "FAULTS_INDEX": str(self.folder / "index"),
                "FAULTS_MAIL_PORT": str(self.port),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.processes.append(process)
        return process

    def clean_up(self) -> None:
        """Leave none running, whatever became of the test."""
        for process in self.processes:
            if process.poll() is None:
                kill(process)

    def execute(self, statement: str) -> list[tuple]:
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.name, timeout=20) as direct:
                return direct.execute(statement).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def end_leases(self) -> None:
        """As if the time of every lease had passed."""
        for model in (OutboxMessage, Notification, ScheduleRun):
            table = model._meta.db_table
            self.execute(f"UPDATE {table} SET leased_until = '{LONG_AGO}' WHERE leased_until IS NOT NULL")


def kill(process: subprocess.Popen[str]) -> None:
    """No warning, no clean-up: what a crash or the kernel does."""
    process.send_signal(signal.SIGKILL)
    process.communicate()


def wait_until(condition: Callable[[], bool], seconds: float = 180.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("waited in vain")
        time.sleep(0.02)
