"""Who may see and do what: one class of questions without side effects.

A host replaces it by the setting `PERMISSION_POLICY` with a subclass. Lists, pages, search, feeds, mails
and exports all ask here, always with the site, so that a list can never show what a page refuses.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q

from feedback_community.conf import app_settings
from feedback_community.enums import ELSEWHERE, AuthorRole, ModerationState, Right, TopicType
from feedback_community.models import Answer, Block, Forum, Member, Topic
from feedback_community.people import GuestVisitor, member_of
from feedback_community.permissions.identity import IdentityRules
from feedback_community.permissions.roles import Access, access_for
from feedback_community.permissions.sight import Sight
from feedback_community.permissions.suspensions import suspension_of
from feedback_community.querysets.answers import AnswerQuerySet
from feedback_community.querysets.topics import TopicQuerySet

Target = Topic | Answer

#: Whoever has one of these works for the company in that forum.
STAFF_RIGHTS = frozenset({Right.EMPLOYEE, Right.ANSWER_OFFICIALLY, Right.MODERATE})
#: What is asked with the user at hand: a subclass that answers it itself forgoes prepared reads.
BY_USER = ("listed_topics", "visible_topics", "visible_answers")


def topic_of(target: Target) -> Topic:
    """The topic itself, or the topic an answer belongs to."""
    return target if isinstance(target, Topic) else target.topic


class CommunityPolicy(IdentityRules):
    """Visibility first, then `can_*`: each returns a bool and never raises."""

    # -- visibility ---------------------------------------------------------------------------

    def access(self, user: Any, site: Model) -> Access:
        return access_for(user, site)

    def visible_forum_ids(self, user: Any, site: Model) -> frozenset[int]:
        return self.access(user, site).forum_ids

    def sight(self, user: Any, site: Model) -> Sight:
        access, member = self.access(user, site), member_of(user)
        pk = member.pk if member is not None else None
        if not access.rights:
            return Sight(access.forum_ids, member=pk)
        # Staff may have no member row yet: it is made at the first act.
        staffed, moderated = access.forum_ids_with(*STAFF_RIGHTS), access.forum_ids_with(Right.MODERATE)
        return Sight(access.forum_ids, staffed, moderated, pk)

    @classmethod
    def goes_by_sight(cls) -> bool:
        """Whether a read of topics may be prepared for a sight. Not where a subclass decides by the user:
        it is asked anew each time."""
        return all(getattr(cls, name) is getattr(CommunityPolicy, name) for name in BY_USER)

    def listed_topics(self, user: Any, site: Model) -> TopicQuerySet:
        return self.listed(self.sight(user, site))

    def listed(self, sight: Sight) -> TopicQuerySet:
        """What lists, search, feeds and mails may show: published, in a forum the person sees,
        and private ones only to their author and to those who answer for the company."""
        return Topic.objects.published().filter(self._private_rule(sight), forum__in=sight.forums)

    def visible_topics(self, user: Any, site: Model) -> TopicQuerySet:
        return self.visible(self.sight(user, site))

    def visible(self, sight: Sight) -> TopicQuerySet:
        """What may be opened by address: the listed ones, own posts that wait or were rejected,
        removed ones (shown as a stub), merged or split ones (their address leads to the place where
        they are discussed), and all of a forum to its moderators."""
        open_states = (ModerationState.PUBLISHED, ModerationState.REMOVED, *ELSEWHERE)
        rule = Q(state__in=open_states) & self._private_rule(sight)
        if sight.member is not None:
            rule |= Q(author=sight.member)
        if sight.moderated:
            rule |= Q(forum__in=sight.moderated)
        return Topic.objects.filter(rule, forum__in=sight.forums)

    def _private_rule(self, sight: Sight) -> Q:
        rule = Q(is_private=False)
        if sight.member is not None:
            rule |= Q(author=sight.member)
        return rule | Q(forum__in=sight.staffed) if sight.staffed else rule

    def visible_answers(self, user: Any, topic: Topic) -> AnswerQuerySet:
        """Answers of a topic the person may open; gone with a topic that is not public."""
        moderates, member = self.can_moderate(user, topic.forum), member_of(user)
        if not moderates and not topic.is_published:
            return Answer.objects.none()
        return self.shown_answers(moderates=moderates, member=member).of_topic(topic)

    def shown_answers(self, *, moderates: bool, member: Any) -> AnswerQuerySet:
        """Published ones, stubs of removed ones, own held ones; all to moderators of the forum."""
        if moderates:
            return Answer.objects.all()
        rule = Q(state__in=(ModerationState.PUBLISHED, ModerationState.REMOVED, *ELSEWHERE))
        return Answer.objects.filter(rule if member is None else rule | Q(author=member))

    def can_see_topic(self, user: Any, topic: Topic) -> bool:
        return self.visible_topics(user, topic.forum.site).filter(pk=topic.pk).exists()

    def can_hear_of(self, user: Any, topic: Topic) -> bool:
        """Asked again at the moment something is sent: may this person read the topic in a list?"""
        return self.listed_topics(user, topic.forum.site).filter(pk=topic.pk).exists()

    # -- rights -------------------------------------------------------------------------------

    def has_right(self, user: Any, right: str, forum: Forum) -> bool:
        return self.access(user, forum.site).has(right, forum.pk)

    def can_moderate(self, user: Any, forum: Forum) -> bool:
        return self.has_right(user, Right.MODERATE, forum)

    def is_staff(self, user: Any, forum: Forum) -> bool:
        """Whether the person works for the company in this forum."""
        access = self.access(user, forum.site)
        return bool(access.rights.get(forum.pk, frozenset()) & STAFF_RIGHTS)

    def role_of(self, user: Any, forum: Forum) -> AuthorRole:
        """What the person is to the company here; stored with each post when it is written."""
        if self.has_right(user, Right.ANSWER_OFFICIALLY, forum):
            return AuthorRole.REPRESENTATIVE
        if self.has_right(user, Right.EMPLOYEE, forum):
            return AuthorRole.EMPLOYEE
        if self.has_right(user, Right.TRUSTED, forum):
            return AuthorRole.TRUSTED
        member = member_of(user)
        if member is None or isinstance(user, GuestVisitor):
            return AuthorRole.GUEST
        if member.is_former_employee:
            return AuthorRole.FORMER_EMPLOYEE
        return AuthorRole.MEMBER

    # -- writing ------------------------------------------------------------------------------

    def can_write(self, user: Any, forum: Forum) -> bool:
        """Take part, and not be suspended from writing."""
        return self.can_take_part(user, forum, Block.POSTING)

    def can_create_topic(self, user: Any, forum: Forum, topic_type: str) -> bool:
        if topic_type == TopicType.UPDATE and not self.has_right(user, Right.POST_UPDATE, forum):
            return False
        return forum.allows(topic_type) and self.can_post(user, forum)

    def can_answer(self, user: Any, topic: Topic) -> bool:
        if not topic.is_published or not self.can_post(user, topic.forum):
            return False
        return not topic.is_closed or self.can_moderate(user, topic.forum)

    def can_edit(self, user: Any, target: Target) -> bool:
        """Authors while the topic is open and the post is not taken down; moderators always."""
        topic = topic_of(target)
        if self.can_moderate(user, topic.forum):
            return self.can_write(user, topic.forum)
        alive = target.state in (ModerationState.PUBLISHED, ModerationState.HELD)
        open_topic = topic.state == ModerationState.PUBLISHED or target is topic
        return (
            self.is_author(user, target)
            and alive
            and open_topic
            and not topic.is_closed
            and self.can_write(user, topic.forum)
        )

    def can_see_history(self, user: Any, target: Target) -> bool:
        """Earlier texts are readable where the present text is; those of removed posts by moderators."""
        if self.can_moderate(user, topic_of(target).forum):
            return True
        if target.state != ModerationState.PUBLISHED:
            return self.is_author(user, target)
        return True

    def can_remove(self, user: Any, target: Target) -> bool:
        return self.can_moderate(user, topic_of(target).forum)

    def can_flag(self, user: Any, target: Target) -> bool:
        topic = topic_of(target)
        public = topic.is_published and target.is_published
        return public and not self.is_author(user, target) and self.can_take_part(user, topic.forum)

    def can_vote(self, user: Any, target: Target) -> bool:
        topic = topic_of(target)
        if not app_settings.VOTING_ENABLED or not topic.is_published or not target.is_published:
            return False
        if target is topic and (topic.status.is_closed or topic.topic_type == TopicType.UPDATE):
            return False
        return not self.is_author(user, target) and self.can_be_counted(user, topic.forum)

    # -- marks --------------------------------------------------------------------------------

    def can_answer_officially(self, user: Any, topic: Topic) -> bool:
        return self.has_right(user, Right.ANSWER_OFFICIALLY, topic.forum) and topic.is_published

    def can_mark_solution(self, user: Any, topic: Topic) -> bool:
        if not topic.is_published or topic.topic_type in (TopicType.PRAISE, TopicType.UPDATE):
            return False
        rights = (Right.MARK_SOLUTION, Right.MODERATE, Right.ANSWER_OFFICIALLY)
        if any(self.has_right(user, right, topic.forum) for right in rights):
            return True
        return self.is_author(user, topic) and self.can_take_part(user, topic.forum)

    def can_change_status(self, user: Any, topic: Topic) -> bool:
        return self.has_right(user, Right.CHANGE_STATUS, topic.forum) and topic.is_published

    def can_manage(self, user: Any, topic: Topic) -> bool:
        """Close, reopen, move, feature; retype and retag too."""
        return self.can_moderate(user, topic.forum)

    def can_retag(self, user: Any, topic: Topic) -> bool:
        """Correct the type and the tags."""
        return self.can_manage(user, topic) or (
            self.has_right(user, Right.RETAG, topic.forum)
            and topic.is_published
            and self.can_take_part(user, topic.forum)
        )

    def can_merge(self, user: Any, topic: Topic) -> bool:
        """Asked for both topics of a merge, and of its undoing."""
        return self.can_moderate(user, topic.forum)

    def can_suggest(self, user: Any, topic: Topic) -> bool:
        """Say that a public topic was asked before."""
        return topic.is_published and not topic.is_private and self.can_take_part(user, topic.forum)

    def can_consent(self, user: Any, topic: Topic) -> bool:
        """Only the author decides whether a private topic may become public."""
        mine = topic.is_private and self.is_author(user, topic)
        return mine and suspension_of(user, Block.EVERYTHING, topic.forum_id) is None

    def is_author(self, user: Any, target: Target) -> bool:
        member: Member | None = member_of(user)
        return member is not None and target.author_id == member.pk


def get_policy() -> CommunityPolicy:
    """The policy in force; a new object each time, it holds nothing."""
    return app_settings.load("PERMISSION_POLICY")()
