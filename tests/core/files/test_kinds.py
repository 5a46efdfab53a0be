"""What a file is, is in its bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import override_settings

from feedback_community.files.kinds import KINDS, clean_name, recognise
from tests.files import moving, picture

HTML = b"<!DOCTYPE html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def kind_of(content: bytes) -> str:
    found = recognise(io.BytesIO(content))
    return found.name if found else ""


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture(), "png"),
        (picture("JPEG"), "jpeg"),
        (picture("WEBP"), "webp"),
        (moving(), "gif"),
        (b"%PDF-1.7\n%\xe2\xe3\n", "pdf"),
        (b"2026-11-22 ERROR no carrier\n", "text"),
        ("Журнал: ошибка".encode("cp1251"), "text"),
    ],
)
def test_what_is_taken(content: bytes, kind: str):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        HTML,
        SVG,
        b"\xef\xbb\xbf  \n" + SVG,
        b"<?xml version='1.0'?><html/>",
        b"harmless words\n" + HTML,
        b"MZ\x90\x00\x03" + b"\0" * 60,
        b"\x7fELF" + b"\0" * 60,
        b"just words\x00and a zero",
        b"words " * 5_000 + b"\x00",
        b"BM" + b"\0" * 60,
        b" %PDF-1.7 not at the beginning \x00",
    ],
)
def test_what_is_refused(content: bytes):
    assert kind_of(content) == ""


def test_archives_are_taken_only_where_the_site_says_so():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.exe", "MZ")
    assert kind_of(out.getvalue()) == ""
    with override_settings(FEEDBACK_COMMUNITY={"ATTACHMENT_KINDS": ("zip",)}):
        assert kind_of(out.getvalue()) == "zip"


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("screen.png", "png", "screen.png"),
        ("../../etc/passwd", "text", "passwd.txt"),
        ("C:\\Users\\Ann\\Снимок экрана.PNG", "png", "Снимок экрана.png"),
        ("photo.jpeg", "jpeg", "photo.jpeg"),
        ("evil.html", "text", "evil.txt"),
        ("evil.png.exe", "png", "evil.png.png"),
        ("\u202egnp.exe", "png", "gnp.png"),
        ('a"\r\nSet-Cookie: x=1.png', "png", "aSet-Cookie x=1.png"),
        ("", "pdf", "file.pdf"),
        ("....", "pdf", "file.pdf"),
        ("x" * 500 + ".pdf", "pdf", "x" * 80 + ".pdf"),
    ],
)
def test_names_lose_what_is_dangerous(name: str, kind: str, clean: str):
    assert clean_name(name, KINDS[kind]) == clean
