from django.db import migrations

import accounts.spelling


def spell(apps, schema_editor):
    """Spell the names that are there already."""
    for name, field in (("User", "nickname"), ("Contact", "note")):
        model = apps.get_model("accounts", name)
        for row in model.objects.only(field).iterator(chunk_size=2000):
            if accounts.spelling.spelled(getattr(row, field)):
                row.save(update_fields=["pinyin"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField("contact", "pinyin", accounts.spelling.SpelledField(of="note")),
        migrations.AddField("user", "pinyin", accounts.spelling.SpelledField(of="nickname")),
        migrations.RunPython(spell, migrations.RunPython.noop),
    ]
