"""The app is there, and its defaults too; it writes down what happens where it happens."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.dispatch import Signal
from django.test import TestCase

from feedback_community import events
from feedback_community.actions.votes import cast_vote
from feedback_community.models import OutboxMessage, Vote
from feedback_community.reputation.conf import app_settings
from tests.factories import make_topic, make_user


def test_every_setting_of_the_host_takes_effect_at_once(settings):
    settings.FEEDBACK_COMMUNITY_REPUTATION = {"DAY_POINTS": 7}
    assert app_settings.DAY_POINTS == 7
    settings.FEEDBACK_COMMUNITY_REPUTATION = {}
    assert app_settings.DAY_POINTS == 100


@pytest.mark.django_db
def test_where_to_look_is_written_with_the_act_and_undone_with_it():
    topic, voter = make_topic(), make_user()
    waiting = OutboxMessage.objects.filter(channel="reputation")
    waiting.delete()
    with transaction.atomic():
        cast_vote(topic, voter=voter)
        # Before any commit: a process that dies now loses both or none.
        assert waiting.get().payload == {"kind": "feedback_community.vote", "id": Vote.objects.get().pk}
        transaction.set_rollback(True)
    assert not waiting.exists()
    assert not Vote.objects.exists()


@pytest.mark.django_db
def test_what_is_recorded_is_recorded_once_and_before_the_signal():
    signal, told = Signal(), []
    for _ in range(2):
        events.record(signal, lambda *, number: told.append(("recorded", number)), uid="test")
    signal.connect(lambda number, **kwargs: told.append(("sent", number)), weak=False)
    with TestCase.captureOnCommitCallbacks(execute=True):
        events.emit_on_commit(signal, Vote, number=7)
        assert told == [("recorded", 7)]
    assert told == [("recorded", 7), ("sent", 7)]
