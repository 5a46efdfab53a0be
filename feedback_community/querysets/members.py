from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    pass


def reachable(path: str = "") -> models.Q:
    """Members who can be written to, or by `path` ("member__") rows that lead to such a member."""
    has_account = models.Q(**{f"{path}user__is_active": True})
    return has_account | models.Q(**{f"{path}user": None, f"{path}guest__address__gt": ""})


class MemberQuerySet(models.QuerySet):
    def with_user(self) -> Self:
        return self.select_related("user")

    def by_handles(self, handles: tuple[str, ...]) -> Self:
        """Those with one of these lower-cased handles. Handles are stored in lower case."""
        return self.filter(handle__in=handles)

    def reachable(self) -> Self:
        """Those who can be written to: with an account that is in use, or guests with a proven address."""
        return self.filter(reachable())
