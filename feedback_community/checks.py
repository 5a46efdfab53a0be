"""System checks: what a site forgets, each with what to do about it.

`manage.py check` runs all but the worker's, which asks the database: that one runs with
`check --deploy` only.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django.utils.module_loading import import_string

from feedback_community.conf import SETTING, app_settings
from feedback_community.files.storage import ALIAS, private_storage
from feedback_community.outbox.schedule import last_seen

TAG = "feedback_community"
THREAD_LEVELS = "COMMENTS_XTD_MAX_THREAD_LEVEL_BY_APP_MODEL"
TOPIC_MODEL = "feedback_community.topic"
GUARD = "feedback_community.comments.guard."
LOCMEM = "django.core.cache.backends.locmem.LocMemCache"
REQUIRED_APPS = (
    "django.contrib.sites",
    "django_comments_xtd",
    "django_comments",
    "haystack",
    "reversion",
    "taggit",
    "wagtail.contrib.settings",
    "wagtail.search",
)
DOTTED_PATHS = (
    *("DISPLAY_NAME", "AVATAR", "PERMISSION_POLICY", "SEARCH_RERANKER", "IMPORT_PERSON"),
    *("ATTACHMENT_CHECK", "SPAM_CHECK", "SPAM_FEEDBACK"),
)

Messages = list[checks.CheckMessage]


def register_checks() -> None:
    """Called once, when the app is ready."""
    for check in (
        check_apps,
        check_settings,
        check_app_order,
        check_base_template,
        check_search_connection,
        check_thread_level,
        check_comment_urls,
        check_cache,
        check_file_storage,
        check_proof_of_work,
    ):
        checks.register(check, TAG)
    checks.register(check_worker, TAG, deploy=True)


def error(number: int, message: str, hint: str) -> checks.CheckMessage:
    return checks.Error(message, hint=hint, id=f"{TAG}.E{number:03}")


def warning(number: int, message: str, hint: str) -> checks.CheckMessage:
    return checks.Warning(message, hint=hint, id=f"{TAG}.W{number:03}")


def check_apps(**kwargs: Any) -> Messages:
    found = [
        error(1, f"The app {name!r} is not installed.", f'Add "{name}" to INSTALLED_APPS.')
        for name in REQUIRED_APPS
        if not apps.is_installed(name)
    ]
    order = [config.name for config in apps.get_app_configs()]
    first, second = "django_comments_xtd", "django_comments"
    if first in order and second in order and order.index(first) > order.index(second):
        hint = f'Put "{first}" above "{second}" in INSTALLED_APPS.'
        found.append(error(2, "django-comments-xtd is below the app that it extends.", hint))
    return found


def check_settings(**kwargs: Any) -> Messages:
    found = []
    if not getattr(settings, "SITE_ID", None):
        found.append(error(3, "SITE_ID is not set.", "Add SITE_ID = 1 to the settings."))
    if getattr(settings, "COMMENTS_APP", None) != "django_comments_xtd":
        hint = 'Add COMMENTS_APP = "django_comments_xtd" to the settings.'
        found.append(error(4, "COMMENTS_APP does not name django-comments-xtd.", hint))
    given = getattr(settings, SETTING, {})
    for name in sorted(set(given) - set(app_settings.names())):
        hint = f"Remove it, or correct its name. Known are: {', '.join(app_settings.names())}."
        found.append(warning(5, f"{SETTING} has the unknown key {name!r}.", hint))
    for name, path in dotted_paths():
        try:
            import_string(path)
        except ImportError as problem:
            hint = f'Correct the dotted path in {SETTING}["{name}"], or remove the key.'
            found.append(error(6, f'{SETTING}["{name}"]: {problem}.', hint))
    return found


def dotted_paths() -> Iterator[tuple[str, str]]:
    for name in DOTTED_PATHS:
        if path := getattr(app_settings, name):
            yield name, path
    for path in app_settings.SCREENING_RULES:
        yield "SCREENING_RULES", path


def check_app_order(**kwargs: Any) -> Messages:
    order = [config.name for config in apps.get_app_configs()]
    haystack, wagtail_search = "haystack", "wagtail.search"
    if haystack not in order or wagtail_search not in order:
        return []
    if order.index(haystack) < order.index(wagtail_search):
        return []
    message = "Haystack is below wagtail.search, so its command update_index cannot be reached."
    hint = f'Put "{haystack}" above "{wagtail_search}" in INSTALLED_APPS.'
    return [error(7, message, hint)]


def check_base_template(**kwargs: Any) -> Messages:
    name = app_settings.BASE_TEMPLATE
    hint = f'Make the template, or name your own in {SETTING}["BASE_TEMPLATE"].'
    try:
        get_template(name)
    except TemplateDoesNotExist as problem:
        missing = f" (it needs {problem})" if str(problem) != name else ""
        return [error(8, f"The base template {name!r} was not found{missing}.", hint)]
    except TemplateSyntaxError as problem:
        hint = "Correct the template: every page of the community extends it."
        return [error(8, f"The base template {name!r} cannot be read: {problem}.", hint)]
    return []


def check_search_connection(**kwargs: Any) -> Messages:
    alias = app_settings.SEARCH_CONNECTION
    connection = getattr(settings, "HAYSTACK_CONNECTIONS", {}).get(alias)
    if connection is None:
        message = f"HAYSTACK_CONNECTIONS has no connection {alias!r}."
        hint = f'Add it, or name another one in {SETTING}["SEARCH_CONNECTION"].'
        return [error(9, message, hint)]
    try:
        import_string(connection.get("ENGINE", ""))
    except Exception as problem:  # Haystack's backends raise errors of their own.
        message = f"The search engine of the connection {alias!r} cannot be used: {problem}"
        hint = "Install it (pip install feedback-community[xapian]), or choose another ENGINE."
        return [error(9, message, hint)]
    path = connection.get("PATH")
    if path and not is_writable(Path(path)):
        message = f"The folder of the search index, {path}, cannot be written."
        hint = "Let the site's user write there, or change PATH; the database is searched meanwhile."
        return [warning(9, message, hint)]
    return []


def is_writable(path: Path) -> bool:
    """Whether the folder can be written, or made where there is none yet."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return path.is_dir() and os.access(path, os.W_OK | os.X_OK)


