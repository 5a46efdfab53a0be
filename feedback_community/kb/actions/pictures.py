"""Pictures of a text that becomes an article: our own files become Wagtail's images, foreign ones links."""

from __future__ import annotations

import logging
from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from wagtail.images import get_image_model
from willow.image import Image as Willow

from feedback_community.kb.markdown_blocks import Block, Picture

logger = logging.getLogger("feedback_community.kb")
#: Bytes of a picture that is taken over.
PICTURE_BYTES = 10_000_000


def place_pictures(blocks: list[Block], *, by: Any) -> list[Block]:
    """Nothing is fetched from elsewhere: what is not a file of ours stays a link with the picture's words."""
    return [_placed(block, by) if block["type"] == "picture" else block for block in blocks]


def _placed(block: Block, by: Any) -> Block:
    picture: Picture = block["value"]
    image = _image(picture, by)
    if image is None:
        words = escape(picture.alt or picture.source)
        link = urlsplit(picture.source).scheme in {"http", "https"}
        html = f'<p><a href="{escape(picture.source)}">{words}</a></p>' if link else f"<p>{words}</p>"
        return {**block, "type": "text", "value": html}
    value = {"image": image.pk, "decorative": not picture.alt, "alt_text": picture.alt[:255]}
    return {**block, "type": "figure", "value": {"image": value, "caption": ""}}


def _image(picture: Picture, by: Any) -> Any:
    name = _name(picture.source)
    if not name:
        return None
    try:
        if default_storage.size(name) > PICTURE_BYTES:
            return None
        with default_storage.open(name) as file:
            content = file.read()
        Willow.open(ContentFile(content)).get_size()
        with transaction.atomic():
            title = (picture.alt or PurePosixPath(name).stem)[:255]
            file_name = PurePosixPath(name).name
            return get_image_model().objects.create(
                title=title, file=ContentFile(content, name=file_name), uploaded_by_user=by
            )
    except Exception:
        # Gone, unreadable, no picture: a broken file must not stop the article.
        logger.info("A picture could not be taken over: %s", name, exc_info=True)
        return None


def _name(source: str) -> str:
    """The name in the storage of a file below MEDIA_URL, "" for anything else."""
    path = unquote(urlsplit(source).path)
    prefix = urlsplit(settings.MEDIA_URL).path
    if not prefix or urlsplit(source).netloc != urlsplit(settings.MEDIA_URL).netloc:
        return ""
    name = path.removeprefix(prefix)
    return "" if name == path or ".." in PurePosixPath(name).parts else name
