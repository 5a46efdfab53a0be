"""A private PostgreSQL for one measurement: made, used over a socket, removed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def _as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


def binaries() -> Path:
    """The newest installed server. Raises FileNotFoundError."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = str(found[-1]) if found else shutil.which("initdb")
    if initdb is None:
        raise FileNotFoundError("PostgreSQL's initdb is not installed")
    return Path(initdb).parent


def postmaster(environment: Mapping[str, str] = os.environ) -> int:
    """Process of the private server that the PG* variables name."""
    file = Path(environment["PGHOST"]) / "data" / "postmaster.pid"
    return int(file.read_text(encoding="ascii").split()[0])


@contextmanager
def private_server() -> Iterator[dict[str, str]]:
    """Yields the PG* variables of a running server with an empty database."""
    folder = Path(tempfile.mkdtemp(prefix="community-pg-"))
    folder.chmod(0o777)
    data, tools = folder / "data", binaries()
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=300"
    options += " -c shared_buffers=512MB -c log_lock_waits=on -c deadlock_timeout=100ms"
    try:
        subprocess.run(
            _as_postgres(str(tools / "initdb"), "-D", str(data), "-A", "trust", "-U", "community"),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        subprocess.run(
            _as_postgres(
                str(tools / "pg_ctl"),
                "-D",
                str(data),
                "-w",
                "-o",
                options,
                "-l",
                str(folder / "log"),
                "start",
            ),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        variables = {
            "PGHOST": str(folder),
            "PGUSER": "community",
            "PGDATABASE": "community",
            "DATABASE": "postgres",
        }
        subprocess.run([str(tools / "createdb"), "community"], check=True, env={**os.environ, **variables})
        yield variables
    finally:
        subprocess.run(
            _as_postgres(str(tools / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"),
            check=False,
            stdout=subprocess.DEVNULL,
        )
        shutil.rmtree(folder, ignore_errors=True)
