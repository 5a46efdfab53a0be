from __future__ import annotations

import pytest

from feedback_community import signals
from feedback_community.actions.votes import cast_vote
from tests.factories import make_topic, make_user


@pytest.mark.django_db(transaction=True)
def test_a_vote_is_announced_after_the_commit():
    heard = []
    topic = make_topic()

    def on_vote(sender, target, **facts):
        heard.append(target.pk)

    signals.vote_cast.connect(on_vote)
    try:
        assert cast_vote(topic, voter=make_user("Ivan Petrov"))
    finally:
        signals.vote_cast.disconnect(on_vote)
    assert heard == [topic.pk]


@pytest.mark.django_db(transaction=True)
def test_real_commits_start_with_a_site():
    assert make_topic().forum.site.is_default_site
