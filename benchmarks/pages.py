"""CPU per request of our pages against a bare Wagtail page and a hand-written view, in one run.

    python -m benchmarks.pages [--topics 20000] [--answers-each 5] [--grow 49] [--requests 200]

Prints milliseconds for the floor and ratios to the bare Wagtail page. Only the ratios travel between
machines. `--grow N` measures again with N more copies of every topic in the lists.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Server, running
from benchmarks.postgres import private_server

ROOT = Path(__file__).resolve().parent.parent
LIST = "/community/topics/"


def manage(environment: dict[str, str], *arguments: str) -> str:
    """Run a step of the preparation in a process of its own. Returns what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        check=True,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def vote(server: Server, topics: list[int], act: str, number: int, *, cookie: str) -> int:
    """One person votes on one topic after the other."""
    return server.post(f"/community/t/{topics[number]}/{act}/", cookie)


def report(server: Server, prepared: dict[str, Any], requests: int) -> None:
    """Interleaved rounds, the median of three, so that a drift of the machine hits all alike."""
    pages, topics, voter = pages_of(prepared), prepared["open"], prepared["cookie"]
    rounds: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(3):
        for name, (path, cookie) in pages.items():
            rounds[name].append(server.cpu_per_request(path, cookie, requests=requests))
        for name, act in (("casting a vote", "vote"), ("taking it back", "unvote")):
            press = partial(vote, server, topics, act, cookie=voter)
            rounds.setdefault(name, []).append(server.cpu_of(press, len(topics) - 30))
    medians = {name: sorted(values)[1] for name, values in rounds.items()}
    floor = medians["bare Wagtail page"]
    for name, value in medians.items():
        print(f"  {name:34s} {value:6.2f} ms   {value / floor:5.2f}x")


def pages_of(prepared: dict[str, Any]) -> dict[str, tuple[str, str]]:
    cookie = prepared["cookie"]
    return {
        "bare Wagtail page": ("/", ""),
        "one SQL, plain view": ("/floor/sql/", ""),
        "topic list": (LIST, ""),
        "topic list, page 500": (prepared["deep"], ""),
        "topic, 20 answers": (prepared["topic_20"], ""),
        "topic, 200 answers": (prepared["topic_200"], ""),
        "topic, 10,000 answers": (prepared["topic_10000"], ""),
        "topic list, signed in": (LIST, cookie),
        "topic, 20 answers, signed in": (prepared["topic_20"], cookie),
        "home": ("/community/", ""),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--topics", type=int, default=20_000)
    parser.add_argument("--answers-each", type=int, default=5)
    parser.add_argument("--grow", type=int, default=0)
    parser.add_argument("--requests", type=int, default=200, help="of each page and round")
    parser.add_argument("--port", type=int, default=8471)
    options = parser.parse_args()
    with private_server() as variables:
        environment = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        environment["PYTHONPATH"] = str(ROOT)
        manage(environment, "django", "migrate", "--verbosity", "0")
        prepare = ("benchmarks.prepare", str(options.topics), str(options.answers_each))
        prepared = json.loads(manage(environment, *prepare).splitlines()[-1])
        for caches in ("off", "on"):
            print(f"{options.topics} topics, caches {caches}")
            with running(options.port, {**environment, "BENCHMARK_CACHES": caches}) as server:
                report(server, prepared, options.requests)
        if options.grow:
            manage(environment, "benchmarks.prepare", "grow", str(options.grow))
            print(f"{options.topics * (options.grow + 1)} topics, caches off")
            with running(options.port, {**environment, "BENCHMARK_CACHES": "off"}) as server:
                report(server, prepared, options.requests)


if __name__ == "__main__":
    main()
