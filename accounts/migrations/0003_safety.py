import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_letters'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='time')),
                ('actor_id', models.BigIntegerField(null=True)),
                ('actor', models.CharField(max_length=80, verbose_name='who')),
                ('action', models.CharField(max_length=40, verbose_name='what')),
                ('subject_id', models.CharField(db_index=True, max_length=64)),
                ('subject', models.CharField(max_length=120, verbose_name='whom')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit log',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Ban',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='ban', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('at', models.DateTimeField(verbose_name='since')),
                ('until', models.DateTimeField(db_index=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'ban',
                'verbose_name_plural': 'bans',
            },
        ),
    ]
