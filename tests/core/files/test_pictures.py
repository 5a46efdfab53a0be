"""Pictures are made anew: nothing of the file goes on but its points."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from PIL import Image, ImageSequence

from feedback_community import limits
from feedback_community.exceptions import ContentRejected
from feedback_community.files.kinds import KINDS
from feedback_community.files.pictures import remake
from tests.files import CANARY, bomb, moving, photograph, picture

HTML = b"<script>alert(document.cookie)</script>"


def made(content: bytes, kind: str):
    return remake(io.BytesIO(content), KINDS[kind])


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_photograph_loses_place_and_words_and_stands_upright():
    source = photograph()
    assert CANARY in source
    result = made(source, "jpeg")
    for content in (result.content, result.small):
        assert CANARY not in content
        assert not opened(content).getexif()
    assert opened(result.content).size == (20, 60)
    assert (result.width, result.height) == (20, 60)


def test_what_was_hidden_in_a_picture_is_gone():
    png = picture()
    for polyglot in (png + HTML, png[:-12] + HTML + png[-12:]):
        assert HTML in polyglot
        result = made(polyglot, "png")
        assert HTML not in result.content + result.small
    jpeg = picture("JPEG", comment=HTML)
    assert HTML in jpeg
    assert HTML not in made(jpeg, "jpeg").content


def test_a_moving_picture_becomes_a_still_one():
    assert opened(moving()).n_frames == 3
    result = made(moving(), "gif")
    assert result.is_still
    assert result.kind.name == "png"
    assert len(list(ImageSequence.Iterator(opened(result.content)))) == 1


@pytest.mark.parametrize("side", [7_000, 12_000, 30_000])
def test_a_bomb_is_refused_before_it_is_decoded(side: int):
    source = bomb(side)
    assert len(source) < 200
    tracemalloc.start()
    with pytest.raises(ContentRejected) as refusal:
        made(source, "png")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "too many points" in refusal.value.message
    assert refusal.value.field == "files"
    assert peak < 5_000_000


@pytest.mark.parametrize("cut", [20, 60, -20])
def test_a_broken_picture_is_refused_with_words(cut: int):
    with pytest.raises(ContentRejected, match="broken"):
        made(picture("JPEG", (300, 300))[:cut], "jpeg")


def test_a_large_picture_is_kept_smaller_and_printed_small():
    result = made(picture("JPEG", (4_000, 2_000)), "jpeg")
    assert opened(result.content).size == (limits.PICTURE_SIDE, limits.PICTURE_SIDE // 2)
    assert (result.width, result.height) == opened(result.small).size == (640, 320)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_mode_are_made(mode: str):
    out = io.BytesIO()
    kind = "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (30, 20)).save(out, kind)
    result = made(out.getvalue(), kind.lower())
    assert opened(result.content).size == (30, 20)
    assert opened(result.small).size == (30, 20)
