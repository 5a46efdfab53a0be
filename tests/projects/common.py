"""What the test projects share; each project's settings.py says what is different."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import django

TESTS_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(tempfile.gettempdir()) / f"feedback-community-tests-{os.getpid()}"

DEBUG = False
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
SITE_ID = 1
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True

USES_POSTGRES = os.environ.get("DATABASE", "sqlite") == "postgres"


def database() -> dict[str, Any]:
    """The standard PG* variables name the server; libpq reads those left out here."""
    if not USES_POSTGRES:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("PGDATABASE", "feedback_community"),
        "HOST": os.environ.get("PGHOST", ""),
        "PORT": os.environ.get("PGPORT", ""),
        "USER": os.environ.get("PGUSER", ""),
        "PASSWORD": os.environ.get("PGPASSWORD", ""),
    }


DATABASES = {"default": database()}

COMMUNITY_APPS = ["feedback_community"]
HOST_APPS = ["tests.projects.accounts", "tests.projects.home"]
THIRD_PARTY_APPS = [
    "django_comments_xtd",
    "django_comments",
    # Above wagtail.search: both bring a command named update_index.
    "haystack",
    "reversion",
    "wagtail.contrib.frontend_cache",
    "wagtail.contrib.settings",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "rest_framework",
]
DJANGO_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    *(["django.contrib.postgres"] if USES_POSTGRES else []),
]
INSTALLED_APPS = [*HOST_APPS, *COMMUNITY_APPS, *THIRD_PARTY_APPS, *DJANGO_APPS]

MIDDLEWARE = [
    *([] if USES_POSTGRES else ["tests.projects.middleware.one_at_a_time"]),
    "django.middleware.security.SecurityMiddleware",
    # default-src 'self', so that a page with anything inline fails its browser test.
    "example_project.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [TESTS_DIR / "projects" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "feedback_private": {
        "BACKEND": "feedback_community.files.storage.PrivateFileStorage",
        "OPTIONS": {"location": VAR_DIR / "private"},
    },
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
else:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "community@example.com"

WAGTAIL_SITE_NAME = "Test company"
WAGTAILADMIN_BASE_URL = "http://testserver"
# No request to a third party from the admin either.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
TAGGIT_CASE_INSENSITIVE = True

COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_CONFIRM_EMAIL = True
COMMENTS_XTD_SALT = b"only for tests"
COMMENTS_XTD_MAX_THREAD_LEVEL_BY_APP_MODEL = {"feedback_community.topic": 1}

HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "feedback_community.search.xapian_engine.XapianEngine",
        "PATH": str(VAR_DIR / "index"),
    }
}

# Tests fill in forms faster than anybody types; those about that set it back.
FEEDBACK_COMMUNITY = {"FORM_MIN_SECONDS": 0}
