"""A migrated database made once and copied, because all migrations take half a minute."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
import wagtail
from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections

TEMPLATE = "test_community_template_"


def _fingerprint() -> str:
    """Changes with any migration of an installed app, so that a stale copy is never used."""
    digest = hashlib.sha256(f"{django.VERSION}{wagtail.VERSION}".encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for path in sorted(Path(config.path).glob("migrations/*.py")):
            digest.update(f"{config.label}{path.name}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def _migrated_copy() -> None:
    """Fill the empty in-memory database from the kept copy, or migrate and keep one."""
    kept = Path(tempfile.gettempdir()) / f"feedback-community-{_fingerprint()}.sqlite3"
    connection.ensure_connection()
    if kept.exists():
        with sqlite3.connect(kept) as source:
            source.backup(connection.connection)
        return
    call_command("migrate", verbosity=0)
    fresh = kept.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(fresh) as target:
        connection.connection.backup(target)
    fresh.replace(kept)


def _copy_of_template() -> None:
    """On PostgreSQL: the first worker migrates a template, every worker copies it."""
    name, template = connection.creation._get_test_db_name(), f"{TEMPLATE}{_fingerprint()}"
    quote = connection.ops.quote_name
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [TEMPLATE])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{TEMPLATE}%"])
        kept = {row[0] for row in cursor.fetchall()}
        if template not in kept:
            for stale in kept:
                cursor.execute(f"DROP DATABASE {quote(stale)}")
            cursor.execute(f"CREATE DATABASE {quote(template + '_part')}")
            connection.settings_dict["NAME"] = f"{template}_part"
            call_command("migrate", verbosity=0)
            connection.close()
            cursor.execute(f"ALTER DATABASE {quote(template + '_part')} RENAME TO {quote(template)}")
        cursor.execute(f"DROP DATABASE IF EXISTS {quote(name)}")
        cursor.execute(f"CREATE DATABASE {quote(name)} TEMPLATE {quote(template)}")
    connection.settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """pytest-django's own fixture, with the copy in place of the migrations on SQLite."""
    with django_db_blocker.unblock():
        old_name = connection.settings_dict["NAME"]
        if connection.vendor == "sqlite":
            name = connection.creation._create_test_db(0, autoclobber=True)
            connection.close()
            connection.settings_dict["NAME"] = name
            _migrated_copy()
        elif connection.vendor == "postgresql":
            _copy_of_template()
        else:
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        # Tests with real commits empty every table; this brings back what migrations put in. On the class,
        # because beside Playwright's event loop Django opens a second connection in the same thread.
        contents = connection.creation.serialize_db_to_string()
        type(connections[DEFAULT_DB_ALIAS])._test_serialized_contents = contents
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(old_name, verbosity=0)
