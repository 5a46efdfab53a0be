"""The nouns. Import them from here; the files inside are for those who maintain them."""

from __future__ import annotations

from feedback_community.models.answer import Answer
from feedback_community.models.attachment import Attachment
from feedback_community.models.bounce import Bounce
from feedback_community.models.bulk import BulkAct, BulkKind, BulkRow, BulkState
from feedback_community.models.community import CommunitySettings
from feedback_community.models.flag import Flag, FlagDecision, FlagReason
from feedback_community.models.forum import Forum, ForumGroupPermission
from feedback_community.models.guest import Guest, GuestProof
from feedback_community.models.history import TopicEvent
from feedback_community.models.link import TopicLink
from feedback_community.models.mail_reply import MailReply, ReplyOutcome
from feedback_community.models.member import Member
from feedback_community.models.mention import Mention
from feedback_community.models.merging import AnswerSplit, DuplicateSuggestion, Merge, SuggestionDecision
from feedback_community.models.moderation import ModerationItem
from feedback_community.models.notification import Notification
from feedback_community.models.outbox import OutboxMessage, ScheduleRun
from feedback_community.models.search import SearchRecord
from feedback_community.models.staff import Assignment, CannedReply, InternalNote, SavedView
from feedback_community.models.status import Status
from feedback_community.models.subscription import Subscription
from feedback_community.models.suspension import Block, Suspension
from feedback_community.models.throttle import Throttle
from feedback_community.models.topic import CommunityTag, TaggedTopic, Topic, url_slug
from feedback_community.models.vote import Vote

__all__ = [
    "Answer",
    "AnswerSplit",
    "Assignment",
    "Attachment",
    "Block",
    "Bounce",
    "BulkAct",
    "BulkKind",
    "BulkRow",
    "BulkState",
    "CannedReply",
    "CommunitySettings",
    "CommunityTag",
    "DuplicateSuggestion",
    "Flag",
    "FlagDecision",
    "FlagReason",
    "Forum",
    "ForumGroupPermission",
    "Guest",
    "GuestProof",
    "InternalNote",
    "MailReply",
    "Member",
    "Mention",
    "Merge",
    "ModerationItem",
    "Notification",
    "OutboxMessage",
    "ReplyOutcome",
    "SavedView",
    "ScheduleRun",
    "SearchRecord",
    "Status",
    "Subscription",
    "SuggestionDecision",
    "Suspension",
    "TaggedTopic",
    "Throttle",
    "Topic",
    "TopicEvent",
    "TopicLink",
    "Vote",
    "url_slug",
]
