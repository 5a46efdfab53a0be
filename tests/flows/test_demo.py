"""`make demo` as a person starts it, in a process and a folder of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

MANAGE = Path(__file__).resolve().parents[2] / "example_project" / "manage.py"
SECONDS_TO_START = 90

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("demo"),
    pytest.mark.sqlite,  # The demo has its own database, whatever the tests run on.
]


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PG"))}
    return {**kept, "COMMUNITY_VAR": str(folder), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, prepared once."""
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run(
        [sys.executable, MANAGE, "demo", "--no-serve"], env=environment(folder), check=True, timeout=600
    )
    return folder


class Site:
    def __init__(self, address: str) -> None:
        self.address = address
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[int, str, str]:
        """Status, body and content policy of a page."""
        try:
            answer = self.browser.open(self.address + path, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.read().decode(), answer.headers.get("Content-Security-Policy", "")

    def sign_in(self, email: str) -> None:
        _status, page, _policy = self.get("/accounts/login/")
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found
        form = {"csrfmiddlewaretoken": found[1], "username": email, "password": "demo", "next": "/en/"}
        self.browser.open(self.address + "/accounts/login/", urlencode(form).encode(), timeout=30).close()


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    address = f"127.0.0.1:{free_port()}"
    server = subprocess.Popen([sys.executable, MANAGE, "demo", address], env=environment(folder))
    try:
        yield wait_for(Site(f"http://{address}"), server)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def wait_for(site: Site, server: subprocess.Popen[bytes]) -> Site:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        try:
            site.get("/en/")
        except OSError:
            time.sleep(0.3)
        else:
            return site
    raise AssertionError(f"the demo did not start (exit code {server.poll()})")


def count_rows(folder: Path) -> dict[str, int]:
    with sqlite3.connect(folder / "demo.sqlite3") as connection:
        tables = ("topic", "answer", "vote", "member", "forum", "subscription")
        return {
            name: connection.execute(f"SELECT count(*) FROM feedback_community_{name}").fetchone()[0]  # noqa: S608
            for name in tables
        }


@pytest.mark.parametrize("path", ["/en/", "/ru/", "/en/tariffs/", "/ru/tarify/", "/accounts/login/"])
def test_the_companys_pages_stand_under_a_strict_policy(site: Site, path: str) -> None:
    status, page, policy = site.get(path)
    assert status == 200
    assert policy.startswith("default-src 'self';")
    assert "Veresk" in page or "Вереск" in page


def test_the_community_is_full_of_life(site: Site, folder: Path) -> None:
    status, page, _policy = site.get("/community/")
    assert status == 200
    assert count_rows(folder)["topic"] >= 60
    assert "Wi-Fi" in page


def test_links_of_feeds_and_mails_lead_to_the_address_that_serves(site: Site) -> None:
    _status, feed, _policy = site.get("/community/feed/")
    assert f'href="{site.address}/community/t/' in feed
    assert "http://localhost/" not in feed


def test_a_missing_page_is_the_companys_own(site: Site) -> None:
    status, page, _policy = site.get("/en/no-such-page/")
    assert status == 404
    assert "There is nothing here" in page


@pytest.mark.parametrize("email", ["priya@example.com", "marta@veresk.example", "admin@veresk.example"])
def test_the_accounts_of_the_login_page_sign_in_and_no_page_shows_their_address(
    site: Site, email: str
) -> None:
    own = Site(site.address)
    own.sign_in(email)
    for path in ("/en/", "/community/"):
        _status, page, _policy = own.get(path)
        assert "Log out" in page or "Выйти" in page
        assert "@example.com" not in page
        assert "@veresk.example" not in page


def test_the_administrator_reaches_the_admin(site: Site) -> None:
    own = Site(site.address)
    own.sign_in("admin@veresk.example")
    status, page, _policy = own.get("/admin/")
    assert status == 200
    assert "Dashboard" in page


def test_the_language_link_leads_to_the_same_page_and_is_remembered(site: Site) -> None:
    own = Site(site.address)
    _status, page, _policy = own.get("/language/ru/?next=/en/tariffs/")
    assert "Тарифы" in page
    _status, page, _policy = own.get("/community/")
    assert '<html lang="ru"' in page


def test_a_second_start_is_quick_and_loses_nothing(folder: Path, site: Site) -> None:
    before = count_rows(folder)
    started = time.monotonic()
    subprocess.run(
        [sys.executable, MANAGE, "demo", "--no-serve"], env=environment(folder), check=True, timeout=120
    )
    assert time.monotonic() - started < 30
    assert count_rows(folder) == before
