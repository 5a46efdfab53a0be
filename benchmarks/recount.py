"""Recounts a large community on SQLite to its end, killed once on the way, while somebody else writes.

    python -m benchmarks.recount [--topics 50000] [--votes 1000000] [--people 10000]

Prints how long it took, how long others waited for the database, and that a second run finds nothing to do.
Ends with an error if somebody waited longer than a second, or if the second run did.
"""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.pages import ROOT, manage

COMMAND = (sys.executable, "-W", "ignore", "-m", "django", "recalculate_reputation")
#: Seconds that somebody else may wait.
LIMIT = 1.0
PAUSE = 0.05


class Neighbour:
    """Writes a row every moment, and remembers how long each took."""

    def __init__(self, database: str) -> None:
        self.database, self.waits = database, [0.0]

    def write(self) -> None:
        started = time.monotonic()
        with sqlite3.connect(self.database, timeout=60, isolation_level=None) as direct:
            direct.execute("BEGIN IMMEDIATE")
            direct.execute("UPDATE feedback_community_answer SET helpful_count = helpful_count WHERE id = 1")
            direct.execute("COMMIT")
        self.waits.append(time.monotonic() - started)

    def beside(self, environment: dict[str, str], *, kill_after: float | None = None) -> str:
        """Run the recount and write all the time. Returns what it said."""
        process = subprocess.Popen(COMMAND, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        started = time.monotonic()
        while process.poll() is None:
            self.write()
            time.sleep(PAUSE)
            if kill_after is not None and time.monotonic() - started > kill_after:
                process.send_signal(signal.SIGKILL)
        said, _nothing = process.communicate()
        print(f"{time.monotonic() - started:.0f} s: " + ("killed" if process.returncode else "at its end"))
        return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--topics", type=int, default=50_000)
    parser.add_argument("--votes", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder, "recount.sqlite3"))
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        environment |= {"BENCHMARK_SQLITE": database, "DATABASE": "sqlite"}
        manage(environment, "django", "migrate", "--verbosity", "0")
        numbers = (str(number) for number in (options.people, options.topics, options.votes))
        print(manage(environment, "benchmarks.recount_data", *numbers).strip(), flush=True)
        neighbour = Neighbour(database)
        neighbour.beside(environment, kill_after=20)
        print(neighbour.beside(environment), end="", flush=True)
        waits = sorted(neighbour.waits)
        median, worst = waits[len(waits) // 2], waits[-1]
        print(
            f"{len(waits):,} writes beside it: median {median * 1000:.0f} ms, longest {worst:.2f} s",
            flush=True,
        )
        said = neighbour.beside(environment)
        print(said, end="")
        is_right = said.strip().endswith("Everything was right.")
    print("All as it should be." if is_right and worst <= LIMIT else "FAILED")
    sys.exit(not is_right or worst > LIMIT)


if __name__ == "__main__":
    main()
