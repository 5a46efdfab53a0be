from __future__ import annotations

import stat
import types
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.views import LoginView
from django.core.checks import CheckMessage, registry, run_checks
from django.core.management import call_command
from django.urls import clear_url_caches, include, path
from django.utils import timezone
from django_comments.feeds import LatestCommentFeed
from pytest_django.fixtures import Settings

from feedback_community import checks
from feedback_community.models import ScheduleRun
from feedback_community.outbox.schedule import show_life

urlpatterns = [
    path("login/", LoginView.as_view()),
    path("comments/", include("django_comments_xtd.urls")),
]
feed_only = types.ModuleType("feed_only")
vars(feed_only)["urlpatterns"] = [path("feeds/latest/", LatestCommentFeed())]
own_only = types.ModuleType("own_only")
vars(own_only)["urlpatterns"] = [path("login/", LoginView.as_view())]


@pytest.fixture
def fresh_urls() -> Iterator[None]:
    clear_url_caches()
    yield
    clear_url_caches()


def ids(messages: list[CheckMessage]) -> list[str]:
    return [str(message.id).removeprefix("feedback_community.") for message in messages]


def reorder(monkeypatch: pytest.MonkeyPatch, *last: str) -> None:
    """Puts apps at the end of the registry, as if the host had listed them there."""
    configs = dict(apps.app_configs)
    moved = {label: configs.pop(label) for label in last}
    monkeypatch.setattr(apps, "app_configs", {**configs, **moved})


def test_the_test_projects_pass_every_check_that_needs_no_database() -> None:
    found = [message for message in run_checks(tags=[checks.TAG]) if "W012" not in str(message.id)]
    assert found == []


def test_attachments_have_a_storage_of_their_own_that_no_web_server_hands_out(settings: Any) -> None:
    storages = dict(settings.STORAGES)
    private = storages.pop("feedback_private")
    settings.STORAGES = storages
    assert checks.check_file_storage() == []  # Beside MEDIA_ROOT.
    for place in (settings.MEDIA_ROOT, Path(settings.MEDIA_ROOT) / "private"):
        settings.STORAGES = {**storages, "feedback_private": {**private, "OPTIONS": {"location": place}}}
        assert ids(checks.check_file_storage()) == ["E014"]
    settings.FEEDBACK_COMMUNITY = {"ATTACHMENT_KINDS": ()}
    assert checks.check_file_storage() == []


