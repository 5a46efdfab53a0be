"""Every limit of reputation in one place, each with its unit."""

from __future__ import annotations

#: Days that "helpful lately" looks back, for candidates and trust.
HELPFUL_DAYS = 90
#: Per cent of the helpful who are suggested as trusted persons.
CANDIDATE_PERCENT = 5
#: Helpful people who are looked at in a small community, where these are more than that.
CANDIDATES_AT_LEAST = 10
#: Rows of a leaderboard page.
LEADERBOARD_SIZE = 25
#: Rows of the block and the template tag.
TOP_SIZE = 10
#: Weeks of the chart of a person.
CHART_WEEKS = 26
#: Answers in "best answers" of a person.
BEST_ANSWERS = 3
#: Source rows that one step of a recount looks at, at most.
RECOUNT_BATCH = 1_000
#: People whose totals, points, ranks and badges one step derives, at most.
RECOUNT_PEOPLE = 200
#: Seconds of a step from which on the next one is made half as large.
RECOUNT_SECONDS = 0.25
#: People named in the preview of changed ranks.
PREVIEW_PEOPLE = 20
#: Characters of a letter to a trusted person.
LETTER_LENGTH = 5_000
#: Votes from which an account that votes for one person only is listed for staff.
PUPPET_VOTES = 5
#: Rows of a list in the admin that can be paged through.
ADMIN_ROWS = 2_000
