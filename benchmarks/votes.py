"""Two hundred people vote on one topic at once, and one person presses fifty times.

    python -m benchmarks.votes

On PostgreSQL under gunicorn. Prints whether the counts are exact, and every wait for a lock longer than
100 ms that the database server noticed (`log_lock_waits`). Ends with an error if anything is off.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import sys
import threading
import time
from pathlib import Path

from benchmarks.measure import TOKEN, running
from benchmarks.pages import ROOT, manage
from benchmarks.postgres import private_server


def press(port: int, path: str, cookie: str, gate: threading.Barrier, out: list[tuple[int, float]]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.connect()
    headers = {
        "Cookie": f"{cookie}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    gate.wait()
    started = time.monotonic()
    connection.request("POST", path, body="", headers=headers)
    out.append((connection.getresponse().status, time.monotonic() - started))
    connection.close()


def together(port: int, path: str, cookies: list[str]) -> list[tuple[int, float]]:
    """Status and seconds of each request; all start at the same moment."""
    gate = threading.Barrier(len(cookies))
    out: list[tuple[int, float]] = []
    threads = [threading.Thread(target=press, args=(port, path, cookie, gate, out)) for cookie in cookies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8472)
    options = parser.parse_args()
    with private_server() as variables:
        environment = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        environment["PYTHONPATH"] = str(ROOT)
        manage(environment, "django", "migrate", "--verbosity", "0")
        prepared = json.loads(manage(environment, "benchmarks.prepare", "voters").splitlines()[-1])
        many, one = prepared["topics"]
        with running(options.port, environment, threads=20) as server:
            crowd = together(server.port, f"/community/t/{many}/vote/", prepared["cookies"][:200])
            eager = together(server.port, f"/community/t/{one}/vote/", [prepared["cookies"][200]] * 50)
        counts = json.loads(manage(environment, "benchmarks.prepare", "counts").splitlines()[-1])
        with Path(variables["PGHOST"], "log").open(encoding="utf-8") as lines:
            waits = [line.strip() for line in lines if "still waiting for" in line]
    print(
        f"200 people at once: {counts[str(many)]} (rows, counter); answers {sorted({s for s, _ in crowd})}, "
        f"slowest {max(t for _, t in crowd):.2f} s"
    )
    print(f"one person 50 times: {counts[str(one)]} (rows, counter); answers {sorted({s for s, _ in eager})}")
    print(f"waits for a lock longer than 100 ms: {len(waits)}")
    exact = counts[str(many)] == [200, 200] and counts[str(one)] == [1, 1]
    sys.exit(0 if exact and not waits else 1)


if __name__ == "__main__":
    main()
