"""Answers of a thread as HTML: values made ready once, printed into the skeleton of `topics/_answer.html`."""

from __future__ import annotations

from functools import cached_property, lru_cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from feedback_community.conf import app_settings
from feedback_community.enums import COMPANY_ROLES, AuthorRole, ModerationState
from feedback_community.forms.guard import new_stamp
from feedback_community.models import Answer, Topic
from feedback_community.people import GuestVisitor, PersonCard, author_card, card_of
from feedback_community.permissions.policy import CommunityPolicy
from feedback_community.web.attaching import files_field
from feedback_community.web.guarding import work_url
from feedback_community.web.links import get_links
from feedback_community.web.rows import person_html
from feedback_community.web.skeleton import fill, skeleton, slot
from feedback_community.web.thread import Thread
from feedback_community.web.times import Clock
from feedback_community.web.tools import Tool, TopicRights, answer_tools

TEMPLATE = "feedback_community/topics/_answer.html"
FORM_TEMPLATE = "feedback_community/topics/_answer_form.html"
TOOL_TEMPLATE = "feedback_community/topics/_tool.html"
#: What `topics/_answer.html` may print.
SLOTS = (
    *("pk", "url", "body", "author", "avatar", "role", "time", "iso", "badges", "history_url"),
    *("vote_url", "votes", "reply_url", "tools", "replies", "more_url", "reason", "token", "here"),
)


class AnswerMaker:
    """Makes the answers of one page for one reader."""

    def __init__(
        self,
        thread: Thread,
        *,
        user: Any,
        policy: CommunityPolicy,
        token: str,
        here: str,
        badges: dict[int, list[Any]],
        notes: dict[int | None, str],
    ) -> None:
        self.thread, self.topic, self.user, self.policy = thread, thread.topic, user, policy
        self.token, self.here, self.badges = escape(token), escape(here), badges
        self.notes = notes
        self.links = get_links()
        self.clock, self.language = Clock(), get_language()
        self.voting = bool(app_settings.VOTING_ENABLED)
        self.is_staff = policy.is_staff(user, self.topic.forum)
        self.is_member = bool(getattr(user, "is_authenticated", False))
        self.is_guest = isinstance(user, GuestVisitor)
        self.may_reply = policy.can_answer(user, self.topic) if self.is_member else is_open(self.topic)
        self._forms: dict[tuple[Any, ...], str] = {}
        self._cards: dict[int | None, PersonCard] = {}

    def answer(self, answer: Answer, *, replies: bool = True, pinned: bool = False) -> SafeString:
        """One answer with the answers to it."""
        below = self.thread.replies.get(answer.pk, []) if replies and answer.parent_id is None else []
        tools = self._tools(answer)
        form = self._form(
            is_reply=answer.parent_id is not None and not pinned,
            is_pinned=pinned,
            is_official=answer.pk == self.topic.official_answer_id,
            is_solution=answer.pk == self.topic.solution_id,
            is_company=answer.author_role in COMPANY_ROLES,
            state=str(answer.state),
            is_edited=answer.edited_at is not None,
            may_vote=self._may_vote(answer),
            voted=getattr(answer, "voted", False),
            may_reply=self.may_reply and answer.state == ModerationState.PUBLISHED,
            has_tools=bool(tools),
            has_more=self.thread.is_cut and answer.parent_id is None,
        )
        return mark_safe(form % self._values(answer, tools, below))  # noqa: S308 - escaped in _values

    def _form(self, **shape: Any) -> str:
        """The skeleton of such an answer, looked up once for the page."""
        key = tuple(shape.values())
        if key not in self._forms:
            self._forms[key] = skeleton(TEMPLATE, SLOTS, **shape)
        return self._forms[key]

    def _values(self, answer: Answer, tools: str, below: list[Answer]) -> dict[str, Any]:
        act = "unvote" if getattr(answer, "voted", False) else "vote"
        card = self.card(answer)
        parent = answer.parent_id or answer.pk
        return {
            "pk": answer.pk,
            "url": self.links.answer(answer.pk),
            "body": answer.body_html,
            "author": person_html(card.name, self.links.person(card.handle), "", company=False),
            "avatar": avatar_html(card, small=answer.parent_id is not None),
            "role": role_word(answer.author_role, self.language),
            "time": escape(self.clock.ago(answer.created_at)),
            "iso": answer.created_at.isoformat(timespec="seconds"),
            "badges": self._badges(answer),
            "history_url": self.links.answer_act(answer.pk, "history"),
            "vote_url": self.links.answer_act(answer.pk, act),
            "votes": answer.helpful_count,
            "reply_url": f"{self.links.topic_act(self.topic.pk, 'answer')}?reply={parent}",
            "tools": tools,
            "replies": "\n".join(self.answer(reply) for reply in below),
            "more_url": f"?under={answer.pk}#answers",
            "reason": escape(answer.removal_reason or self.notes.get(answer.pk, "")),
            "token": self.token,
            "here": self.here,
        }

    def card(self, answer: Answer | Topic) -> PersonCard:
        """The author's card, made once for each person."""
        if answer.is_name_hidden:
            return author_card(answer, to_staff=self.is_staff)
        if answer.author_id not in self._cards:
            self._cards[answer.author_id] = card_of(answer.author)
        return self._cards[answer.author_id]

    @cached_property
    def rights(self) -> TopicRights:
        return TopicRights(self.policy, self.user, self.topic)

    def _may_vote(self, answer: Answer) -> bool:
        """Signed out, the button leads through login; else the policy decides."""
        if self.is_member:
            return getattr(answer, "voted", False) or self.policy.can_vote(self.user, answer)
        return self.voting and answer.state == ModerationState.PUBLISHED

    def _tools(self, answer: Answer) -> str:
        if not self.is_member:
            return ""
        tools = answer_tools(self.policy, self.user, self.topic, answer, rights=self.rights)
        return "".join(self._tool(tool) for tool in tools)

    def _tool(self, tool: Tool) -> str:
        """A menu entry; `topics/_tool.html` is rendered once for each kind of tool."""
        key = (tool.icon, tool.posts)
        if key not in self._forms:
            blank = Tool(slot("label"), slot("url"), tool.icon, tool.posts)
            self._forms[key] = skeleton(
                TOOL_TEMPLATE, ("csrf_token",), tool=blank, css="community-button-quiet"
            )
        values = {"label": escape(tool.label), "url": escape(tool.url), "csrf_token": self.token}
        return self._forms[key] % values

    def _badges(self, answer: Answer) -> str:
        shown = answer.author_id if not answer.is_name_hidden else None
        components = self.badges.get(shown, ()) if shown else ()
        return "".join(str(component.render_html({})) for component in components)


