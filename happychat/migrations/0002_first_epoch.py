"""Begin the history of this database."""

from django.db import migrations


def begin(apps, schema_editor):
    from happychat.models import new_epoch

    apps.get_model("ground", "Epoch").objects.get_or_create(pk=1, defaults={"value": new_epoch()})


class Migration(migrations.Migration):
    dependencies = [("ground", "0001_initial")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
