"""What the leaderboard costs at 1,000 and at 1,000,000 people.

    python -m benchmarks.reputation [--people 1000000] [--entries 2000000] [--rounds 5]

On PostgreSQL, two communities beside one another; their pages take turns. Prints the median CPU of a request,
in gunicorn and in the database together, the median of the ratios of the turns, and the plan of the board's
query at a fifth of the larger number and at all of it. Ends with an error if a page costs more than 1.2 times
what it does at 1,000 people, or if the plans differ.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from statistics import median
from typing import Any

from benchmarks.measure import WARM_UP, Server, cpu_of_children, running
from benchmarks.pages import ROOT, manage
from benchmarks.postgres import binaries, postmaster, private_server

BOARD = "/community/leaderboard/?period=all"
LIMIT = 1.2
FEW = 1_000
REQUESTS = 150


def cost(server: Server, path: str, cookie: str, database: int) -> float:
    """Milliseconds of CPU of a request, in the web processes and in the database's."""
    before = cpu_of_children(database)
    web = server.cpu_per_request(path, cookie, requests=REQUESTS)
    # The database also answers the requests of the warm-up.
    return web + 1_000 * (cpu_of_children(database) - before) / (REQUESTS + WARM_UP)


def pages_of(prepared: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The first page, one far down, and the one that names one's own place far down."""
    return {
        "first page": (BOARD, ""),
        "deep page": (f"{BOARD}&after={prepared['deep']}", ""),
        "own place": (BOARD, prepared["cookie"]),
    }


def fill(environment: dict[str, str], people: int, entries: int) -> dict[str, str]:
    started = time.monotonic()
    out = manage(environment, "benchmarks.reputation_data", str(people), str(entries))
    print(
        f"{people:,} people, {entries:,} ledger rows: made in {time.monotonic() - started:.0f} s", flush=True
    )
    found: dict[str, str] = json.loads(out.splitlines()[-1])
    return found


def compare(servers: list[Server], prepared: list[dict[str, str]], database: int, rounds: int) -> list[str]:
    """Few and many in turns. Returns the pages that cost too much."""
    failed = []
    few, many = (pages_of(found) for found in prepared)
    for name in few:
        turns: list[list[float]] = [[], []]
        for number in range(rounds):
            # Who comes first changes, so that a drift of the machine hits both alike.
            for place in (0, 1) if number % 2 else (1, 0):
                path, cookie = (few, many)[place][name]
                turns[place].append(cost(servers[place], path, cookie, database))
        ratio = median(large / small for small, large in zip(*turns, strict=True))
        print(f"{name}: {median(turns[0]):.2f} ms, {median(turns[1]):.2f} ms: {ratio:.2f}x", flush=True)
        if ratio > LIMIT:
            failed.append(name)
    return failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--entries", type=int, default=2_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--port", type=int, default=8475)
    options = parser.parse_args()
    with private_server() as variables:
        base: dict[str, Any] = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        large = {**base, "PYTHONPATH": str(ROOT)}
        small = {**large, "PGDATABASE": "few"}
        manage(large, "django", "migrate", "--verbosity", "0")
        create = [str(binaries() / "createdb"), "--template", variables["PGDATABASE"], "few"]
        subprocess.run(create, check=True, env=small | {"PGDATABASE": "postgres"})
        few = fill(small, FEW, options.entries * FEW // options.people)
        fifth = fill(large, options.people // 5, options.entries // 5)
        many = fill(large, options.people, options.entries)
        with running(options.port, small) as one, running(options.port + 1, large) as other:
            failed = compare([one, other], [few, many], postmaster(large), options.rounds)
    print(f"plan: {many['plan']}")
    if many["plan"] != fifth["plan"]:
        failed.append(f"the plan was {fifth['plan']}")
    print("FAILED: " + ", ".join(failed) if failed else "All within their limits.")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
