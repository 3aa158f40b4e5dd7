"""Workbooks that were brought back and wait to be confirmed, and who is filling in a form."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_CASCADE = django.db.models.deletion.CASCADE
_PERSON = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    """Add two tables."""

    dependencies = [
        ("hub", "0011_offers"),
    ]

    operations = [
        migrations.CreateModel(
            name="UploadRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=8)),
                ("name", models.CharField(max_length=255)),
                ("sha256", models.CharField(max_length=64)),
                ("same", models.PositiveIntegerField(default=0)),
                ("cells", models.JSONField(default=list)),
                ("notices", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("taken_at", models.DateTimeField(null=True)),
                ("by", models.ForeignKey(on_delete=_CASCADE, related_name="+", to=_PERSON)),
                ("plan", models.ForeignKey(on_delete=_CASCADE, related_name="+", to="hub.planrecord")),
                ("unit", models.ForeignKey(on_delete=_CASCADE, related_name="+", to="hub.unitrecord")),
            ],
            options={"ordering": ("-id",)},
        ),
        migrations.CreateModel(
            name="PresenceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
                ("person", models.ForeignKey(on_delete=_CASCADE, related_name="+", to=_PERSON)),
                ("plan", models.ForeignKey(on_delete=_CASCADE, related_name="+", to="hub.planrecord")),
                ("unit", models.ForeignKey(on_delete=_CASCADE, related_name="+", to="hub.unitrecord")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "unit", "period", "person"), name="presence_once"),
                ],
            },
        ),
    ]
