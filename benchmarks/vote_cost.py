"""What casting a vote costs with reputation and without it: the whole request, as the button sends it.

    python -m benchmarks.vote_cost [--votes 200] [--rounds 7]

Two gunicorns on one database, one with the app and one without, take turns; first on PostgreSQL, then on
SQLite. Prints the median CPU of a request in the web processes and in the database together, and the median
of the ratios of the turns. Ends with an error if a vote with the app costs more than 1.3 times.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import WARM_UP, Server, cpu_of_children, running
from benchmarks.pages import ROOT, manage, vote
from benchmarks.postgres import postmaster, private_server

LIMIT = 1.3


def turn(server: Server, prepared: dict[str, Any], database: int | None) -> float:
    """Milliseconds of CPU of a vote; all votes are taken back afterwards."""
    press = partial(vote, server, prepared["topics"], cookie=prepared["cookie"])
    before = cpu_of_children(database) if database else 0.0
    number = len(prepared["topics"]) - WARM_UP
    web = server.cpu_of(partial(_press, press, "vote"), number)
    taken = cpu_of_children(database) - before if database else 0.0
    for place in range(len(prepared["topics"])):
        press("unvote", place)
    # The database also answers the requests of the warm-up.
    return web + 1_000 * taken / len(prepared["topics"])


def _press(press: Any, act: str, number: int) -> int:
    return int(press(act, number))


def measure(environment: dict[str, str], options: argparse.Namespace) -> float:
    manage(environment, "django", "migrate", "--verbosity", "0")
    out = manage(environment, "benchmarks.prepare", "voter", str(options.votes + WARM_UP))
    prepared = json.loads(out.splitlines()[-1])
    database = postmaster(environment) if "PGHOST" in environment else None
    without = {**environment, "BENCHMARK_WITHOUT_REPUTATION": "1"}
    turns: dict[str, list[float]] = {"with": [], "without": []}
    with running(options.port, environment) as on, running(options.port + 1, without) as off:
        servers = {"with": on, "without": off}
        for number in range(options.rounds):
            # Who comes first changes, so that a drift of the machine hits both alike.
            for name in sorted(servers, reverse=bool(number % 2)):
                turns[name].append(turn(servers[name], prepared, database))
    written = int(manage(environment, "benchmarks.prepare", "waiting").splitlines()[-1])
    if written != 2 * options.rounds * len(prepared["topics"]):
        raise RuntimeError(f"{written} messages for reputation")
    ratio = median(a / b for a, b in zip(turns["with"], turns["without"], strict=True))
    print(
        f"{'PostgreSQL' if database else 'SQLite'}: a vote {median(turns['without']):.2f} ms without, "
        f"{median(turns['with']):.2f} ms with reputation: {ratio:.2f}x"
    )
    return ratio


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--votes", type=int, default=200, help="of each turn")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--port", type=int, default=8477)
    options = parser.parse_args()
    ratios = []
    with private_server() as server, tempfile.TemporaryDirectory() as folder:
        for own in (server, {"BENCHMARK_SQLITE": str(Path(folder, "votes.sqlite3"))}):
            environment = {**os.environ, **own, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
            environment["PYTHONPATH"] = str(ROOT)
            ratios.append(measure(environment, options))
    print("Within the limit." if max(ratios) <= LIMIT else f"FAILED: above {LIMIT}x")
    sys.exit(max(ratios) > LIMIT)


if __name__ == "__main__":
    main()
