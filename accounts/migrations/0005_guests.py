from django.db import migrations, models

import accounts.likeness


def liken(apps, schema_editor):
    """Write what the names that are there already look like."""
    for person in apps.get_model("accounts", "User").objects.only("nickname").iterator(chunk_size=2000):
        person.save(update_fields=["likeness"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_robot")]

    operations = [
        migrations.AddField("user", "face", models.SmallIntegerField(default=0, editable=False)),
        migrations.AddField("user", "likeness", accounts.likeness.LikenessField(of="nickname", db_index=True)),
        migrations.RunPython(liken, migrations.RunPython.noop),
        migrations.AddConstraint(
            "user",
            models.UniqueConstraint(
                condition=models.Q(("is_guest", True), models.Q(("likeness", ""), _negated=True)),
                fields=["likeness"],
                name="unique_among_guests",
            ),
        ),
    ]