def test_proof_of_work_needs_its_extra(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    assert checks.check_proof_of_work() == []
    settings.FEEDBACK_COMMUNITY = {"PROOF_OF_WORK": 100}
    assert ids(checks.check_proof_of_work()) == ["E015"]
    monkeypatch.undo()
    assert checks.check_proof_of_work() == []


def test_every_check_is_registered() -> None:
    registered = registry.registry.get_checks(include_deployment_checks=True)
    own = {check for check in registered if check.__module__ == checks.__name__}
    written = {
        value
        for name, value in vars(checks).items()
        if name.startswith("check_") and value.__module__ == checks.__name__
    }
    assert own == written


def test_every_message_says_what_to_do(settings: Settings) -> None:
    settings.COMMENTS_APP = None
    settings.SITE_ID = None
    settings.FEEDBACK_COMMUNITY = {"DISPLAYNAME": "", "AVATAR": "no.such", "BASE_TEMPLATE": "no.html"}
    settings.HAYSTACK_CONNECTIONS = {}
    settings.COMMENTS_XTD_MAX_THREAD_LEVEL_BY_APP_MODEL = {}
    found = run_checks(tags=[checks.TAG])
    assert set(ids(found)) >= {"E003", "E004", "W005", "E006", "E008", "E009", "E010"}
    assert all(message.hint for message in found)


def test_a_missing_app_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    left = {label: config for label, config in apps.app_configs.items() if label != "reversion"}
    monkeypatch.setattr(apps, "app_configs", left)
    (message,) = checks.check_apps()
    assert message.id == "feedback_community.E001"
    assert "reversion" in message.msg


def test_comments_xtd_below_the_app_it_extends_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    reorder(monkeypatch, "django_comments_xtd")
    assert ids(checks.check_apps()) == ["E002"]


def test_haystack_below_wagtail_search_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_app_order() == []
    reorder(monkeypatch, "haystack")
    assert ids(checks.check_app_order()) == ["E007"]


def test_a_dotted_path_that_leads_nowhere_is_named(settings: Settings) -> None:
    settings.FEEDBACK_COMMUNITY = {"SCREENING_RULES": ("no.such.Rule",)}
    (message,) = checks.check_settings()
    assert message.id == "feedback_community.E006"
    assert "SCREENING_RULES" in message.msg


def test_a_base_template_that_extends_a_missing_one_is_an_error(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "half.html").write_text("{% load no_such_library %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    settings.FEEDBACK_COMMUNITY = {"BASE_TEMPLATE": "half.html"}
    assert ids(checks.check_base_template()) == ["E008"]


@pytest.mark.parametrize("engine", ["", "no.such.Engine", "feedback_community.no_such_engine.Engine"])
def test_an_engine_that_cannot_be_imported_is_an_error(settings: Settings, engine: str) -> None:
    settings.HAYSTACK_CONNECTIONS = {"default": {"ENGINE": engine}}
    assert ids(checks.check_search_connection()) == ["E009"]


def test_an_index_folder_that_cannot_be_made_is_a_warning(settings: Settings, tmp_path: Path) -> None:
    engine = "haystack.backends.simple_backend.SimpleEngine"
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    settings.HAYSTACK_CONNECTIONS = {"default": {"ENGINE": engine, "PATH": str(in_the_way / "index")}}
    assert ids(checks.check_search_connection()) == ["W009"]
    settings.HAYSTACK_CONNECTIONS = {"default": {"ENGINE": engine, "PATH": str(tmp_path / "a" / "index")}}
    assert checks.check_search_connection() == []
    assert stat.S_ISDIR(tmp_path.stat().st_mode)
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("levels", [{}, {"feedback_community.topic": 0}, {"feedback_community.topic": 3}])
def test_a_wrong_thread_level_is_an_error(settings: Settings, levels: dict[str, int]) -> None:
    settings.COMMENTS_XTD_MAX_THREAD_LEVEL_BY_APP_MODEL = levels
    assert ids(checks.check_thread_level()) == ["E010"]


@pytest.mark.usefixtures("fresh_urls")
@pytest.mark.parametrize("urlconf", [__name__, feed_only])
def test_stock_comment_pages_without_the_guard_are_an_error(settings: Settings, urlconf: Any) -> None:
    settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if not path.startswith(checks.GUARD)]
    settings.ROOT_URLCONF = urlconf
    assert ids(checks.check_comment_urls()) == ["E011"]


@pytest.mark.usefixtures("fresh_urls")
def test_stock_comment_pages_behind_the_guard_are_no_error(settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{checks.GUARD}CommentGuardMiddleware"]
    settings.ROOT_URLCONF = __name__
    assert checks.check_comment_urls() == []


@pytest.mark.usefixtures("fresh_urls")
def test_a_site_without_stock_comment_pages_needs_no_guard(settings: Settings) -> None:
    settings.MIDDLEWARE = []
    settings.ROOT_URLCONF = own_only
    assert checks.check_comment_urls() == []


def test_a_cache_of_one_process_is_a_warning_only_without_debug(settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": checks.LOCMEM}}
    settings.DEBUG = False
    assert ids(checks.check_cache()) == ["W012"]
    settings.DEBUG = True
    assert checks.check_cache() == []


@pytest.mark.django_db
def test_a_worker_that_never_ran_or_fell_silent_is_a_warning() -> None:
    assert ids(checks.check_worker()) == ["W013"]
    show_life()
    assert checks.check_worker() == []
    ScheduleRun.objects.update(last_started_at=timezone.now() - timedelta(hours=1))
    assert ids(checks.check_worker()) == ["W013"]


@pytest.mark.django_db
def test_plain_check_asks_no_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        run_checks(tags=[checks.TAG])


@pytest.mark.django_db
def test_the_check_before_deployment_tells_of_the_worker(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check", fail_level="CRITICAL", tags=[checks.TAG])
    assert "W013" not in capsys.readouterr().err
    call_command("check", deploy=True, fail_level="CRITICAL", tags=[checks.TAG])
    assert capsys.readouterr().err.count("W013") == 1
