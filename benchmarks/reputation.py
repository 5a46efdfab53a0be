"""What reputation costs: the leaderboard at 1,000 and at 1,000,000 people, and a vote.

    python -m benchmarks.reputation [--people 1000000] [--entries 2000000] [--votes 300]

On PostgreSQL. Prints the CPU of pages, in gunicorn and in the database together, at 1,000 people, at a fifth
of the larger number and at all of it, the plan of the board's query, and the CPU of a vote's action and
commit with the app and without it. Ends with an error if the board costs more than 1.2 times, the vote more
than 1.3 times, or a plan differs between the two large sizes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

from benchmarks.measure import WARM_UP, Server, cpu_of_children, running
from benchmarks.pages import ROOT, manage
from benchmarks.postgres import postmaster, private_server

BOARD = "/community/leaderboard/?period=all"
BOARD_LIMIT, VOTE_LIMIT = 1.2, 1.3
REQUESTS = 200


def median_of(server: Server, path: str, cookie: str, database: int) -> float:
    """Milliseconds of CPU of a request, in the web processes and in the database's."""
    found = []
    for _ in range(3):
        before = cpu_of_children(database)
        web = server.cpu_per_request(path, cookie, requests=REQUESTS)
        # The database also answers the requests of the warm-up.
        found.append(web + 1_000 * (cpu_of_children(database) - before) / (REQUESTS + WARM_UP))
    return sorted(found)[1]


def board(environment: dict[str, str], port: int, prepared: dict[str, str]) -> dict[str, float]:
    """The first page, a page far down, and the page that names one's own place far down."""
    database = postmaster(environment)
    with running(port, environment) as server:
        return {
            "first page": median_of(server, BOARD, "", database),
            "deep page": median_of(server, f"{BOARD}&after={prepared['deep']}", "", database),
            "own place": median_of(server, BOARD, prepared["cookie"], database),
        }


def votes(environment: dict[str, str], number: int) -> float:
    """Milliseconds of CPU of a vote's action and commit, in a process of its own."""
    out = manage(environment, "benchmarks.reputation_data", "votes", str(number))
    return float(out.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--entries", type=int, default=2_000_000)
    parser.add_argument("--votes", type=int, default=300)
    parser.add_argument("--port", type=int, default=8475)
    options = parser.parse_args()
    failed = []
    with private_server() as variables:
        environment = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        environment["PYTHONPATH"] = str(ROOT)
        manage(environment, "django", "migrate", "--verbosity", "0")
        times: dict[str, list[float]] = {"with": [], "without": []}
        for _round in range(3):
            for name, off in (("without", "1"), ("with", "")):
                own = {**environment, "BENCHMARK_WITHOUT_REPUTATION": off}
                times[name].append(votes(own, options.votes))
        with_app, without = sorted(times["with"])[1], sorted(times["without"])[1]
        print(f"a vote: {without:.2f} ms without, {with_app:.2f} ms with: {with_app / without:.2f}x")
        if with_app / without > VOTE_LIMIT:
            failed.append("vote")
        plans, costs = {}, {}
        sizes = (1_000, options.people // 5, options.people)
        for people in sizes:
            entries = options.entries * people // options.people
            out = manage(environment, "benchmarks.reputation_data", "fill", str(people), str(entries))
            prepared = json.loads(out.splitlines()[-1])
            plans[people] = prepared["plan"]
            costs[people] = board(environment, options.port, prepared)
            shown = ", ".join(f"{name} {value:.2f} ms" for name, value in costs[people].items())
            print(f"{people:,} people, {entries:,} ledger rows: {shown}")
    print(f"plan: {plans[sizes[-1]]}")
    for name, value in costs[sizes[-1]].items():
        ratio = value / costs[sizes[0]][name]
        print(f"leaderboard, {name}: {ratio:.2f}x of its cost at {sizes[0]:,} people")
        if ratio > BOARD_LIMIT:
            failed.append(name)
    if plans[sizes[-1]] != plans[sizes[-2]]:
        failed.append(f"plan changed from {plans[sizes[-2]]}")
    print("FAILED: " + ", ".join(failed) if failed else "All within their limits.")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
