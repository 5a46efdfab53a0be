"""What versions, comparisons and pages of the knowledge base cost.

    python -m benchmarks.knowledge_base [--publications 200]

On a private PostgreSQL. Publishing is Wagtail's own `revision.publish()`, in turns with our receivers and
without them, each on articles of its own; the ratio is that of the sums, so that a drift of the machine hits
both alike. Comparing is of two versions of 5,000 words with every tenth word changed and two blocks moved.
Pages are CPU of the web processes against a bare Wagtail page, for a visitor and a member.
"""

from __future__ import annotations

import argparse
import json
import os

from benchmarks.measure import running
from benchmarks.pages import ROOT, manage
from benchmarks.postgres import private_server


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--publications", type=int, default=200, help="of each kind")
    parser.add_argument("--requests", type=int, default=200, help="of each page and round")
    parser.add_argument("--port", type=int, default=8473)
    options = parser.parse_args()
    with private_server() as variables:
        environment = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        environment["PYTHONPATH"] = str(ROOT)
        manage(environment, "django", "migrate", "--verbosity", "0")
        steps = ("benchmarks.knowledge_base_data", str(options.publications))
        printed = manage(environment, *steps).splitlines()
        print("\n".join(printed[:-1]))
        pages = {"bare Wagtail page": ("/", ""), **json.loads(printed[-1])}
        for caches in ("off", "on"):
            print(f"caches {caches}")
            with running(options.port, {**environment, "BENCHMARK_CACHES": caches}) as server:
                rounds: dict[str, list[float]] = {name: [] for name in pages}
                for _ in range(3):
                    for name, (path, cookie) in pages.items():
                        rounds[name].append(server.cpu_per_request(path, cookie, requests=options.requests))
            medians = {name: sorted(values)[1] for name, values in rounds.items()}
            for name, value in medians.items():
                print(f"  {name:34s} {value:6.2f} ms   {value / medians['bare Wagtail page']:5.2f}x")


if __name__ == "__main__":
    main()