def check_thread_level(**kwargs: Any) -> Messages:
    levels = getattr(settings, THREAD_LEVELS, {})
    if levels.get(TOPIC_MODEL) == 1:
        return []
    message = "Answers to answers need one level of threads below a topic."
    return [error(10, message, f'Add {THREAD_LEVELS} = {{"{TOPIC_MODEL}": 1}} to the settings.')]


def check_comment_urls(**kwargs: Any) -> Messages:
    if any(path.startswith(GUARD) for path in settings.MIDDLEWARE):
        return []
    try:
        route = next(comment_routes(get_resolver().url_patterns), None)
    except (ImportError, ImproperlyConfigured):
        return []  # Django's own checks tell about a URLconf that cannot be read.
    if route is None:
        return []
    message = f"The stock comment page {route!r} shows private, held and removed answers to anybody."
    hint = f'Remove the URLs of django-comments, or add "{GUARD}CommentGuardMiddleware" to MIDDLEWARE.'
    return [error(11, message, hint)]


def comment_routes(patterns: Sequence[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from comment_routes(pattern.url_patterns, route)
        elif module_of(pattern.callback).split(".")[0] in {"django_comments", "django_comments_xtd"}:
            yield route


def module_of(view: Any) -> str:
    """The module of a view function, of the class behind `as_view()`, or of a feed."""
    behind = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    return getattr(behind, "__module__", None) or type(behind).__module__


def check_cache(**kwargs: Any) -> Messages:
    backend = settings.CACHES.get("default", {}).get("BACKEND")
    if settings.DEBUG or backend != LOCMEM:
        return []
    message = "The cache lives in the memory of each process: processes see different entries."
    hint = "Use a shared cache in CACHES (Redis, Memcached, database or files)."
    return [warning(12, message, hint)]


def check_file_storage(**kwargs: Any) -> Messages:
    """Attachments of private topics must not lie where a web server hands them out."""
    if not app_settings.ATTACHMENT_KINDS:
        return []
    place = Path(getattr(private_storage(), "location", "") or "/").absolute()
    served = [Path(root).absolute() for root in (settings.MEDIA_ROOT, settings.STATIC_ROOT) if root]
    if any(place.is_relative_to(root) for root in served):
        message = f"The storage {ALIAS!r} lies in {place}, which the web server hands out to anybody."
        return [error(14, message, "Give it a location outside of MEDIA_ROOT and STATIC_ROOT.")]
    return []


def check_proof_of_work(**kwargs: Any) -> Messages:
    if not app_settings.PROOF_OF_WORK or find_spec("altcha"):
        return []
    message = f'{SETTING}["PROOF_OF_WORK"] is set, but altcha is not installed: no work is asked.'
    return [error(15, message, "Install it (pip install feedback-community[altcha]), or set it to 0.")]


def check_worker(**kwargs: Any) -> Messages:
    try:
        seen = last_seen()
    except DatabaseError:
        return []  # Before the first migration.
    if seen and timezone.now() - seen < timedelta(seconds=app_settings.WORKER_SILENT_AFTER):
        return []
    message = f"The worker was last seen on {seen:%Y-%m-%d at %H:%M %Z}." if seen else "The worker never ran."
    hint = "Keep `manage.py community_worker` running: it sends the mails and updates the search index."
    return [warning(13, message, hint)]
