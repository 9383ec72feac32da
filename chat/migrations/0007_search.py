"""Make the index of words: FTS5 on SQLite, a tsvector on PostgreSQL; neither keeps the text once more."""

import django.db.models.deletion
from django.db import migrations, models

# Terms come apart at spaces and nowhere else: `chat.search.words` has made them.
SQLITE = """
CREATE VIRTUAL TABLE chat_words USING fts5(words, content='', tokenize="ascii tokenchars ':'")
"""
POSTGRESQL = """
CREATE TABLE chat_words (message_id bigint PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX chat_words_index ON chat_words USING gin (words);
"""


def make(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE chat_words")


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0006_finding_groups"),
    ]

    operations = [
        migrations.CreateModel(
            name="Indexed",
            fields=[
                (
                    "conversation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="chat.conversation",
                    ),
                ),
                ("seq", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.RunPython(make, drop),
    ]
