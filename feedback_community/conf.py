"""Settings: one dict, `FEEDBACK_COMMUNITY`, each key with its type and default here.

Read `app_settings.NAME` when the value is needed; never copy it to a constant, so that a changed
setting (and `override_settings` in tests) takes effect at once.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

SETTING = "FEEDBACK_COMMUNITY"


class Declared:
    """What stands on the class for a setting: the host's value, else the default."""

    def __init__(self, name: str, default: Any) -> None:
        self.name, self.default = name, default

    def __get__(self, instance: Any, owner: Any) -> Any:
        return getattr(settings, owner.setting, {}).get(self.name, self.default)


class SettingsDict:
    """One dict of the host's settings, with annotated defaults as attributes of a subclass."""

    #: Name of the dict in the host's settings.
    setting: str = ""

    def __init__(self) -> None:
        setting_changed.connect(self._on_setting_changed, dispatch_uid=self.setting)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in cls.names():
            setattr(cls, name, Declared(name, getattr(cls, name)))

    @classmethod
    def names(cls) -> list[str]:
        """All known settings, in the order they are declared."""
        return [name for name in cls.__annotations__ if name.isupper()]

    @cached_property
    def _imported(self) -> dict[str, Any]:
        return {}

    def load(self, name: str) -> Any:
        """The object behind a dotted-path setting; None when the path is empty. Raises ImportError."""
        path = getattr(self, name)
        if not path:
            return None
        if path not in self._imported:
            self._imported[path] = import_string(path)
        return self._imported[path]

    def reload(self) -> None:
        """Forget imported objects, e.g. after a test changed a setting."""
        self._imported.clear()

    def _on_setting_changed(self, *, setting: str, **kwargs: Any) -> None:
        if setting == self.setting:
            self.reload()


class AppSettings(SettingsDict):
    """Annotated defaults. A key in the host's dict replaces the attribute of that name."""

    setting = SETTING

    #: Template that our layout extends; must have the block named in CONTENT_BLOCK... see docs.
    BASE_TEMPLATE: str = "base.html"
    #: Dotted path of `callable(user) -> str`: the name others see. Never an e-mail address.
    DISPLAY_NAME: str = "feedback_community.people.full_name_or_handle"
    #: Dotted path of `callable(user) -> str`: URL of a picture, or "" for initials.
    AVATAR: str = "feedback_community.people.no_avatar"
    #: Dotted path of the class that answers every "may this person".
    PERMISSION_POLICY: str = "feedback_community.permissions.policy.CommunityPolicy"
    #: Dotted paths of screening rules, asked in this order.
    SCREENING_RULES: tuple[str, ...] = (
        "feedback_community.moderation.rules.NewMemberLimitsRule",
        "feedback_community.moderation.rules.ForumPolicyRule",
        "feedback_community.moderation.rules.WatchedWordsRule",
        "feedback_community.moderation.rules.NewMemberLinksRule",
        "feedback_community.moderation.rules.FloodRule",
        "feedback_community.moderation.rules.RepeatedTextRule",
    )
    #: Seconds an official answer waits before its mail leaves, so that an early correction changes it.
    MAIL_DELAY: int = 120
    #: Seconds within which ordinary new answers of one topic are gathered into one mail.
    MAIL_BATCH_WINDOW: int = 900
    #: Hour of the day (0 to 23, in TIME_ZONE) at which daily and weekly summaries leave.
    DIGEST_HOUR: int = 8
    #: Day of the week on which weekly summaries leave: 0 is Monday.
    DIGEST_WEEKDAY: int = 0
    #: Sender of our mails; "" means DEFAULT_FROM_EMAIL.
    FROM_EMAIL: str = ""
    #: Domain of the addresses that take replies by mail, e.g. "reply.example.com"; "" takes none.
    REPLY_DOMAIN: str = ""
    #: Days a link in a mail that changes a subscription stays valid.
    UNSUBSCRIBE_LINK_DAYS: int = 365
    #: Name of the Haystack connection that holds the community.
    SEARCH_CONNECTION: str = "default"
    #: Languages stemmed, per site host name; key "" is for all others. Script decides within the list.
    SEARCH_LANGUAGES: dict[str, tuple[str, ...]] = {"": ("en", "ru")}
    #: Dotted path of `callable(query, candidates) -> candidates`, or "" for none.
    SEARCH_RERANKER: str = ""
    #: Seconds since the worker's last sign of life before staff and checks are told.
    WORKER_SILENT_AFTER: int = 300
    #: Seconds the worker sleeps when there is nothing to do.
    WORKER_POLL: float = 2.0
    #: Whether each change also enqueues a task of `django.tasks` that drains the outbox once.
    WAKE_BY_TASK: bool = False
    #: Whether voting is on.
    VOTING_ENABLED: bool = True
    #: Dotted path of `callable(user) -> bool`: whom the site vouches for. They are known members at once.
    VERIFIED_CUSTOMER: str = ""
    #: Dotted path of `callable(topic or answer) -> bool`: whether it is spam. Asked by the worker about posts
    #: of new members while they wait; it may ask a remote service, and raises where there is no answer.
    SPAM_CHECK: str = ""
    #: Dotted path of `callable(topic or answer, *, spam: bool)`: told by the worker what staff decided on
    #: posts that `SPAM_CHECK` was asked about. It raises to be called again.
    SPAM_FEEDBACK: str = ""
    #: For `feedback_community.moderation.akismet`: "key", and "url", "timeout", "test" if you like.
    AKISMET: dict[str, Any] = {}  # noqa: RUF012
    #: Seconds that somebody new needs for a post; a faster one waits for a moderator. 0: not looked at.
    FORM_MIN_SECONDS: int = 3
    #: Numbers that the browser of somebody new tries for a post, on average; without that the post waits for
    #: a moderator. 0: none. Needs the extra [altcha].
    PROOF_OF_WORK: int = 0
    #: Hours after which moderators get a mail about posts that wait, and hours until the next one; () none.
    HELD_MAIL_HOURS: tuple[int, ...] = (1, 24)
    #: Whether the limits of `limits.RATES` hold. Staff are never limited.
    RATE_LIMITS: bool = True
    #: Kinds of files that may be attached, by content; () is none at all. See `files.kinds.KINDS`.
    ATTACHMENT_KINDS: tuple[str, ...] = ("jpeg", "png", "webp", "gif", "pdf", "text")
    #: Dotted path of `callable(file, name) -> str`: why a file is refused, "" to take it.
    ATTACHMENT_CHECK: str = ""
    #: Models ("app.Model") that the signed `about` parameter may point to, besides pages.
    ABOUT_MODELS: tuple[str, ...] = ()
    #: Dotted path of `callable(person: dict) -> user | None` used by `import_community --people create`.
    IMPORT_PERSON: str = ""
    #: Extra required columns of a host's COMMENTS_XTD_MODEL: `callable(topic, member) -> dict`.
    COMMENT_DEFAULTS: str = ""


app_settings = AppSettings()
