"""What a person may do with a topic or an answer, as links of a menu. No query beyond the policy's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from feedback_community import hooks
from feedback_community.actions.privacy import is_asked_ever
from feedback_community.enums import ModerationState
from feedback_community.models import Answer, Topic
from feedback_community.permissions.policy import CommunityPolicy
from feedback_community.web.links import get_links


@dataclass(frozen=True, slots=True)
class Tool:
    """A menu entry. `posts`: the act needs no question, so the entry is a button that does it."""

    label: str
    url: str
    icon: str
    posts: bool = False


@dataclass(frozen=True, slots=True)
class TopicTools:
    """`own` are for the author too, `staff` for those with rights, `more` from other apps."""

    own: list[Tool]
    staff: list[Tool]
    more: list[Any]
    may_answer_officially: bool

    def __bool__(self) -> bool:
        return bool(self.own or self.staff or self.more or self.may_answer_officially)


def topic_tools(policy: CommunityPolicy, user: Any, topic: Topic) -> TopicTools:
    """Everything but answering, voting and following, which have places of their own on the page."""
    if not getattr(user, "is_authenticated", False):
        return TopicTools([], [], [], may_answer_officially=False)
    officially = policy.can_answer_officially(user, topic)
    return TopicTools(
        _own_tools(policy, user, topic),
        _staff_tools(policy, user, topic),
        hooks.get_topic_staff_actions(topic, user),
        may_answer_officially=officially,
    )


def _own_tools(policy: CommunityPolicy, user: Any, topic: Topic) -> list[Tool]:
    act = get_links().topic_act
    tools = []
    if policy.can_edit(user, topic):
        tools.append(Tool(_("Edit"), act(topic.pk, "edit"), "edit"))
    if topic.solution_id and policy.can_mark_solution(user, topic):
        tools.append(Tool(_("Take the solution mark back"), act(topic.pk, "solution/clear"), "close"))
    if policy.can_withdraw(user, topic):
        tools.append(Tool(_("Take it back"), act(topic.pk, "withdraw"), "trash"))
    if policy.can_change_name(user, topic):
        tools.append(_name_tool(topic, act))
    if topic.state == ModerationState.REJECTED and policy.is_author(user, topic):
        tools.append(Tool(_("Ask for a second look"), act(topic.pk, "appeal"), "mail"))
    if policy.can_flag(user, topic) and not policy.can_manage(user, topic):
        tools.append(Tool(_("Report"), act(topic.pk, "flag"), "warning"))
    if policy.can_suggest(user, topic) and not policy.can_merge(user, topic):
        tools.append(Tool(_("Asked before?"), act(topic.pk, "duplicate"), "duplicate"))
    if policy.can_consent(user, topic) and is_asked_ever(topic):
        tools.append(Tool(_("Make it public?"), act(topic.pk, "consent"), "open"))
    return tools


def _staff_tools(policy: CommunityPolicy, user: Any, topic: Topic) -> list[Tool]:
    act = get_links().topic_act
    tools = []
    if policy.can_change_status(user, topic):
        tools.append(Tool(_("Change the status"), act(topic.pk, "status"), "planned"))
    if topic.official_answer_id and policy.can_answer_officially(user, topic):
        tools.append(Tool(_("No official answer"), act(topic.pk, "official/clear"), "official"))
    if policy.can_retag(user, topic):
        tools.append(Tool(_("Change the type"), act(topic.pk, "type"), "tag"))
    if not policy.can_manage(user, topic):
        return tools
    if topic.is_closed:
        tools.append(Tool(_("Reopen"), act(topic.pk, "reopen"), "open", posts=True))
    else:
        tools.append(Tool(_("Close"), act(topic.pk, "close"), "lock"))
    tools.append(Tool(_("Move"), act(topic.pk, "move"), "move"))
    if topic.is_published and policy.can_merge(user, topic):
        tools.append(Tool(_("Merge"), act(topic.pk, "merge"), "duplicate"))
    if topic.is_featured:
        tools.append(Tool(_("Stop featuring"), act(topic.pk, "unfeature"), "featured", posts=True))
    else:
        tools.append(Tool(_("Feature"), act(topic.pk, "feature"), "featured"))
    if topic.is_private and topic.public_consent is None:
        tools.append(Tool(_("Ask to make it public"), act(topic.pk, "consent/ask"), "mail"))
    if topic.state == ModerationState.REMOVED:
        tools.append(Tool(_("Restore"), act(topic.pk, "restore"), "reply"))
    else:
        tools.append(Tool(_("Remove"), act(topic.pk, "remove"), "trash"))
    return tools


class TopicRights:
    """What a person may do with the answers of a topic by the topic's own rights: asked once for all."""

    def __init__(self, policy: CommunityPolicy, user: Any, topic: Topic) -> None:
        self.act = get_links().answer_act
        self.manages = policy.can_manage(user, topic)
        self.marks_solution = policy.can_mark_solution(user, topic)
        self.answers_officially = policy.can_answer_officially(user, topic)


def answer_tools(
    policy: CommunityPolicy, user: Any, topic: Topic, answer: Answer, *, rights: TopicRights
) -> list[Tool]:
    """Marks, edit, remove. Replying is for everybody and stands on the page by itself."""
    if not getattr(user, "is_authenticated", False):
        return []
    act = rights.act
    tools = []
    if answer.state == ModerationState.SPLIT:
        undo = Tool(_("Bring it back"), act(answer.pk, "rejoin"), "reply")
        return [undo] if rights.manages else []
    if answer.is_published:
        tools += _mark_tools(rights, topic, answer)
    if policy.can_edit(user, answer):
        tools.append(Tool(_("Edit"), act(answer.pk, "edit"), "edit"))
    if answer.is_published and answer.merge_id is None and rights.manages:
        tools.append(Tool(_("Make it a topic"), act(answer.pk, "split"), "move"))
    if policy.can_change_name(user, answer):
        tools.append(_name_tool(answer, act))
    if answer.state == ModerationState.REJECTED and policy.is_author(user, answer):
        tools.append(Tool(_("Ask for a second look"), act(answer.pk, "appeal"), "mail"))
    if policy.can_flag(user, answer) and not rights.manages:
        tools.append(Tool(_("Report"), act(answer.pk, "flag"), "warning"))
    if policy.can_remove(user, answer):
        if answer.state == ModerationState.REMOVED:
            tools.append(Tool(_("Restore"), act(answer.pk, "restore"), "reply"))
        else:
            tools.append(Tool(_("Remove"), act(answer.pk, "remove"), "trash"))
    return tools


def _name_tool(post: Topic | Answer, act: Callable[[int, str], str]) -> Tool:
    if post.is_name_hidden:
        return Tool(_("Show my name"), act(post.pk, "name/show"), "person")
    return Tool(_("Hide my name"), act(post.pk, "name/hide"), "person")


def _mark_tools(rights: TopicRights, topic: Topic, answer: Answer) -> list[Tool]:
    act = get_links().answer_act
    tools = []
    if topic.solution_id != answer.pk and rights.marks_solution:
        tools.append(Tool(_("This solved it"), act(answer.pk, "solution"), "check", posts=True))
    is_official = topic.official_answer_id == answer.pk
    if answer.is_by_company and not is_official and rights.answers_officially:
        tools.append(Tool(_("Make it official"), act(answer.pk, "official"), "official", posts=True))
    return tools
