"""What the knowledge base tells, for other apps and the host. Sent after the commit, with `send_robust`.

Every signal carries `by`: the `Member` who acted, or None for the system.
"""

from __future__ import annotations

from django.dispatch import Signal

# article (the page), topic, by
topic_promoted = Signal()
# suggestion, by
article_suggested = Signal()
# article (the page), version, by: on the first version only
article_published = Signal()
# article (the page), version, by
article_version_recorded = Signal()
# version, by
version_redacted = Signal()
# vote, by
article_vote_cast = Signal()
# version, by
article_vote_retracted = Signal()
