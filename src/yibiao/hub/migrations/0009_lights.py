"""The packs of rules that light plans."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add a table."""

    dependencies = [
        ("hub", "0008_coordination"),
    ]

    operations = [
        migrations.CreateModel(
            name="LightsRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveIntegerField(default=1)),
                ("since", models.CharField(max_length=7)),
                ("pack", models.CharField(max_length=40)),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lights", to="hub.planrecord"),
                ),
            ],
            options={
                "ordering": ("plan", "since"),
                "constraints": [models.UniqueConstraint(fields=("plan", "since"), name="lights_once")],
            },
        ),
    ]
