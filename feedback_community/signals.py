"""The catalogue of domain events, for other apps and the host.

Sent after the commit, with `send_robust`: a receiver cannot veto and cannot break the act.
Every signal carries `by`: the `Member` who acted, or None for the system.
"""

from __future__ import annotations

from django.dispatch import Signal

# topic, by
topic_held = Signal()
# topic, by
topic_published = Signal()
# topic, by, previous: {"title": str, "body": str}
topic_edited = Signal()
# topic, by, reason: str
topic_removed = Signal()
# topic, by
topic_restored = Signal()
# topic, by: the author hides the name, or shows it again
topic_name_changed = Signal()
# answer, by
answer_name_changed = Signal()
# topic, by, previous: str
topic_type_changed = Signal()
# topic, by, previous: Forum
topic_moved = Signal()
# topic, by
topic_closed = Signal()
# topic, by
topic_reopened = Signal()
# topic, by, previous: Status, note: str
topic_status_changed = Signal()
# topic, into: Topic, by
topic_merged = Signal()
# topic, previous: Topic, by
topic_unmerged = Signal()
# answer, topic: Topic, by
answer_split = Signal()
# answer, topic: Topic, by
answer_rejoined = Signal()
# suggestion: DuplicateSuggestion, by
duplicate_suggested = Signal()
# suggestion: DuplicateSuggestion, by
duplicate_confirmed = Signal()
# answer, by
answer_held = Signal()
# answer, by
answer_published = Signal()
# answer, by, previous: {"body": str}
answer_edited = Signal()
# answer, by, reason: str
answer_removed = Signal()
# answer, by
answer_restored = Signal()
# topic, answer, by, previous: Answer | None
official_answer_set = Signal()
# topic, answer, by
official_answer_cleared = Signal()
# topic, answer, by, previous: Answer | None
solution_marked = Signal()
# topic, answer, by
solution_cleared = Signal()
# vote, target: Topic | Answer, by
vote_cast = Signal()
# target: Topic | Answer, by, vote_id: int
vote_retracted = Signal()
# subscription, by
subscribed = Signal()
# item: ModerationItem, by
content_approved = Signal()
# item: ModerationItem, by, reason: str
content_rejected = Signal()
# flag: Flag, by
content_flagged = Signal()
# flag: Flag, by
flag_confirmed = Signal()
# flag: Flag, by
flag_dismissed = Signal()
# item: ModerationItem, by
content_appealed = Signal()
# suspension: Suspension, by
member_suspended = Signal()
# suspension: Suspension, by
suspension_lifted = Signal()
# member, by, posts: int; "block and hide all" is through with them
spam_removed = Signal()
# member, by, posts: int; it was undone
spam_restored = Signal()
# member, by, previous: int
trust_lost = Signal()
# record: SearchRecord, by
search_recorded = Signal()
# member, by
member_created = Signal()
# member, previous: Member (the guest, emptied), by
guest_claimed = Signal()
# member, by; the person has become a former member
member_anonymised = Signal()
