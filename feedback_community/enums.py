"""Closed vocabularies. Labels are translated; values are stored and never change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TopicType(models.TextChoices):
    QUESTION = "question", _("Question")
    IDEA = "idea", _("Idea")
    PROBLEM = "problem", _("Problem")
    PRAISE = "praise", _("Praise")
    UPDATE = "update", _("Company update")


class StatusKind(models.TextChoices):
    """The fixed meaning behind an editable status label."""

    OPEN = "open", pgettext_lazy("status", "Open")
    UNDER_REVIEW = "under_review", pgettext_lazy("status", "Under review")
    PLANNED = "planned", pgettext_lazy("status", "Planned")
    STARTED = "started", pgettext_lazy("status", "Started")
    DONE = "done", pgettext_lazy("status", "Done")
    DECLINED = "declined", pgettext_lazy("status", "Declined")
    DUPLICATE = "duplicate", pgettext_lazy("status", "Duplicate")


#: Kinds that end a topic's journey: voting stops there, the count stays.
CLOSED_STATUS_KINDS = frozenset({StatusKind.DONE, StatusKind.DECLINED, StatusKind.DUPLICATE})


class ModerationState(models.TextChoices):
    HELD = "held", pgettext_lazy("moderation", "Waiting for approval")
    PUBLISHED = "published", pgettext_lazy("moderation", "Published")
    REJECTED = "rejected", pgettext_lazy("moderation", "Rejected")
    REMOVED = "removed", pgettext_lazy("moderation", "Removed")
    #: A topic that is discussed in another one.
    MERGED = "merged", pgettext_lazy("moderation", "Merged into another topic")
    #: An answer that became a topic, and a topic that became an answer again.
    SPLIT = "split", pgettext_lazy("moderation", "Split off")


#: The text is read at another place: its old address leads there.
ELSEWHERE = frozenset({ModerationState.MERGED, ModerationState.SPLIT})


class ModerationPolicy(models.TextChoices):
    OFF = "off", pgettext_lazy("moderation policy", "Publish at once")
    FIRST_POSTS = "first", pgettext_lazy("moderation policy", "Hold a person's first posts")
    ALL = "all", pgettext_lazy("moderation policy", "Hold everything")


class HoldReason(models.TextChoices):
    """Why screening held a post: the class of reason its author is told."""

    FIRST_POST = (
        "first_post",
        pgettext_lazy("hold reason", "First posts are read before they appear"),
    )
    EVERY_POST = (
        "every_post",
        pgettext_lazy("hold reason", "Every post in this forum is read before it appears"),
    )
    LINKS = "links", pgettext_lazy("hold reason", "New members' links are looked at first")
    WATCHED = "watched", pgettext_lazy("hold reason", "It contains a word that is looked at first")
    FLOOD = "flood", pgettext_lazy("hold reason", "Many posts came in a short time")
    REPEATED = "repeated", pgettext_lazy("hold reason", "The same text was posted before")
    FORM = "form", pgettext_lazy("hold reason", "The form was sent in an unusual way")
    CHECK = "check", pgettext_lazy("hold reason", "It is checked for advertising")
    SPAM = "spam", pgettext_lazy("hold reason", "It looks like advertising")
    APPEAL = "appeal", pgettext_lazy("hold reason", "Its author asked for a second look")
    RULE = "rule", pgettext_lazy("hold reason", "An automatic rule asked for a second look")


class ForumVisibility(models.TextChoices):
    PUBLIC = "public", pgettext_lazy("visibility", "Everyone")
    SIGNED_IN = "signed_in", pgettext_lazy("visibility", "Everyone who is signed in")
    GROUPS = "groups", pgettext_lazy("visibility", "Members of chosen groups")
    PREDICATE = "predicate", pgettext_lazy("visibility", "Decided by a function of the site")


class AuthorRole(models.TextChoices):
    """What the author was to the company when the post was written."""

    GUEST = "guest", _("Guest")
    MEMBER = "member", _("Member")
    TRUSTED = "trusted", _("Trusted person")
    EMPLOYEE = "employee", _("Employee")
    REPRESENTATIVE = "representative", _("Official representative")
    FORMER_EMPLOYEE = "former_employee", _("Former employee")


#: Roles whose word counts as the company's.
COMPANY_ROLES = frozenset({AuthorRole.EMPLOYEE, AuthorRole.REPRESENTATIVE})


class Right(models.TextChoices):
    """What a role may do in a forum. Granted to groups, or by role providers."""

    EMPLOYEE = "employee", pgettext_lazy("right", "Is an employee")
    ANSWER_OFFICIALLY = "answer_officially", pgettext_lazy("right", "Give the official answer")
    CHANGE_STATUS = "change_status", pgettext_lazy("right", "Change the status")
    MARK_SOLUTION = "mark_solution", pgettext_lazy("right", "Mark a solution")
    MODERATE = "moderate", pgettext_lazy("right", "Moderate")
    POST_UPDATE = "post_update", pgettext_lazy("right", "Post company updates")
    TRUSTED = "trusted", pgettext_lazy("right", "Is a trusted person")
    RETAG = "retag", pgettext_lazy("right", "Change type and tags")
    SUGGEST_MERGE = "suggest_merge", pgettext_lazy("right", "Suggest what belongs together")
    HIDE_SPAM = "hide_spam", pgettext_lazy("right", "Hide obvious spam until it is read")
    WRITE_ARTICLES = "write_articles", pgettext_lazy("right", "Draft articles")
    SEE_ADDRESSES = "see_addresses", pgettext_lazy("right", "See the addresses of guests")


class TrustLevel(models.IntegerChoices):
    """What a person has shown, apart from points. The step above, trusted person, is given by hand."""

    NEW = 0, pgettext_lazy("trust level", "New")
    KNOWN = 1, pgettext_lazy("trust level", "Known")
    PROVEN = 2, pgettext_lazy("trust level", "Proven")


class SubscriptionLevel(models.TextChoices):
    ALL = "all", pgettext_lazy("subscription", "Everything")
    OFFICIAL = "official", pgettext_lazy("subscription", "Official answers and status")
    NONE = "none", pgettext_lazy("subscription", "Muted")


class SubscriptionReason(models.TextChoices):
    AUTHOR = "author", pgettext_lazy("subscription reason", "You started it")
    ANSWERER = "answerer", pgettext_lazy("subscription reason", "You answered")
    VOTER = "voter", pgettext_lazy("subscription reason", "You voted")
    MENTION = "mention", pgettext_lazy("subscription reason", "You were mentioned")
    CHOICE = "choice", pgettext_lazy("subscription reason", "You chose to follow")


class EventKind(models.TextChoices):
    """What a row of a topic's history tells."""

    PUBLISHED = "published", pgettext_lazy("event", "Published")
    EDITED = "edited", pgettext_lazy("event", "Edited")
    STATUS_CHANGED = "status_changed", pgettext_lazy("event", "Status changed")
    OFFICIAL_SET = "official_set", pgettext_lazy("event", "Official answer set")
    OFFICIAL_CLEARED = "official_cleared", pgettext_lazy("event", "Official answer taken back")
    SOLUTION_SET = "solution_set", pgettext_lazy("event", "Solution marked")
    SOLUTION_CLEARED = "solution_cleared", pgettext_lazy("event", "Solution mark taken back")
    CLOSED = "closed", pgettext_lazy("event", "Closed")
    REOPENED = "reopened", pgettext_lazy("event", "Reopened")
    MOVED = "moved", pgettext_lazy("event", "Moved")
    TYPE_CHANGED = "type_changed", pgettext_lazy("event", "Type changed")
    TAGS_CHANGED = "tags_changed", pgettext_lazy("event", "Tags changed")
    FEATURED = "featured", pgettext_lazy("event", "Featured")
    UNFEATURED = "unfeatured", pgettext_lazy("event", "No longer featured")
    REMOVED = "removed", pgettext_lazy("event", "Removed")
    RESTORED = "restored", pgettext_lazy("event", "Restored")
    PAGE_PUBLISHED = "page_published", pgettext_lazy("event", "Page published")
    HELD = "held", pgettext_lazy("event", "Held for approval")
    APPROVED = "approved", pgettext_lazy("event", "Approved")
    REJECTED = "rejected", pgettext_lazy("event", "Rejected")
    CONSENT_ASKED = "consent_asked", pgettext_lazy("event", "Asked to make public")
    CONSENT_GIVEN = "consent_given", pgettext_lazy("event", "Agreed to make public")
    CONSENT_REFUSED = "consent_refused", pgettext_lazy("event", "Refused to make public")
    MADE_PUBLIC = "made_public", pgettext_lazy("event", "Made public")
    ANSWER_REMOVED = "answer_removed", pgettext_lazy("event", "Answer removed")
    ANSWER_RESTORED = "answer_restored", pgettext_lazy("event", "Answer restored")
    ANSWER_EDITED = "answer_edited", pgettext_lazy("event", "Answer edited")
    MERGED = "merged", pgettext_lazy("event", "Another topic merged into it")
    UNMERGED = "unmerged", pgettext_lazy("event", "Merge undone")
    MERGED_AWAY = "merged_away", pgettext_lazy("event", "Merged into another topic")
    BACK = "back", pgettext_lazy("event", "A topic of its own again")
    SPLIT_OFF = "split_off", pgettext_lazy("event", "Answer split off")
    REJOINED = "rejoined", pgettext_lazy("event", "Split answer brought back")


