"""Rows of a topic list: everything made ready once per page, then printed into a skeleton.

Django spends a list page in attribute walks, `{% url %}` and `{% translate %}` per row; here each of these
happens once per page, or once per process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from feedback_community import hooks
from feedback_community.enums import COMPANY_ROLES, AuthorRole, TopicType
from feedback_community.models import Forum, Member
from feedback_community.people import card_of
from feedback_community.permissions.policy import CommunityPolicy
from feedback_community.web.links import Links, get_links
from feedback_community.web.marks import marks_of_row, type_mark
from feedback_community.web.skeleton import skeleton
from feedback_community.web.times import Clock
from feedback_community.web.topic_rows import TopicRow, tags_of
from feedback_community.web.votes import topic_word

TEMPLATE = "feedback_community/topics/_row.html"
SHORT_TEMPLATE = "feedback_community/topics/_short.html"
#: What `topics/_row.html` may print.
SLOTS = (
    *("pk", "url", "title", "excerpt", "marks", "type", "forum", "forum_url", "author", "time", "iso"),
    *("votes", "word", "vote_url", "answers", "tags", "token", "here"),
)
#: Roles so usual that naming them beside every name would be noise in a list.
PLAIN_ROLES = frozenset({AuthorRole.MEMBER, AuthorRole.GUEST})


class RowMaker:
    """Makes the rows of one page for one reader."""

    def __init__(
        self,
        forums: Mapping[int, Forum],
        *,
        user: Any = None,
        policy: CommunityPolicy | None = None,
        member: Member | None = None,
        token: str = "",
        here: str = "",
        level: int = 2,
    ) -> None:
        self.forums, self.user, self.policy, self.member = forums, user, policy, member
        self.token, self.here, self.level = escape(token), escape(here), level
        self.links: Links = get_links()
        self.clock, self.language = Clock(), get_language()
        self.types, self.words = _types(self.language)
        self.forum_links = {
            pk: (escape(forum.name), escape(self.links.forum(forum.slug))) for pk, forum in forums.items()
        }
        self._authors: dict[tuple[int | None, str], str] = {}
        self._badges: dict[int, str] = {}
        self._forms: dict[tuple[Any, ...], str] = {}

    def rows(self, topics: Sequence[TopicRow], *, tags: bool = True) -> SafeString:
        """The rows as HTML, "" for none."""
        self.learn(topics)
        tagged = tags_of([topic.pk for topic in topics]) if tags else {}
        rows = [
            self._fill(
                TEMPLATE,
                topic,
                "".join(tag_html(name, self.links.tag(slug)) for name, slug in tagged.get(topic.pk, ())),
                is_solved=bool(topic.solution_id or topic.official_answer_id),
            )
            for topic in topics
        ]
        return mark_safe("\n".join(rows))  # noqa: S308 - each value is escaped below

    def short(self, topics: Sequence[TopicRow], *, show: str = "type") -> SafeString:
        """Rows for a narrow place, with the type, the marks, or neither ("") where both are plain."""
        rows = [self._fill(SHORT_TEMPLATE, topic, "", show=show) for topic in topics]
        return mark_safe("\n".join(rows))  # noqa: S308 - each value is escaped below

    def _fill(self, template: str, topic: TopicRow, tags: str, **shape: Any) -> str:
        forum, forum_url = self.forum_links[topic.forum_id]
        vote_url = self._vote_url(topic)
        key = (template, topic.voted, bool(vote_url), *shape.values())
        form = self._forms.get(key)
        if form is None:
            shape |= {"level": self.level, "voted": topic.voted, "can_vote": bool(vote_url)}
            form = self._forms[key] = skeleton(template, SLOTS, **shape)
        return form % {
            "pk": topic.pk,
            "url": self.links.topic(topic.pk, topic.slug),
            "title": escape(topic.title),
            "excerpt": escape(topic.excerpt),
            "marks": marks_of_row(topic, self.language),
            "type": self.types[topic.topic_type],
            "forum": forum,
            "forum_url": forum_url,
            "author": self.author(topic),
            "time": self.clock.ago(topic.last_activity_at),
            "iso": topic.last_activity_at.isoformat(timespec="seconds"),
            "votes": topic.vote_count,
            "word": self.words[topic.topic_type],
            "vote_url": vote_url,
            "answers": topic.answer_count,
            "tags": tags,
            "token": self.token,
            "here": self.here,
        }

    def _vote_url(self, topic: TopicRow) -> str:
        """Address of the vote button; "" for those who only read, so that a list needs no token."""
        if self.member is None or self.policy is None:
            return ""
        if topic.voted:
            return self.links.topic_act(topic.pk, "unvote")
        may = self.policy.can_vote(self.user, topic.as_topic(self.forums[topic.forum_id]))
        return self.links.topic_act(topic.pk, "vote") if may else ""

    def learn(self, topics: Iterable[TopicRow]) -> None:
        """Ask for the marks beside the names of these authors, all at once; a page of several lists does
        it before the first, so that it asks once."""
        shown = {topic.author_id for topic in topics if not topic.is_name_hidden}
        self._badges |= badges_html(shown - self._badges.keys())

    def author(self, topic: TopicRow) -> str:
        """Name with a link, and the role as a word where it is not the usual one. Once per person."""
        if topic.is_name_hidden:
            return hidden_html()
        key = (topic.author_id, topic.author_role)
        found = self._authors.get(key)
        if found is None:
            found = author_html(topic.author(), topic.author_role, self.links)
            found += self._badges.get(topic.author_id or 0, "")
            self._authors[key] = found
        return found


def badges_html(member_ids: Iterable[int | None]) -> dict[int, str]:
    """What stands beside the names of these people, asked for all at once."""
    ids = sorted({pk for pk in member_ids if pk})
    found = hooks.get_author_badges(ids) if ids else {}
    return {pk: "".join(str(badge.render_html({})) for badge in found.get(pk, ())) for pk in ids}


def hidden_html() -> SafeString:
    """In place of a name that the author keeps from other members."""
    return person_html(_("Name hidden"), "", "", False)


def author_html(author: Member | None, role: str, links: Links) -> SafeString:
    """Name with a link, and the role as a word where it is not the usual one."""
    card = card_of(author)
    word = "" if role in PLAIN_ROLES else str(AuthorRole(role).label)
    return person_html(card.name, links.person(card.handle), word, role in COMPANY_ROLES)


@lru_cache(maxsize=64)
def _types(language: str | None) -> tuple[dict[str, SafeString], dict[str, str]]:
    """The mark of each type, and what a vote for it is called."""
    marks = {value: type_mark(value, str(label)) for value, label in TopicType.choices}
    return marks, {value: escape(topic_word(value)) for value in TopicType.values}


@lru_cache(maxsize=4096)
def person_html(name: str, url: str, role: str, company: bool) -> SafeString:
    html = f'<a href="{escape(url)}">{escape(name)}</a>' if url else f"<span>{escape(name)}</span>"
    if role:
        css = " community-role-company" if company else ""
        html += f' <span class="community-role{css}">{escape(role)}</span>'
    return mark_safe(html)  # noqa: S308 - each part is escaped above


@lru_cache(maxsize=4096)
def tag_html(name: str, url: str) -> str:
    return f' <a class="community-tag" href="{escape(url)}">{escape(name)}</a>'
