"""What the site keeps beside the plans: notices, plans followed, items handed on, the index of the library."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the tables of 0.4.0."""

    dependencies = [
        ("hub", "0002_written_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexedRecord",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="indexed",
                        serialize=False,
                        to="hub.documentrecord",
                    ),
                ),
                ("text", models.TextField()),
                ("folded", models.TextField()),
                ("runs", models.JSONField(default=list)),
                ("length", models.PositiveIntegerField()),
                ("year", models.PositiveSmallIntegerField(null=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="FollowRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to="hub.planrecord",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "plan"), name="follow_once")],
            },
        ),
        migrations.CreateModel(
            name="HandOnRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("figure", models.CharField(blank=True, max_length=60)),
                ("due", models.DateField(null=True)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
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
                        related_name="handed_on",
                        to="hub.commitmentrecord",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_on",
                        to="hub.unitrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("commitment", "id"),
                "constraints": [
                    models.UniqueConstraint(fields=("commitment", "unit"), name="handed_on_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("slots", models.JSONField(default=dict)),
                ("about", models.CharField(blank=True, max_length=60)),
                ("to", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
                "indexes": [models.Index(fields=["person", "read_at", "-at"], name="notice_person")],
            },
        ),
        migrations.CreateModel(
            name="PairRecord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "pair", "document_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("pair", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pairs",
                        to="hub.documentrecord",
                    ),
                ),
            ],
            options={"ordering": ["pair", "document_id"]},
        ),
    ]