class NotificationKind(models.TextChoices):
    """Causes of a notification, weightiest first."""

    OFFICIAL_ANSWER = "official_answer", pgettext_lazy("notification", "Official answer")
    SOLUTION = "solution", pgettext_lazy("notification", "Solution")
    STATUS = "status", pgettext_lazy("notification", "Status changed")
    PAGE = "page", pgettext_lazy("notification", "Page about a topic")
    MENTION = "mention", pgettext_lazy("notification", "Mention")
    ANSWER = "answer", pgettext_lazy("notification", "New answer")
    TOPIC = "topic", pgettext_lazy("notification", "New topic")
    DECIDED = "decided", pgettext_lazy("notification", "Decision about your post")
    MERGED = "merged", pgettext_lazy("notification", "Merged into another topic")
    REPORTED = "reported", pgettext_lazy("notification", "Reported post (for moderators)")
    CONSENT = "consent", pgettext_lazy("notification", "May we make your topic public?")
    NOTICE = "notice", pgettext_lazy("notification", "Notice")


class NotificationChannel(models.TextChoices):
    SITE = "site", pgettext_lazy("channel", "On the site")
    EMAIL = "email", pgettext_lazy("channel", "By e-mail")


class Timing(models.TextChoices):
    """When a person hears of something by a channel."""

    NOW = "now", pgettext_lazy("timing", "At once")
    DAILY = "daily", pgettext_lazy("timing", "In a daily summary")
    WEEKLY = "weekly", pgettext_lazy("timing", "In a weekly summary")
    NEVER = "never", pgettext_lazy("timing", "Never")


#: Timings that gather notifications into one mail a period.
DIGEST_TIMINGS = frozenset({Timing.DAILY, Timing.WEEKLY})


class NotificationState(models.TextChoices):
    PENDING = "pending", pgettext_lazy("notification state", "Waiting")
    SENT = "sent", pgettext_lazy("notification state", "Sent")
    SKIPPED = "skipped", pgettext_lazy("notification state", "Not sent")
    FAILED = "failed", pgettext_lazy("notification state", "Failed")


class SearchSource(models.TextChoices):
    SITE = "site", pgettext_lazy("search source", "Search page")
    LIVE = "live", pgettext_lazy("search source", "While asking")


class SearchOutcome(models.TextChoices):
    NONE = "none", pgettext_lazy("search outcome", "Nothing yet")
    ANSWERED = "answered", pgettext_lazy("search outcome", "This answers me")
    ASKED = "asked", pgettext_lazy("search outcome", "Asked anyway")
