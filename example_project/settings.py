"""Veresk, an internet provider's site with the community on it: `make demo`.

Everything that the demo writes is in `var/` (or the folder named by COMMUNITY_VAR).
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import django

PROJECT_DIR = Path(__file__).resolve().parent
VAR_DIR = Path(os.environ.get("COMMUNITY_VAR", PROJECT_DIR.parent / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "for-the-demo-on-your-own-machine-only-0123456789")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
SITE_ID = 1
ROOT_URLCONF = "example_project.urls"
WSGI_APPLICATION = "example_project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

COMMUNITY_APPS = [
    "feedback_community",
    "feedback_community.reputation",
    "feedback_community.kb",
    "feedback_community.kb.pages",
]
INSTALLED_APPS = [
    "example_project.home",
    "example_project.accounts",
    "example_project.billing",
    *COMMUNITY_APPS,
    "django_comments_xtd",
    "django_comments",
    # Above wagtail.search: both bring a command named update_index.
    "haystack",
    "reversion",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
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
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]
if os.environ.get("DATABASE") == "postgres":
    # Asked for by wagtail.search from Django 6.0 on.
    INSTALLED_APPS.append("django.contrib.postgres")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "example_project.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "example_project.middleware.remember_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "feedback_community.kb.middleware.StraightToArticles",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wagtail.contrib.settings.context_processors.settings",
            ]
        },
    }
]


def database() -> dict[str, Any]:
    """SQLite unless DATABASE=postgres; then the standard PG* variables name the server."""
    if os.environ.get("DATABASE") == "postgres":
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ.get("PGDATABASE", "feedback_community"),
            "HOST": os.environ.get("PGHOST", ""),
            "PORT": os.environ.get("PGPORT", ""),
            "USER": os.environ.get("PGUSER", ""),
            "PASSWORD": os.environ.get("PGPASSWORD", ""),
            "CONN_MAX_AGE": 60,
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "demo.sqlite3",
        # The worker writes beside the pages: without IMMEDIATE a transaction that reads first
        # fails with "database is locked" at once, whatever the timeout.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


DATABASES = {"default": database()}
# Files, because the pages and a separate worker are to see the same entries.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
    }
}

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

USE_TZ = True
TIME_ZONE = "Europe/Tallinn"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [PROJECT_DIR / "locale"]
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Attachments: never where a web server hands out whatever lies there.
    "feedback_private": {
        "BACKEND": "feedback_community.files.storage.PrivateFileStorage",
        "OPTIONS": {"location": VAR_DIR / "private"},
    },
}

# Mail goes to files in var/mail, or to the server named by MAIL_HOST (and MAIL_PORT).
if MAIL_HOST := os.environ.get("MAIL_HOST", ""):
    _mail_backend = "django.core.mail.backends.smtp.EmailBackend"
    _mail_options = {"host": MAIL_HOST, "port": int(os.environ.get("MAIL_PORT", "25"))}
else:
    _mail_backend = "django.core.mail.backends.filebased.EmailBackend"
    _mail_options = {"file_path": str(VAR_DIR / "mail")}
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": _mail_backend, "OPTIONS": _mail_options}}
else:
    EMAIL_BACKEND = _mail_backend
    EMAIL_HOST = _mail_options.get("host", "localhost")
    EMAIL_PORT = _mail_options.get("port", 25)
    EMAIL_FILE_PATH = _mail_options.get("file_path")
    EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = "Veresk community <community@veresk.example>"

WAGTAIL_SITE_NAME = "Veresk"
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAILADMIN_BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
# No request to a third party from the admin either.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
TAGGIT_CASE_INSENSITIVE = True

COMMENTS_APP = "django_comments_xtd"
COMMENTS_XTD_CONFIRM_EMAIL = True
COMMENTS_XTD_SALT = b"veresk-demo"
COMMENTS_XTD_MAX_THREAD_LEVEL_BY_APP_MODEL = {"feedback_community.topic": 1}

# Xapian has wheels for Linux only; elsewhere the community searches in the database.
HAYSTACK_CONNECTIONS = {
    "default": {
        "ENGINE": "feedback_community.search.xapian_engine.XapianEngine",
        "PATH": str(VAR_DIR / "index"),
    }
    if find_spec("xapian")
    else {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}
}

FEEDBACK_COMMUNITY = {
    "BASE_TEMPLATE": "base.html",
    # Mails leave at once, so that the demo shows them; a site would keep the default.
    "MAIL_DELAY": 0,
    # Mails about a topic can be answered: `manage.py community_receive_mail` reads such an answer.
    "REPLY_DOMAIN": "reply.veresk.example",
}
