"""Every limit in one place, each with its unit.

A limit refuses with a message; nothing is ever cut silently.
"""

from __future__ import annotations

from typing import NamedTuple


class Rate(NamedTuple):
    """So many acts within so many seconds."""

    times: int
    seconds: int


#: Characters of a topic's title.
TITLE_LENGTH = 200
#: Characters a title needs at least.
TITLE_MIN_LENGTH = 5
#: Characters of a topic's or an answer's Markdown source.
BODY_LENGTH = 30_000
#: Levels of nested Markdown (lists, quotes); markdown-it drops what is deeper, so we refuse it first.
BODY_NESTING = 20
#: Bytes of rendered HTML per character of source before the text is refused (a table can blow up 67 times).
BODY_EXPANSION = 30
#: Square brackets in one text: link parsing is quadratic in them (100 KB of "[" took 2.4 s).
BODY_BRACKETS = 2_000
#: Links in one text.
BODY_LINKS = 20
#: People mentioned in one text.
BODY_MENTIONS = 10
#: Tags of a topic.
TOPIC_TAGS = 10
#: Characters of a tag.
TAG_LENGTH = 50
#: Characters of a public note to a status change, or of a reason.
NOTE_LENGTH = 1_000
#: Characters of the plain text kept beside a topic or answer for lists and suggestions.
EXCERPT_LENGTH = 220
#: Levels of answers: an answer, and answers to it.
ANSWER_LEVELS = 2
#: Characters of a forum's watched words, all together.
WATCHED_WORDS_LENGTH = 15_000
#: Weight of the open flags of a post from which it is hidden until a moderator has read it.
FLAG_HIDE_WEIGHT = 3.0
#: Flags of one person in 24 hours.
FLAGS_PER_DAY = 20
#: Days in which earlier flags of a person count for the weight of a new one.
FLAG_MEMORY_DAYS = 90
#: Tries to ask the remote service about a post; then it waits for a moderator.
SPAM_TRIES = 5
#: Links to other sites and people mentioned in one text of a new member (product definition: 2 and 2).
NEW_MEMBER_LINKS = 2
NEW_MEMBER_MENTIONS = 2
#: Posts of a new member in `FLOOD_MINUTES` from which further ones are held.
FLOOD_POSTS = 5
#: Minutes of a flood.
FLOOD_MINUTES = 10
#: Days in which the same text by the same person is held as a repeat.
REPEATED_DAYS = 7
#: Characters a text needs to be taken for a repeat; short thanks may be said twice.
REPEATED_LENGTH = 40
#: Topics a page.
PAGE_SIZE = 25
#: Answers (with the answers to them) a page of a thread.
ANSWERS_PAGE_SIZE = 20
#: The largest page anybody may ask for.
PAGE_SIZE_MAX = 100
#: Characters of a search query that are looked at.
QUERY_LENGTH = 300
#: States of a text that its history shows.
HISTORY_STATES = 50
#: Characters of a handle.
HANDLE_LENGTH = 40
#: Characters of a shown name.
NAME_LENGTH = 120
#: Days a visitor's kept, unsent act stays in the session.
PENDING_ACT_DAYS = 2
#: Unsent acts kept in one session; a further one pushes the oldest out.
PENDING_ACTS = 3
#: Characters of one kept act, all its fields together.
PENDING_ACT_LENGTH = 40_000
#: Hours after which the time stamp of a shown form counts no more; the post of somebody new then waits.
FORM_STAMP_HOURS = 72
#: Characters of the proof of work in a form.
WORK_LENGTH = 2_000
#: Seconds within which the same text by the same person at the same place is taken for a double click.
REPEAT_SECONDS = 60
#: Months a search record is kept (product definition: 13, so that a year can be compared).
SEARCH_RECORD_MONTHS = 13
#: Days a delivered outbox row is kept for inspection.
OUTBOX_KEEP_DAYS = 3
#: Attempts before an outbox row is given up and shown to staff.
OUTBOX_ATTEMPTS = 8
#: Seconds a worker may hold a row before another may take it.
OUTBOX_LEASE_SECONDS = 120
#: Unread notifications counted at most; the bell shows "9+" beyond.
BELL_COUNT = 10
#: Mails to one person in 24 hours; further ones stay in the bell only (Discourse: 100).
MAILS_PER_DAY = 100
#: Rows that a list in the admin counts, to say how many a search or filter found.
ADMIN_ROWS = 2_000
#: Held posts counted at most for the admin's home; it shows "99+" beyond.
HELD_COUNT = 100
#: Bytes of one line of an import file (a text of the longest kind, every character escaped, fits).
IMPORT_LINE_BYTES = 500_000
#: Lines of an import file taken in one transaction.
IMPORT_BATCH = 1_000
#: Bad lines of an import file that are kept for the report; further ones are only counted.
IMPORT_PROBLEMS = 500
#: Characters of an id in an import file, its source's name included.
UID_LENGTH = 100
#: Seconds a worker may take for one mail before another may send it.
MAIL_LEASE_SECONDS = 300
#: Seconds the mail server may take for each step, where the site's settings name no time.
MAIL_TIMEOUT_SECONDS = 20
#: Seconds until a mail is tried again that found no mail server.
MAIL_SERVER_RETRY_SECONDS = 30
#: Characters of a post quoted in a mail; the rest is one click away.
MAIL_QUOTE_LENGTH = 3_000
#: Topics shown in one summary; the rest is counted and one click away.
DIGEST_TOPICS = 20
#: Lines shown of one topic in a summary; the rest is counted and one click away.
DIGEST_LINES = 5
#: Days without a sign of a person after which no summaries are sent any more.
DIGEST_ABSENCE_DAYS = 180
#: Points of an address for a mail that came back for now, and for good.
BOUNCE_SOFT, BOUNCE_HARD = 1, 2
#: Points at which an address gets no more mails.
BOUNCE_LIMIT = 4
#: Days after the last returned mail until the points of an address are forgotten.
BOUNCE_KEEP_DAYS = 30
#: Recipients whose notifications are written in one go.
FANOUT_BATCH = 500
#: Days a notification stays in the bell.
NOTIFICATION_KEEP_DAYS = 365
#: Characters of an internal note.
INTERNAL_NOTE_LENGTH = 5_000
#: Minutes a topic stays claimed by who opened its answer form (product definition: 10).
CLAIM_MINUTES = 10
#: Days an idea may stay open without a word from the company before it is overdue (product definition: 30).
OVERDUE_IDEA_DAYS = 30
#: "Me too" within 24 hours from which a problem counts as fast-growing.
FAST_GROWTH_VOTES = 5
#: Topics of a queue counted at most; the console shows "99+" beyond.
QUEUE_COUNT = 100
#: Followers counted at most before an official answer is sent; the composer shows "1000+" beyond.
FOLLOWER_COUNT = 1_001
#: Saved views of one person.
SAVED_VIEWS = 30
#: Posts changed by one bulk act in the admin; the rest of a longer queue by the next one.
BULK_ROWS = 1_000
#: Posts of a bulk act that are changed while the moderator waits; more are worked off by the worker.
BULK_AT_ONCE = 20
#: Posts that the worker changes before it looks at other work.
BULK_BATCH = 25
#: Posts that one "block and hide all" takes.
SPAM_ROWS = 5_000
#: Days for which a bulk act can be undone; then what it needs for that is deleted.
UNDO_DAYS = 30

