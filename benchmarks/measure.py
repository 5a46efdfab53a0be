"""CPU of a running gunicorn per request, by the kernel's own accounting."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

TOKEN = "benchmarkbenchmarkbenchmarkbench"
#: Requests before the clock starts.
WARM_UP = 30
TICK = os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(part) for part in text.split()]


def _cpu(pid: int) -> float:
    """Seconds of user and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def cpu_of_children(pid: int) -> float:
    """Seconds of user and system time of the processes that this one has started and that still run."""
    return sum(_cpu(child) for child in _children(pid))


class Server:
    """Two gunicorn workers on a loopback port, with `threads` threads each."""

    def __init__(self, port: int, environment: dict[str, str], *, threads: int = 1) -> None:
        self.port = port
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "benchmarks.wsgi:application",
                "--workers",
                "2",
                "--bind",
                f"127.0.0.1:{port}",
                "--log-level",
                "error",
                "--keep-alive",
                "5",
                "--threads",
                str(threads),
            ],
            env=environment,
        )
        for _attempt in range(100):
            try:
                if self.get("/floor/sql/")[0] == 200:
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError("the server did not start")

    def get(self, path: str, cookie: str = "") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": cookie} if cookie else {}
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, body

    def post(self, path: str, cookie: str) -> int:
        """Press a button of a page, as our script does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Cookie": f"{cookie}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "X-Community-Fragment": "1",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", path, body="", headers=headers)
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status

    def cpu_per_request(self, path: str, cookie: str = "", requests: int = 300) -> float:
        """Milliseconds of CPU of the web processes for one request, after a warm-up."""
        return self.cpu_of(lambda _number: self.get(path, cookie)[0], requests)

    def cpu_of(self, ask: Callable[[int], int], requests: int) -> float:
        """The same of any request; each is told its number and gives the status of the answer."""
        for number in range(WARM_UP):
            status = ask(number)
            if status != 200:
                raise RuntimeError(f"a request was answered {status}")
        before = cpu_of_children(self.process.pid)
        for number in range(WARM_UP, WARM_UP + requests):
            ask(number)
        after = cpu_of_children(self.process.pid)
        return 1_000 * (after - before) / requests

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


@contextmanager
def running(port: int, environment: dict[str, str], *, threads: int = 1) -> Iterator[Server]:
    server = Server(port, environment, threads=threads)
    try:
        yield server
    finally:
        server.stop()
