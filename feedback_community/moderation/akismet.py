"""Akismet, or a service that speaks like it: one question by HTTP, asked by the worker while the post waits,
and later what staff made of it.

No address of a person goes out: neither mail nor IP. Only the shown name and the text.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import requests

from feedback_community.conf import app_settings
from feedback_community.models import Answer, Topic
from feedback_community.people import author_name

URL = "https://rest.akismet.com/1.1/comment-check"
#: The end of that address, in whose place the other acts are put.
CHECK = "comment-check"
#: What the service says to whoever tells it of a decision.
THANKS = "Thanks for making the web a better place."
#: Seconds to connect, and to wait for each piece of the answer.
TIMEOUT = (5, 10)
#: The service wants an address; it gets one that belongs to nobody.
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - said, not bound


class CheckFailed(Exception):
    """The service gave no answer that can be used."""


def is_spam(content: Topic | Answer) -> bool:
    """The setting `SPAM_CHECK` names this function. Raises CheckFailed."""
    return _ask(CHECK, content, ("true", "false")) == "true"


def tell(content: Topic | Answer, *, spam: bool) -> None:
    """What staff decided; the setting `SPAM_FEEDBACK` names this function. Raises CheckFailed."""
    _ask("submit-spam" if spam else "submit-ham", content, (THANKS,))


def _ask(act: str, content: Topic | Answer, known: Collection[str]) -> str:
    options: dict[str, Any] = app_settings.AKISMET
    try:
        answer = requests.post(
            f"{options.get('url', URL).removesuffix(CHECK)}{act}",
            data=_question(content, options),
            timeout=options.get("timeout", TIMEOUT),
            allow_redirects=False,
        )
    except requests.RequestException as problem:
        raise CheckFailed(str(problem)) from problem
    said = answer.text[:100].strip()
    if answer.status_code != requests.codes.ok or said not in known:
        hint = answer.headers.get("X-akismet-debug-help", said)
        raise CheckFailed(f"{answer.status_code}: {hint}"[:300])
    return said


def _question(content: Topic | Answer, options: dict[str, Any]) -> dict[str, str]:
    topic = content if isinstance(content, Topic) else content.topic
    site = topic.forum.site.root_url
    title = f"{content.title}\n" if isinstance(content, Topic) else ""
    return {
        "api_key": options["key"],
        "blog": site,
        "user_ip": NO_ADDRESS,
        "permalink": f"{site}{topic.get_absolute_url()}",
        "comment_type": "forum-post" if isinstance(content, Topic) else "reply",
        "comment_author": author_name(content),
        "comment_content": f"{title}{content.body}",
        "comment_date_gmt": content.created_at.isoformat(),
        "blog_lang": topic.language or "",
        "blog_charset": "UTF-8",
        **({"is_test": "1"} if options.get("test") else {}),
    }
