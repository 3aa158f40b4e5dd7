"""Briefs that were drafted and issued."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table."""

    dependencies = [
        ("hub", "0012_forms"),
    ]

    operations = [
        migrations.CreateModel(
            name="BriefRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                ("kind", models.CharField(default="dispatch", max_length=10)),
                ("period", models.CharField(max_length=8)),
                ("number", models.PositiveIntegerField()),
                ("texts", models.JSONField(default=dict)),
                ("figures", models.JSONField(default=dict)),
                ("state", models.CharField(default="draft", max_length=8)),
                ("content", models.JSONField(null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="briefs",
                        to="hub.planrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("-number", "-id"),
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "kind", "period"), name="brief_once")
                ],
            },
        ),
    ]