@lru_cache(maxsize=256)
def role_word(role: str, _language: str | None) -> str:
    return escape(str(AuthorRole(role).label))


def is_open(topic: Topic) -> bool:
    return topic.state == ModerationState.PUBLISHED and topic.closed_at is None


def answer_form(maker: AnswerMaker, *, officially: bool) -> SafeString:
    """The form below the answers, "" for those who may not answer."""
    if not maker.may_reply:
        return SafeString("")
    form = skeleton(
        FORM_TEMPLATE,
        ("url", "official_url", "csrf_token", "stamp", "trap"),
        is_member=maker.is_member,
        is_guest=maker.is_guest,
        guests=maker.topic.forum.guests_post,
        may_hide_name=maker.policy.can_hide_name(maker.user, maker.topic.forum),
        may_answer_officially=officially,
        files_field=files_field() if maker.is_member else None,
        work_url=work_url(maker.user),
    )
    act, pk = maker.links.topic_act, maker.topic.pk
    urls = {"url": escape(act(pk, "answer")), "official_url": escape(act(pk, "official"))}
    return fill(form, {**urls, "csrf_token": maker.token, "stamp": new_stamp(), "trap": ""})


def avatar_html(card: PersonCard, *, small: bool = False) -> str:
    """Picture or initials; the name always stands beside it."""
    css = " community-avatar-small" if small else ""
    if card.avatar:
        return f'<img class="community-avatar{css}" src="{escape(card.avatar)}" alt="" loading="lazy">'
    return f'<span class="community-avatar{css}" aria-hidden="true">{escape(card.initials)}</span>'
