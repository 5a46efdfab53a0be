"""Where attachments lie: a storage of their own, so that no web server hands them out by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages

#: Name in the site's STORAGES.
ALIAS = "feedback_private"


def default_location() -> Path:
    """Beside MEDIA_ROOT and never inside it."""
    media = Path(settings.MEDIA_ROOT or "media").absolute()
    return media.with_name(f"{media.name}_private")


class PrivateFileStorage(FileSystemStorage):
    """Files that only the site's own user can read, and that have no address."""

    def __init__(self, location: Any = None, **options: Any) -> None:
        options.setdefault("file_permissions_mode", 0o600)
        options.setdefault("directory_permissions_mode", 0o700)
        super().__init__(location=location or default_location(), **options)

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("Private files have no address: a view serves them after asking the rights.")


def is_named() -> bool:
    """Whether the site names the storage."""
    return ALIAS in settings.STORAGES


def private_storage() -> Storage:
    """The storage the site names, or files beside MEDIA_ROOT."""
    return storages[ALIAS] if is_named() else PrivateFileStorage()
