"""Pictures made anew from their points: what was hidden in the file, or came with it, is gone."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from feedback_community import limits
from feedback_community.exceptions import ContentRejected
from feedback_community.files.kinds import KINDS, Kind

#: Kind of the file → kind it is kept as. A moving picture becomes a still one: what moves by itself and
#: cannot be stopped is a barrier for readers.
KEPT_AS = {"jpeg": "jpeg", "png": "png", "webp": "webp", "gif": "png"}
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
OPTIONS: dict[str, dict[str, object]] = {
    "jpeg": {"format": "JPEG", "quality": 88, "optimize": True},
    "png": {"format": "PNG"},
    "webp": {"format": "WEBP", "quality": 88},
}


@dataclass(frozen=True)
class Picture:
    """`width` and `height` are those of the small one, which pages print."""

    content: bytes
    kind: Kind
    small: bytes
    width: int
    height: int
    is_still: bool


def remake(file: BinaryIO, kind: Kind) -> Picture:
    """The picture and a small one of it. Raises ContentRejected for the field "files"."""
    try:
        with Image.open(file, formats=FORMATS) as image:
            # Before anything is decoded: the size stands in the head of the file.
            if image.width * image.height > limits.PICTURE_PIXELS:
                raise _too_large()
            was_moving = getattr(image, "n_frames", 1) > 1
            image.draft("RGB", (limits.PICTURE_SIDE, limits.PICTURE_SIDE))
            return _write(_plain(image), KEPT_AS[kind.name], is_still=was_moving)
    except ContentRejected:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        # Pillow itself looks at the head too, with a wider limit.
        raise _too_large() from problem
    except Exception as problem:  # Pillow raises many kinds of error for a broken or malicious file.
        message = _("This picture is broken and cannot be read. Please save it anew and try again.")
        raise ContentRejected(message, field="files") from problem


#: What a picture says of itself that is nobody's secret.
HARMLESS = frozenset(
    {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression", "loop"}
    | {"background", "timestamp", "duration", "transparency", "srgb", "gamma", "aspect"}
)


def is_bare(content: bytes, kind: Kind) -> bool:
    """Whether it is as `remake` leaves pictures: one frame, not too large, nothing hidden in or behind it."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        still = getattr(image, "n_frames", 1) == 1 and max(image.size) <= limits.PICTURE_SIDE
        if not still or set(image.info) - HARMLESS:
            return False
    match kind.name:
        case "png":
            return content.endswith(b"IEND\xaeB`\x82")
        case "jpeg":
            return content.endswith(b"\xff\xd9")
        case "webp":
            return int.from_bytes(content[4:8], "little") + 8 == len(content)
    return False


def _too_large() -> ContentRejected:
    message = _("This picture has too many points; %(limit)d million are allowed, width times height.")
    return ContentRejected(message % {"limit": limits.PICTURE_PIXELS // 1_000_000}, field="files")


def _plain(image: Image.Image) -> Image.Image:
    """The first frame, turned as its camera meant it, in the colours of the web."""
    image.seek(0)
    turned = ImageOps.exif_transpose(image)
    profile = turned.info.get("icc_profile")
    has_alpha = turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info
    plain = turned if turned.mode in ("RGB", "RGBA", "L") else turned.convert("RGBA" if has_alpha else "RGB")
    if profile and plain.mode == turned.mode and plain.mode in ("RGB", "RGBA"):
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            plain = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB")) or plain
    # Only points and size go on: no date, place, comment, profile or further frame.
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    return clean


def _write(image: Image.Image, kept_as: str, *, is_still: bool) -> Picture:
    if kept_as == "jpeg" and image.mode == "RGBA":
        image = image.convert("RGB")
    image.thumbnail((limits.PICTURE_SIDE, limits.PICTURE_SIDE), Image.Resampling.LANCZOS)
    content = _bytes(image, kept_as)
    image.thumbnail((limits.PREVIEW_SIDE, limits.PREVIEW_SIDE), Image.Resampling.LANCZOS)
    small = _bytes(image, "webp")
    return Picture(content, KINDS[kept_as], small, image.width, image.height, is_still)


def _bytes(image: Image.Image, name: str) -> bytes:
    out = io.BytesIO()
    image.save(out, **OPTIONS[name])  # type: ignore[arg-type]
    return out.getvalue()
