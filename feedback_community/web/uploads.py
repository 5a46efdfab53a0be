"""Files on their way in: what is too large is read past, never kept in memory or on disk."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from feedback_community import limits


class LimitedUpload(FileUploadHandler):
    """First of the handlers. The text of the form arrives whatever happens to its files."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start + len(raw_data) <= limits.ATTACHMENT_BYTES + self.chunk_size else None

    def file_complete(self, file_size: int) -> Any:
        """A stand-in that says how large the file was, for one that was read past."""
        if file_size <= limits.ATTACHMENT_BYTES:
            return None
        return UploadedFile(name=self.file_name, size=file_size)


def limit_uploads(request: HttpRequest) -> None:
    """To be called before anything reads the form. A middleware of the site may have done so already."""
    with suppress(AttributeError):
        request.upload_handlers.insert(0, LimitedUpload(request))