#: Hours after which a first post that still stands makes a new member a known one; a moderator's approval
#: does at once.
NEW_MEMBER_HOURS = 24
#: Days, published posts and helpful votes that make a proven member (product definition: 30, 10 and 3).
PROVEN_DAYS = 30
PROVEN_POSTS = 10
PROVEN_HELPFUL = 3
#: Days for which a confirmed flag counts against its author, and how many posts so flagged cost a level.
TRUST_FLAG_DAYS = 90
DEMOTING_FLAGS = 2
#: Days an unconfirmed post of a guest waits for its link.
GUEST_PROOF_DAYS = 3
#: Days the address of a guest is kept after the guest's last proof of it; a keyed hash stays.
GUEST_ADDRESS_DAYS = 180
#: Files with one post (promises), and with one by a new member, who may send pictures only.
ATTACHMENTS = 8
NEW_MEMBER_ATTACHMENTS = 1
#: Bytes of one file.
ATTACHMENT_BYTES = 10_000_000
#: Points of a picture, width times height, looked at before it is decoded.
PICTURE_PIXELS = 40_000_000
#: Points of the longer side of a picture as it is kept, and of the small one that pages print.
PICTURE_SIDE = 2_560
PREVIEW_SIDE = 640
#: Characters that say what a picture shows.
ALT_LENGTH = 300
#: Hours until a file that was not posted is deleted.
UNPOSTED_FILE_HOURS = 24
#: Days until the files of a removed or rejected post are deleted for good.
REMOVED_FILE_DAYS = 30
#: Bytes of a mail that comes in, with all that is attached.
MAIL_IN_BYTES = 30_000_000
#: Days for which the address that takes replies to a mail is valid (Discourse: 90).
REPLY_ADDRESS_DAYS = 90
#: How often one person may do something. "act" is every act without a line of its own.
RATES: dict[str, tuple[Rate, ...]] = {
    "topic": (Rate(10, 3_600), Rate(30, 86_400)),
    "answer": (Rate(30, 3_600), Rate(150, 86_400)),
    "vote": (Rate(120, 3_600),),
    "file": (Rate(60, 3_600), Rate(200, 86_400)),
    "act": (Rate(240, 3_600),),
    # Mails that ask one address for a proof, whoever asked for them.
    "proof": (Rate(1, 180), Rate(6, 86_400)),
}
#: The same for new members (trust level 0), on top (Discourse: 3 topics and 10 replies on the first day).
NEW_MEMBER_RATES: dict[str, tuple[Rate, ...]] = {
    "topic": (Rate(3, 86_400),),
    "answer": (Rate(10, 86_400),),
    "file": (Rate(10, 86_400),),
}
#: The same for all who come from one address: an office or a mobile network may share one.
ADDRESS_RATES: dict[str, tuple[Rate, ...]] = {
    "topic": (Rate(60, 3_600),),
    "answer": (Rate(200, 3_600),),
    "vote": (Rate(1_000, 3_600),),
    "file": (Rate(500, 3_600),),
    "act": (Rate(2_000, 3_600),),
    "proof": (Rate(20, 3_600),),
}
#: Seconds that the count of a span is kept after its end.
THROTTLE_KEEP_SECONDS = 86_400
