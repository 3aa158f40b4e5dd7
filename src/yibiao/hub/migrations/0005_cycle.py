"""Timetables of plans, and days of the calendar that an office sets itself."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add two tables."""

    dependencies = [
        ("hub", "0004_split_returned"),
    ]

    operations = [
        migrations.CreateModel(
            name="DayRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveIntegerField(default=1)),
                ("day", models.DateField(unique=True)),
                ("working", models.BooleanField()),
                ("name", models.CharField(max_length=40)),
            ],
            options={"ordering": ("day",)},
        ),
        migrations.CreateModel(
            name="CycleRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveIntegerField(default=1)),
                ("since", models.CharField(max_length=7)),
                ("body", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="cycles", to="hub.planrecord"),
                ),
            ],
            options={
                "ordering": ("plan", "since"),
                "constraints": [models.UniqueConstraint(fields=("plan", "since"), name="cycle_once")],
            },
        ),
    ]
