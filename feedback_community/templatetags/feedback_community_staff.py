"""Tags for the staff's pages in the admin, and for admin pages of the host."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from feedback_community.models import Member
from feedback_community.people import member_of, name_of
from feedback_community.web.person_card import card_for, works_here

register = template.Library()


@register.filter
def person_name(member: Member | None) -> str:
    """The name others see. `member.user` should be fetched already."""
    return name_of(member)


@register.inclusion_tag("feedback_community/wagtail_admin/person_panel.html", takes_context=True)
def community_person_panel(context: Context, user: Any) -> dict[str, Any]:
    """What the community knows of a user, on an admin page of the host; for those who work in a forum."""
    viewer = context["request"].user
    allowed = works_here(viewer)
    return {"card": card_for(member_of(user), viewer=viewer) if allowed else None, "allowed": allowed}
