"""Pictures of a text that becomes an article: our own files become Wagtail's images, foreign ones links.

An image of Wagtail is public. So an attachment becomes one only where everybody may read the post it is of.
"""

from __future__ import annotations

import logging
from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.http import Http404
from wagtail.images import get_image_model
from willow.image import Image as Willow

from feedback_community.files.storage import private_storage
from feedback_community.kb.markdown_blocks import Block, Picture
from feedback_community.markup.files import SCHEME
from feedback_community.models import Answer, Attachment, Topic
from feedback_community.permissions.access import get_attachment_or_404
from feedback_community.permissions.policy import topic_of

logger = logging.getLogger("feedback_community.kb")
#: Bytes of a picture that is taken over.
PICTURE_BYTES = 10_000_000

Rows = dict[str, Attachment]


def place_pictures(blocks: list[Block], *, text: Topic | Answer, by: Any) -> list[Block]:
    """Nothing is fetched from elsewhere: what is not a file of ours stays a link with the picture's words.

    Pictures that were posted with the text and are not shown in it come at its end, as readers see them.
    """
    attached = {f"{SCHEME}{row.uid}": row for row in text.attachments.order_by("pk") if row.is_picture}
    shown = {block["value"].source for block in blocks if block["type"] == "picture"}
    rest = [Picture(source, "") for source in attached if source not in shown]
    blocks = [*blocks, *({"type": "picture", "value": picture, "id": str(uuid4())} for picture in rest)]
    files = {source: row for source, row in attached.items() if _is_public(row, text)}
    placed = [_placed(block, attached, files, by) for block in blocks]
    return [block for block in placed if block is not None]


def _is_public(row: Attachment, text: Topic | Answer) -> bool:
    try:
        get_attachment_or_404(row.uid, user=AnonymousUser(), site=topic_of(text).forum.site)
    except Http404:
        return False
    return True


def _placed(block: Block, attached: Rows, files: Rows, by: Any) -> Block | None:
    if block["type"] != "picture":
        return block
    source, row = block["value"].source, attached.get(block["value"].source)
    alt = block["value"].alt or (row.alt if row is not None else "")
    if source in files:
        image = _image(private_storage(), files[source].stored_as, alt or files[source].name, by)
    else:
        name = _name(source)
        image = _image(default_storage, name, alt or PurePosixPath(name).stem, by) if name else None
    if image is None:
        return _in_words(block, alt or (row.name if row is not None else ""))
    # Without words the editor is asked for them: a picture in an answer is seldom decoration.
    value = {"image": image.pk, "decorative": False, "alt_text": alt[:255]}
    return {**block, "type": "figure", "value": {"image": value, "caption": ""}}


def _in_words(block: Block, words: str) -> Block | None:
    """None where there is nothing to say of it."""
    source = block["value"].source
    link = urlsplit(source).scheme in {"http", "https"}
    said = escape(words or (source if link else ""))
    html = f'<a href="{escape(source)}">{said}</a>' if link else said
    return {**block, "type": "text", "value": f"<p>{html}</p>"} if said else None


def _image(storage: Storage, name: str, title: str, by: Any) -> Any:
    try:
        if storage.size(name) > PICTURE_BYTES:
            return None
        with storage.open(name) as file:
            content = file.read()
        Willow.open(ContentFile(content)).get_size()
        with transaction.atomic():
            file_name = PurePosixPath(name).name
            return get_image_model().objects.create(
                title=title[:255], file=ContentFile(content, name=file_name), uploaded_by_user=by
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
