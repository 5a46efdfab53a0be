"""What a neighbour may add to our pages and decisions: typed getters over Wagtail's hooks.

Each hook is named in `docs/reference/hooks.md`. A hook function lives in the neighbour's `wagtail_hooks.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wagtail import hooks

logger = logging.getLogger("feedback_community.hooks")


def get_role_providers() -> list[Callable[..., Any]]:
    """The functions behind `get_roles`."""
    return hooks.get_hooks("register_feedback_role_provider")


def get_roles(user: Any) -> dict[int | None, set[str]]:
    """`register_feedback_role_provider(user) -> {forum id: {right}}`, united over all providers.

    The key None means all forums. A provider that fails grants nothing and is logged.
    """
    united: dict[int | None, set[str]] = {}
    for provider in get_role_providers():
        for forum_id, rights in _ask(provider, {}, user).items():
            united.setdefault(forum_id, set()).update(rights)
    return united


def get_role_holders(forum: Any, rights: Iterable[str]) -> set[Any]:
    """`register_feedback_role_holders(forum, rights) -> [user id]`: whom a role provider names for one of
    these rights. The rights themselves are asked again of each."""
    found = (_ask(f, None, forum, tuple(rights)) for f in hooks.get_hooks("register_feedback_role_holders"))
    return {pk for ids in found if ids is not None for pk in ids}


def get_author_badges(member_ids: Iterable[int]) -> dict[int, list[Any]]:
    """`register_feedback_author_badges(member_ids) -> {member id: [component]}`; asked once a page."""
    ids = [pk for pk in member_ids if pk is not None]
    united: dict[int, list[Any]] = {}
    for provider in hooks.get_hooks("register_feedback_author_badges"):
        for member_id, badges in _ask(provider, {}, ids).items():
            united.setdefault(member_id, []).extend(badges)
    return united


def get_person_panels(member: Any, user: Any, site: Any) -> list[Any]:
    """`register_feedback_person_panel(member, user, site) -> component | None`: on a person's page."""
    return _gather("register_feedback_person_panel", member, user, site)


def get_bar_items() -> list[Any]:
    """`register_feedback_bar_item() -> object with label, url, icon and section | None`."""
    return _gather("register_feedback_bar_item")


def get_topic_panels(topic: Any, user: Any) -> list[Any]:
    """`register_feedback_topic_panel(topic, user) -> component | None`: shown beside a topic."""
    return _gather("register_feedback_topic_panel", topic, user)


def get_topic_staff_actions(topic: Any, user: Any) -> list[Any]:
    """`register_feedback_topic_staff_action(topic, user) -> object with label and url | None`."""
    return _gather("register_feedback_topic_staff_action", topic, user)


def get_person_facts() -> list[Any]:
    """`register_feedback_person_facts() -> FactProvider`: what the host knows of a person, for staff."""
    return _gather("register_feedback_person_facts")


def get_demand_lenses() -> list[Any]:
    """`register_feedback_demand_lens() -> DemandLens`: whose votes staff may count apart."""
    return _gather("register_feedback_demand_lens")


def get_own_data(member: Any) -> list[tuple[str, dict[str, Any]]]:
    """`register_feedback_own_data(member) -> [(type, row)]`: what an app keeps of a person, to take along."""
    return [pair for found in _gather("register_feedback_own_data", member) for pair in found]


def get_search_sources() -> list[Any]:
    """`register_feedback_search_source() -> SearchSource`: more that live search can ask."""
    return _gather("register_feedback_search_source")


def get_search_documents() -> list[Any]:
    """`register_feedback_search_documents() -> Documents`: an app's own documents in the one index."""
    return _gather("register_feedback_search_documents")


def get_admin_menu_items() -> list[Any]:
    """`register_feedback_admin_menu_item() -> MenuItem`: in the group "Community" of Wagtail's menu."""
    return _gather("register_feedback_admin_menu_item")


def get_urls() -> list[Any]:
    """`register_feedback_urls() -> [url pattern]`: included below the community's own."""
    return [pattern for function in hooks.get_hooks("register_feedback_urls") for pattern in function()]


def _gather(name: str, *args: Any) -> list[Any]:
    found = (_ask(function, None, *args) for function in hooks.get_hooks(name))
    return [item for item in found if item is not None]


def _ask(function: Callable[..., Any], fallback: Any, *args: Any) -> Any:
    """A neighbour that raises must not take our page with it."""
    try:
        answer = function(*args)
    except Exception:
        logger.exception("Hook %r failed", function)
        return fallback
    return fallback if isinstance(fallback, Mapping) and answer is None else answer
