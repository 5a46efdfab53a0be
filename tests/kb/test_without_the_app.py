"""A site that takes the app out keeps its tables: they must not hold anything of others fast."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from feedback_community.kb.actions.promotion import add_source
from feedback_community.kb.models import ArticleSource
from feedback_community.models import Topic
from tests.factories import make_topic
from tests.kb.making import make_article, make_editor, publish_again

pytestmark = pytest.mark.django_db
#: What stays held: the texts of our versions, which are ours.
OURS = ("feedback_community_kb_", "reversion_revision")


def test_no_table_of_ours_forbids_to_delete_what_belongs_to_others():
    held = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("feedback_community_kb").get_models():
            table = model._meta.db_table
            constraints = connection.introspection.get_constraints(cursor, table).values()
            held += [
                (table, found["columns"], found["foreign_key"][0])
                for found in constraints
                if found["foreign_key"] and not found["foreign_key"][0].startswith(OURS)
            ]
    assert held == []


def test_what_was_deleted_meanwhile_is_no_error_when_the_app_comes_back():
    editor = make_editor("promote_topic")
    page, topic = make_article(), make_topic(title="Gone meanwhile")
    add_source(page, topic, by=editor)
    page = publish_again(page)
    # As a site without the app would do it: nobody tells our rows.
    for relation in ("events", "mentions", "subscriptions", "notifications", "tagged_items", "links"):
        getattr(topic, relation).all().delete()
    Topic.objects.filter(pk=topic.pk)._raw_delete("default")
    assert ArticleSource.objects.get().topic_id == topic.pk
    client = Client()
    assert "Gone meanwhile" not in client.get(page.get_url()).content.decode()
    assert client.get(f"{page.get_url()}v/2/").status_code == 200
    client.force_login(editor)
    for name in ("wagtailadmin_pages:edit", "feedback_community_kb:sources"):
        assert client.get(reverse(name, args=[page.pk])).status_code == 200
    assert publish_again(page, title="And again").title == "And again"
