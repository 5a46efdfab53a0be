"""An instance made of columns is the one that Django would make, or is left to Django."""

from __future__ import annotations

import pickle

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext

from feedback_community.models import Answer, Forum, Member, Status, Topic
from feedback_community.querysets.instances import _is_plain, instance_of
from feedback_community.querysets.prepared import columns_of
from tests.factories import make_answer, make_topic

pytestmark = pytest.mark.django_db


def made(model: type[Model], *, without: tuple[str, ...] = (), **related: Model | None) -> Model:
    columns = columns_of(model, without=set(without))
    [row] = model._default_manager.filter(pk=latest(model).pk).values_list(*columns)
    return instance_of(model, columns, row, "default", **related)


def latest(model: type[Model]) -> Model:
    return model._default_manager.latest("pk")


@pytest.fixture
def answer():
    return make_answer(make_topic(title="Which tariff is mine?"), body="The **small** one.")


@pytest.mark.parametrize("model", [Answer, Forum, Member, Status, Topic, get_user_model()])
def test_it_is_what_django_makes(answer, model):
    usual, ours = latest(model), made(model)
    assert ours == usual
    assert {k: v for k, v in ours.__dict__.items() if k != "_state"} == {
        k: v for k, v in usual.__dict__.items() if k != "_state"
    }
    assert (ours._state.db, ours._state.adding, ours._state.fields_cache) == ("default", False, {})
    assert ours.get_deferred_fields() == set()
    assert pickle.loads(pickle.dumps(ours)) == usual  # noqa: S301


def test_known_rows_are_not_read_again_and_columns_left_out_are(answer):
    ours = made(Answer, without=("body",), topic=answer.topic, author=None)
    with CaptureQueriesContext(connection) as captured:
        assert ours.topic is answer.topic
        assert ours.author is None
    assert not captured.captured_queries
    assert ours.get_deferred_fields() == {"body"}
    assert ours.body == "The **small** one."


def test_it_can_be_changed_and_saved(answer):
    ours = made(Answer, topic=answer.topic)
    other = make_topic(title="Another")
    ours.topic_id = other.pk
    assert ours.topic == other
    ours.excerpt = "changed"
    ours.save()
    assert Answer.objects.get(pk=answer.pk).excerpt == "changed"


def test_a_listener_hears_of_it_from_now_on(answer):
    heard = []
    made(Topic)

    def listen(*, instance, **kwargs):
        heard.append(instance)

    post_init.connect(listen, sender=Topic)
    try:
        one = made(Topic, forum=answer.topic.forum)
        made(Status)
    finally:
        post_init.disconnect(listen, sender=Topic)
    assert any(instance is one for instance in heard)
    assert one.forum is answer.topic.forum


@pytest.mark.parametrize("name", ["__init__", "__setattr__", "from_db"])
def test_a_class_that_has_its_own_way_is_asked(answer, monkeypatch, name):
    asked, usual = [], getattr(Topic, name)

    def own(*args, **kwargs):
        asked.append(args)
        return usual(*(args[1:] if name == "from_db" else args), **kwargs)

    _is_plain.cache_clear()
    monkeypatch.setattr(Topic, name, classmethod(own) if name == "from_db" else own)
    columns = columns_of(Topic)
    [row] = Topic.objects.filter(pk=answer.topic_id).values_list(*columns)
    found = instance_of(Topic, columns, row, "default")
    _is_plain.cache_clear()
    assert found == answer.topic
    assert asked
