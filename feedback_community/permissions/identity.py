"""Who stands behind a post: guests, members who hide their name, customers for whom staff wrote. A part of
the policy.

A guest has proven an e-mail address (`people.GuestVisitor`). What a forum lets guests do is asked apart from
`can_write`, so that every other act stays closed to them without being named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feedback_community.enums import ModerationState, Right
from feedback_community.models import Answer, Block, Forum, Topic
from feedback_community.people import GuestVisitor
from feedback_community.permissions.suspensions import suspension_of

if TYPE_CHECKING:
    from django.db.models import Model

    from feedback_community.permissions.roles import Access


class IdentityRules:
    if TYPE_CHECKING:

        def access(self, user: Any, site: Model) -> Access: ...
        def visible_forum_ids(self, user: Any, site: Model) -> frozenset[int]: ...
        def can_write(self, user: Any, forum: Forum) -> bool: ...
        def is_staff(self, user: Any, forum: Forum) -> bool: ...
        def is_author(self, user: Any, target: Topic | Answer) -> bool: ...
        def has_right(self, user: Any, right: str, forum: Forum) -> bool: ...
        def can_moderate(self, user: Any, forum: Forum) -> bool: ...
        def can_hear_of(self, user: Any, topic: Topic) -> bool: ...

    def can_take_part(self, user: Any, forum: Forum, act: str = Block.EVERYTHING) -> bool:
        """Signed in, in use, the forum visible, not suspended from such acts (see `Block`), the community
        not read-only."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return False
        if forum.pk not in self.visible_forum_ids(user, forum.site):
            return False
        if suspension_of(user, act, forum.pk) is not None:
            return False
        read_only = self.access(user, forum.site).community.read_only
        return not read_only or self.is_staff(user, forum)

    def can_post(self, user: Any, forum: Forum) -> bool:
        """Write topics and answers."""
        return self.can_write(user, forum) or (forum.guests_post and self.is_welcome(user, forum))

    def can_be_counted(self, user: Any, forum: Forum) -> bool:
        """Vote, as far as the person is concerned."""
        welcome = forum.guests_vote and self.is_welcome(user, forum, Block.VOTING)
        return welcome or self.can_take_part(user, forum, Block.VOTING)

    def is_welcome(self, user: Any, forum: Forum, act: str = Block.POSTING) -> bool:
        """A guest, not suspended from such acts, the forum visible to everybody's eyes, the community not
        read-only."""
        if not isinstance(user, GuestVisitor) or suspension_of(user, act, forum.pk) is not None:
            return False
        seen = forum.pk in self.visible_forum_ids(user, forum.site)
        return seen and not self.access(user, forum.site).community.read_only

    def can_hide_name(self, user: Any, forum: Forum) -> bool:
        """Post without one's name for other members. Whoever speaks for the company has one."""
        return forum.allows_hidden_names and not self.is_staff(user, forum) and self.can_write(user, forum)

    def can_change_name(self, user: Any, target: Topic | Answer) -> bool:
        """Hide one's name later, or show it again; the latter also where hiding is off by now."""
        forum = target.forum if isinstance(target, Topic) else target.topic.forum
        if not self.is_author(user, target):
            return False
        return self.can_hide_name(user, forum) or (target.is_name_hidden and self.can_write(user, forum))

    def can_withdraw(self, user: Any, topic: Topic) -> bool:
        """Take back what staff opened in one's name."""
        alive = topic.state in (ModerationState.PUBLISHED, ModerationState.HELD)
        return topic.opened_by_id is not None and alive and self.is_author(user, topic)

    def hears_of_reports(self, user: Any, target: Topic | Answer) -> bool:
        """Whoever decides on them; of what is public, whoever may hide obvious spam; never its author."""
        if self.is_author(user, target):
            return False
        topic = target if isinstance(target, Topic) else target.topic
        hides = target.is_published and self.has_right(user, Right.HIDE_SPAM, topic.forum)
        return self.can_moderate(user, topic.forum) or (hides and self.can_hear_of(user, topic))
