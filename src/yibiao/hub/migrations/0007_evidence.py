"""Evidence that units brought, and the rows it serves."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_PROTECT = django.db.models.deletion.PROTECT
_PERSON = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    """Add two tables."""

    dependencies = [
        ("hub", "0006_reporting"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("serial", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("name", models.CharField(blank=True, max_length=255)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, db_index=True, max_length=64)),
                ("file", models.CharField(blank=True, max_length=80)),
                ("target", models.CharField(blank=True, max_length=500)),
                ("details", models.JSONField(default=dict)),
                ("reason", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                ("by", models.ForeignKey(null=True, on_delete=_PROTECT, related_name="+", to=_PERSON)),
                ("unit", models.ForeignKey(on_delete=_PROTECT, related_name="evidence", to="hub.unitrecord")),
                ("withdrawn_by", models.ForeignKey(null=True, on_delete=_PROTECT, related_name="+", to=_PERSON)),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "year", "serial"), name="evidence_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("sha256", ""), _negated=True), ("withdrawn_at", None)),
                        fields=("unit", "sha256"),
                        name="evidence_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceLinkRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("by", models.ForeignKey(null=True, on_delete=_PROTECT, related_name="+", to=_PERSON)),
                (
                    "commitment",
                    models.ForeignKey(db_index=False, on_delete=_PROTECT, related_name="evidence", to="hub.commitmentrecord"),
                ),
                ("withdrawn_by", models.ForeignKey(null=True, on_delete=_PROTECT, related_name="+", to=_PERSON)),
                ("evidence", models.ForeignKey(on_delete=_PROTECT, related_name="links", to="hub.evidencerecord")),
            ],
            options={
                "ordering": ("id",),
                "indexes": [models.Index(fields=["commitment", "period"], name="evidence_row")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("evidence", "commitment", "period"),
                        name="evidence_link_once",
                    )
                ],
            },
        ),
    ]
