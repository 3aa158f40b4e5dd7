"""Reports, their steps, returns, who stands for values, requests; what was reported, counts and was approved of a value."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What stood in a table before there were reports was seen by everybody, and goes on counting.
_COUNTED = "UPDATE hub_valuerecord SET filed = value, counted = value"


class Migration(migrations.Migration):
    """Add six tables and four columns."""

    dependencies = [
        ("hub", "0005_cycle"),
    ]

    operations = [
        migrations.AddField(
            model_name="valuerecord",
            name="approved",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="valuerecord",
            name="counted",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="valuerecord",
            name="filed",
            field=models.TextField(null=True),
        ),
        migrations.AddField(
            model_name="valuerecord",
            name="source",
            field=models.CharField(db_default="typed", default="typed", max_length=8),
        ),
        migrations.RunSQL(_COUNTED, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="ChainRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                ("steps", models.JSONField(default=list)),
                ("inner_days", models.PositiveSmallIntegerField(default=2)),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chain", to="hub.unitrecord"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReportRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                ("period", models.CharField(max_length=8)),
                ("due", models.DateField(null=True)),
                ("extended", models.DateField(null=True)),
                ("stage", models.CharField(default="open", max_length=8)),
                ("chain", models.JSONField(default=list)),
                ("filed_at", models.DateTimeField(null=True)),
                ("late", models.BooleanField(default=False)),
                ("returned", models.BooleanField(default=False)),
                ("reopened", models.BooleanField(default=False)),
                ("filings", models.PositiveIntegerField(default=0)),
                ("number", models.CharField(blank=True, max_length=40)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("notes", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="hub.planrecord",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="hub.unitrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "period", "unit__place", "id"),
            },
        ),
        migrations.CreateModel(
            name="RequestRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                ("period", models.CharField(blank=True, max_length=8)),
                ("kind", models.CharField(max_length=8)),
                ("reason", models.TextField()),
                ("body", models.JSONField(default=dict)),
                ("effect", models.JSONField(default=list)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision", models.CharField(blank=True, max_length=500)),
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
                    "commitment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="hub.commitmentrecord",
                    ),
                ),
                (
                    "decided_by",
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
                        related_name="requests",
                        to="hub.planrecord",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="hub.unitrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="ReturnRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=24)),
                ("reason", models.CharField(max_length=500)),
                ("value", models.TextField(blank=True)),
                ("until", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                ("answer", models.TextField(blank=True)),
                ("answered_at", models.DateTimeField(null=True)),
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
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="hub.commitmentrecord",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="hub.reportrecord",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hub.unitrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="StandingRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("period", models.CharField(max_length=8)),
                ("kind", models.CharField(max_length=8)),
                ("value", models.TextField()),
                ("claimed", models.TextField(blank=True)),
                ("method", models.CharField(blank=True, max_length=10)),
                ("source", models.CharField(blank=True, max_length=300)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
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
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="hub.commitmentrecord",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hub.unitrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="StepRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("deed", models.CharField(max_length=8)),
                ("before", models.CharField(max_length=8)),
                ("after", models.CharField(max_length=8)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("number", models.CharField(blank=True, max_length=40)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("late", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="hub.reportrecord",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="hub.unitrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="reportrecord",
            index=models.Index(fields=["unit", "plan"], name="report_unit"),
        ),
        migrations.AddConstraint(
            model_name="reportrecord",
            constraint=models.UniqueConstraint(fields=("plan", "unit", "period"), name="report_once"),
        ),
        migrations.AddIndex(
            model_name="requestrecord",
            index=models.Index(fields=["plan", "state"], name="request_plan"),
        ),
        migrations.AddIndex(
            model_name="standingrecord",
            index=models.Index(fields=["commitment", "period"], name="standing_of"),
        ),
    ]
