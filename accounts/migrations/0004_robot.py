from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import migrations

from happychat.models import new_epoch


def make_robot(apps: Any, schema_editor: Any) -> None:
    """Make the robot; what clients hold of before it is discarded, for it is everybody's friend now."""
    User = apps.get_model("accounts", "User")
    if User.objects.exists():
        apps.get_model("ground", "Epoch").objects.update(value=new_epoch())
    if not User.objects.filter(username="robot").exists():
        User.objects.create(username="robot", nickname="Happy", password=make_password(None), is_bot=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_safety"),
        ("ground", "0002_first_epoch"),
    ]

    operations = [migrations.RunPython(make_robot, migrations.RunPython.noop)]
