"""Attachments in a text: an address `attachment:uid` shows a picture, or leads to a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from markdown_it.token import Token

SCHEME = "attachment:"


@dataclass(frozen=True)
class File:
    """What a text prints of an attachment. `small` is "" for one that is no picture."""

    url: str
    name: str
    size: int
    small: str = ""
    width: int | None = None
    height: int | None = None
    alt: str = ""

    def picture(self, words: str = "") -> str:
        words = words or self.alt or self.name
        return (
            f'<a href="{escape(self.url)}"><img src="{escape(self.small)}" alt="{escape(words)}"'
            f' width="{self.width}" height="{self.height}" loading="lazy"></a>'
        )

    @property
    def line(self) -> str:
        if self.small:
            return f'<li class="community-file-picture">{self.picture()}</li>'
        size = f"{self.size / 1_000_000:.1f} MB" if self.size >= 1_000_000 else f"{self.size // 1_000 + 1} KB"
        words = f"{self.alt} ({self.name})" if self.alt else self.name
        link = f'<a href="{escape(self.url)}" download>{escape(words)}</a>'
        return f'<li class="community-file">{link} <span>{size}</span></li>'


def uid_of(token: Token) -> str:
    """The attachment that a token shows or leads to, "" for none."""
    address = token.attrs.get({"image": "src", "link_open": "href"}.get(token.type, ""), "")
    return str(address).removeprefix(SCHEME) if str(address).startswith(SCHEME) else ""


def dress_files(tokens: Iterable[Token], files: Mapping[str, File]) -> set[str]:
    """Give tokens the attachments they name; an unknown one leaves its words. Returns the uids shown."""
    shown = set()
    for token in tokens:
        uid = uid_of(token)
        if not uid:
            continue
        file = files.get(uid)
        if token.type == "image":
            file = file if file is not None and file.small else None
            token.meta["file"] = file
        elif file is not None:
            token.attrSet("href", file.url)
        else:
            token.attrs.pop("href")
        if file is not None:
            shown.add(uid)
    return shown


def is_ours(sources: set[str]) -> Callable[[str, str, str], str | None]:
    """For the sanitiser: no picture from anywhere but these addresses."""

    def keep(tag: str, attribute: str, value: str) -> str | None:
        return None if (tag, attribute) == ("img", "src") and value not in sources else value

    return keep


def file_list(files: Iterable[File]) -> str:
    """What was attached and is not shown in the text itself, below it."""
    lines = "".join(file.line for file in files)
    return f'<ul class="community-files">{lines}</ul>' if lines else ""
