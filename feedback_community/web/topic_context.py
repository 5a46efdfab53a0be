"""What `topics/topic.html` prints about a topic as a whole."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback_community.conf import app_settings
from feedback_community.enums import COMPANY_ROLES, AuthorRole, EventKind, ModerationState, TopicType
from feedback_community.models import Topic
from feedback_community.people import author_card, name_of
from feedback_community.web import marks
from feedback_community.web.answers import AnswerMaker, answer_form, avatar_html, is_open
from feedback_community.web.base import CommunityView
from feedback_community.web.follows import FollowButton
from feedback_community.web.merged import Part, part_html
from feedback_community.web.structured import json_ld
from feedback_community.web.thread import ORDER_LABELS, Thread
from feedback_community.web.timeline import event_html, statuses_for, weave
from feedback_community.web.times import ago, full
from feedback_community.web.tools import topic_tools
from feedback_community.web.votes import VoteButton, button_html, topic_vote


def describe_stub(view: CommunityView, thread: Thread) -> dict[str, Any]:
    """A removed topic: that it was here and why it is gone, not a word of it."""
    reasons = [event.text for event in thread.events if event.kind == EventKind.REMOVED and event.text]
    return {
        "page_title": _("Removed topic"),
        "topic": thread.topic,
        "reason": reasons[-1] if reasons else "",
        "tools": topic_tools(view.policy, view.user, thread.topic),
        "robots": "noindex",
    }


def describe(view: CommunityView, thread: Thread, maker: AnswerMaker) -> dict[str, Any]:
    topic, links = thread.topic, view.links
    url = links.topic(topic.pk, topic.slug)
    everybody = topic.state == ModerationState.PUBLISHED and not topic.is_private and topic.forum.is_public
    answers, events = _body(thread, maker)
    vote = _vote(view, topic)
    stub = describe_stub(view, thread)
    return {
        **stub,
        "answer_form": answer_form(maker, officially=stub["tools"].may_answer_officially),
        "page_title": topic.title,
        "url": url,
        "marks": marks.marks_of(topic),
        "status": marks.status_mark(topic.status, topic.topic_type),
        "last_activity": maker.clock.ago(topic.last_activity_at),
        "type": marks.type_of(topic),
        "author": _author(topic, view),
        "forum_url": links.forum(topic.forum.slug),
        "history_url": links.topic_act(topic.pk, "history"),
        "vote": vote,
        "vote_button": button_html(vote, maker.token),
        "follow": _follow(view, topic),
        "note": maker.notes.get(None, ""),
        "pinned": [maker.answer(answer, pinned=True) for answer in thread.pinned],
        "under": maker.answer(thread.under, replies=False, pinned=True) if thread.under else "",
        "answers": answers,
        "events": events,
        "parts": [_part(view, maker, part) for part in thread.parts],
        "is_part": thread.part is not None,
        "answers_title": _answers_title(topic),
        "pager": thread.page,
        "orders": [(name, str(label), name == thread.order) for name, label in ORDER_LABELS.items()],
        "may_answer": maker.may_reply,
        "tags": [(name, links.tag(slug)) for name, slug in thread.tags],
        "about": [(title, f"{links.topic_act(topic.pk, 'about')}{pk}/") for pk, title in thread.links],
        "canonical": url,
        "og_type": "article",
        "description": topic.excerpt,
        "robots": "" if everybody else "noindex",
        "feed_url": links.topic_act(topic.pk, "feed") if everybody else "",
        "json_ld": json_ld(thread, maker.card, url=f"{view.site.root_url}{url}", origin=view.site.root_url)
        if everybody
        else "",
    }


def may_read(view: CommunityView, topic: Topic) -> bool:
    """The text of a removed topic is for its author and the moderators."""
    if topic.state != ModerationState.REMOVED:
        return True
    own = view.member is not None and topic.author_id == view.member.pk
    return own or view.policy.can_moderate(view.user, topic.forum)


def _author(topic: Topic, view: CommunityView) -> dict[str, Any]:
    card = author_card(topic, to_staff=view.policy.is_staff(view.request.user, topic.forum))
    return {
        "name": card.name,
        "url": view.links.person(card.handle),
        "avatar": mark_safe(avatar_html(card)),  # noqa: S308 - escaped there
        "role": AuthorRole(topic.author_role).label,
        "opened_by": name_of(topic.opened_by) if topic.opened_by_id else "",
        "is_company": topic.author_role in COMPANY_ROLES,
        "time": ago(topic.created_at),
        "full": full(topic.created_at),
    }


def _vote(view: CommunityView, topic: Topic) -> VoteButton:
    user = view.user
    if user.is_authenticated:
        allowed = view.policy.can_vote(user, topic)
    else:
        closed = topic.status.is_closed or topic.topic_type == TopicType.UPDATE
        allowed = bool(app_settings.VOTING_ENABLED) and topic.is_published and not closed
    return topic_vote(topic, voted=getattr(topic, "voted", False), allowed=allowed)


def _follow(view: CommunityView, topic: Topic) -> FollowButton | None:
    """Signed out too: the wish is kept and completed after login."""
    if not topic.is_published:
        return None
    level = getattr(topic, "my_level", None) or ""
    return FollowButton(view.links.topic_act(topic.pk, "follow"), level, has_levels=True)


def _body(thread: Thread, maker: AnswerMaker) -> tuple[SafeString, SafeString]:
    """Answers with the events between them; events apart where the order is not that of time."""
    statuses = statuses_for(thread.events, thread.topic)
    events = [(one, event_html(one, thread.topic, statuses, maker.clock)) for one in thread.events]
    answers = [(one, maker.answer(one)) for one in thread.answers]
    if thread.order == "oldest" and thread.under is None:
        return weave(answers, events), SafeString("")
    return _joined(html for _answer, html in answers), _joined(html for _event, html in events)


def _part(view: CommunityView, maker: AnswerMaker, part: Part) -> dict[str, Any]:
    answers = [maker.answer(one) for one in part.answers]
    return part_html(part, answers, policy=view.policy, user=view.user)


def _joined(parts: Any) -> SafeString:
    return mark_safe("\n".join(parts))  # noqa: S308 - made by our own makers


def _answers_title(topic: Topic) -> str:
    if not topic.answer_count:
        return _("No answers yet") if is_open(topic) else _("No answers")
    return ngettext("%(count)d answer", "%(count)d answers", topic.answer_count) % {
        "count": topic.answer_count
    }
