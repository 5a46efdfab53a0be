"""Icons: one sprite in a file of its own, so that nothing is inline and a page asks for it once."""

from __future__ import annotations

from functools import lru_cache

from django.core.signals import setting_changed
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "feedback_community/icons.svg"


@lru_cache(maxsize=256)
def icon(name: str, extra: str = "") -> SafeString:
    """The picture beside a word. Never alone: what it says stands in text, visible or for readers aloud."""
    return format_html(
        '<svg class="community-icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {extra}" if extra else "",
        static(SPRITE),
        name,
    )


def on_setting_changed(*, setting: str, **kwargs: object) -> None:
    if setting in {"STATIC_URL", "STORAGES", "STATICFILES_STORAGE"}:
        icon.cache_clear()


setting_changed.connect(on_setting_changed, dispatch_uid="feedback_community.web.icons")
