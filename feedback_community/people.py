"""Who a person is on our pages: the member beside a user, and the name and picture others see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db.models import DateField, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from feedback_community.conf import app_settings
from feedback_community.enums import NotificationChannel
from feedback_community.models import Member, Notification
from feedback_community.models.post import Post
from feedback_community.querysets.instances import instance_of
from feedback_community.querysets.prepared import Prepared, columns_of, key

_CACHE, _NEWS = "_feedback_community_member", "_feedback_community_news"


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What a page prints beside a post. `handle` and `url` are "" for those without a page."""

    name: str
    handle: str
    avatar: str

    @property
    def url(self) -> str:
        """Reversed when asked for: a list of 25 people builds its links from the handles."""
        return reverse("feedback_community:person", args=[self.handle]) if self.handle else ""

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in words[:2]).upper() or "?"


class GuestVisitor(AnonymousUser):
    """Stands where a user stands for somebody without an account whose address is proven.

    Not signed in, so for everything that does not ask for guests it is an anonymous visitor.
    """

    def __init__(self, member: Member) -> None:
        super().__init__()
        self.member = member


def full_name_or_handle(user: Any) -> str:
    """Default of `DISPLAY_NAME`: the full name; "" (and so the handle) where there is none.

    Never `str(user)` and never the username, which may be an e-mail address.
    """
    get_full_name = getattr(user, "get_full_name", None)
    name = str(get_full_name()).strip() if get_full_name else ""
    return "" if "@" in name else name


def no_avatar(user: Any) -> str:
    """Default of `AVATAR`: no picture; pages draw the initials. No third party is asked for one."""
    return ""


MEMBER = columns_of(Member)


def _member() -> QuerySet:
    """Also whether anything is new at the bell, which stands on every page of whoever is signed in."""
    new = Notification.objects.filter(
        recipient=OuterRef("pk"), channel=NotificationChannel.SITE, read_at=None
    )
    return Member.objects.filter(user=key("user")).values_list(*MEMBER, Exists(new))


_read_member = Prepared(Member, _member)


def member_of(user: Any) -> Member | None:
    """The member beside a signed-in user or a guest, or None. One query, remembered on the user object."""
    if isinstance(user, GuestVisitor):
        return user.member
    if user is None or not getattr(user, "is_authenticated", False):
        return None
    if isinstance(user, Member):
        return user
    known = getattr(user, "__dict__", {})
    found = known.get(_CACHE)
    # Also that there is none yet is remembered; `remember` replaces it when the first act makes one.
    if _CACHE not in known:
        rows = _read_member(user=user.pk)
        if rows:
            *columns, has_news = rows[0]
            found = instance_of(Member, MEMBER, columns, _read_member.alias)
            found.user, found.__dict__[_NEWS] = user, bool(has_news)
        remember(user, found)
    return found


def remember(user: Any, member: Member | None) -> None:
    """Keep the member on the user object, so that a request asks once."""
    user.__dict__[_CACHE] = member


def take_news(member: Member) -> bool | None:
    """Whether the bell had anything when the member was read: said once, None when nobody looked since."""
    news: bool | None = member.__dict__.pop(_NEWS, None)
    return news


def name_of(member: Member | None) -> str:
    """The name others see. `member.user` should be fetched already."""
    if member is None or member.is_anonymised:
        return _("Former member")
    if member.user_id is None:
        return member.stub_name or _("Former member")
    return app_settings.load("DISPLAY_NAME")(member.user) or member.handle


def card_of(member: Member | None) -> PersonCard:
    """The card of one person. `member.user` should be fetched already."""
    if member is None or member.is_anonymised:
        return PersonCard(name=name_of(None), handle="", avatar="")
    avatar = app_settings.load("AVATAR")(member.user) if member.user_id else ""
    return PersonCard(name=name_of(member), handle=member.handle, avatar=avatar)


def author_card(post: Post, *, to_staff: bool = False) -> PersonCard:
    """The author's card as others see it: a hidden name is one for all, and leads nowhere."""
    if not post.is_name_hidden:
        return card_of(post.author)
    if not to_staff:
        return PersonCard(name=_("Name hidden"), handle="", avatar="")
    card = card_of(post.author)
    return PersonCard(name=author_name(post, to_staff=True), handle=card.handle, avatar=card.avatar)


def author_name(post: Post, *, to_staff: bool = False) -> str:
    """The author's name as others see it; for staff with the word that others do not."""
    if not post.is_name_hidden:
        return name_of(post.author)
    return _("%(name)s (name hidden)") % {"name": name_of(post.author)} if to_staff else _("Name hidden")


def actor_name(by: Member | None, *posts: Post | None) -> str:
    """The name of somebody who did something to these posts; hidden where it would tell who wrote one."""
    for post in posts:
        if post is not None and post.is_name_hidden and by is not None and post.author_id == by.pk:
            return author_name(post)
    return name_of(by)


_CARD = {"id", "user_id", "handle", "stub_name", "is_anonymised"}
#: What a card needs of a member, in the order of the model.
MEMBER_COLUMNS = tuple(f.attname for f in Member._meta.concrete_fields if f.attname in _CARD)


@cache
def user_columns() -> tuple[str, ...]:
    """What it needs of the user. Nobody is named by a time or the password; whoever does reads them late."""
    fields = get_user_model()._meta.concrete_fields
    return tuple(f.attname for f in fields if f.name != "password" and not isinstance(f, DateField))


def person_columns(prefix: str) -> tuple[str, ...]:
    """Columns of a prepared read from which `person_from` makes a card; `prefix` leads to the member."""
    names = (*MEMBER_COLUMNS, *(f"user__{name}" for name in user_columns()))
    return tuple(f"{prefix}{name}" for name in names)


def person_from(values: Sequence[Any], alias: str) -> Member | None:
    """The member and user of these columns, without a query."""
    if values[0] is None:
        return None
    width = len(MEMBER_COLUMNS)
    member = instance_of(Member, MEMBER_COLUMNS, values[:width], alias)
    if member.user_id is None:
        return member
    user = instance_of(get_user_model(), user_columns(), values[width:], alias)
    member._state.fields_cache["user"] = user
    return member


def cards(member_ids: Iterable[int | None]) -> dict[int | None, PersonCard]:
    """Cards of many people by member id, in one query. The key None is the former member."""
    wanted = {pk for pk in member_ids if pk is not None}
    found: dict[int | None, PersonCard] = {None: card_of(None)}
    if wanted:
        for member in Member.objects.with_user().filter(pk__in=wanted):
            found[member.pk] = card_of(member)
    return found
