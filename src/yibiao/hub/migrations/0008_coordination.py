"""Tracked items with their steps, meetings, visits, remarks of leaders, and the scans kept of sealed papers."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    """Add six tables."""

    dependencies = [
        ("hub", "0007_evidence"),
    ]

    operations = [
        migrations.CreateModel(
            name="MeetingRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveIntegerField(default=1)),
                ("period", models.CharField(max_length=8)),
                ("title", models.CharField(max_length=200)),
                ("day", models.DateField()),
                ("place", models.CharField(blank=True, max_length=120)),
                ("agenda", models.JSONField(default=list)),
                ("minutes", models.JSONField(default=dict)),
                ("state", models.CharField(max_length=12)),
                ("number", models.CharField(blank=True, max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "chair",
                    models.ForeignKey(on_delete=PROTECT, related_name="chaired", to="hub.postrecord"),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=PROTECT, related_name="meetings", to="hub.planrecord"),
                ),
            ],
            options={
                "ordering": ("-day", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ScanRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255)),
                ("file", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=16)),
                ("digest", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="RemarkRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField()),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "leader",
                    models.ForeignKey(on_delete=PROTECT, related_name="remarks", to="hub.postrecord"),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=PROTECT, related_name="remarks", to="hub.planrecord"),
                ),
                (
                    "scan",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="hub.scanrecord"),
                ),
            ],
            options={
                "ordering": ("-day", "-id"),
            },
        ),
        migrations.CreateModel(
            name="VisitRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveIntegerField(default=1)),
                ("period", models.CharField(max_length=8)),
                ("title", models.CharField(max_length=200)),
                ("day", models.DateField()),
                ("party", models.CharField(blank=True, max_length=300)),
                ("stops", models.JSONField(default=list)),
                ("summary", models.TextField(blank=True)),
                ("state", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=PROTECT, related_name="visits", to="hub.planrecord"),
                ),
            ],
            options={
                "ordering": ("-day", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ItemRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition", models.PositiveIntegerField(default=1)),
                ("kind", models.CharField(max_length=12)),
                ("period", models.CharField(blank=True, max_length=8)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True)),
                ("state", models.CharField(max_length=12)),
                ("due", models.DateField(null=True)),
                ("wanted", models.DateField(null=True)),
                ("level", models.CharField(blank=True, max_length=12)),
                ("level_due", models.DateField(null=True)),
                ("late", models.BooleanField(default=False)),
                ("number", models.CharField(blank=True, max_length=80)),
                ("facts", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "asker",
                    models.ForeignKey(on_delete=PROTECT, related_name="asked_items", to="hub.unitrecord"),
                ),
                (
                    "by",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "commitment",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="tracked", to="hub.commitmentrecord"),
                ),
                ("helpers", models.ManyToManyField(related_name="helped_items", to="hub.unitrecord")),
                (
                    "origin",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="papers", to="hub.itemrecord"),
                ),
                (
                    "plan",
                    models.ForeignKey(on_delete=PROTECT, related_name="tracked", to="hub.planrecord"),
                ),
                (
                    "unit",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="tracked", to="hub.unitrecord"),
                ),
                (
                    "meeting",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="items", to="hub.meetingrecord"),
                ),
                (
                    "remark",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="items", to="hub.remarkrecord"),
                ),
                (
                    "visit",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="items", to="hub.visitrecord"),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ItemStepRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=16)),
                ("before", models.CharField(blank=True, max_length=12)),
                ("after", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                ("note", models.TextField(blank=True)),
                ("due", models.DateField(null=True)),
                ("number", models.CharField(blank=True, max_length=80)),
                ("late", models.BooleanField(default=False)),
                ("level", models.CharField(blank=True, max_length=12)),
                (
                    "by",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "item",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="steps", to="hub.itemrecord"),
                ),
                (
                    "meeting",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="steps", to="hub.meetingrecord"),
                ),
                (
                    "scan",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="hub.scanrecord"),
                ),
                (
                    "to_unit",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="hub.unitrecord"),
                ),
                (
                    "unit",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="hub.unitrecord"),
                ),
                (
                    "visit",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="steps", to="hub.visitrecord"),
                ),
            ],
            options={
                "ordering": ("at", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("level", ""), _negated=True), fields=("item", "level"), name="climbed_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item__isnull", False), ("meeting", None), ("visit", None)),
                            models.Q(("item", None), ("meeting__isnull", False), ("visit", None)),
                            models.Q(("item", None), ("meeting", None), ("visit__isnull", False)),
                            _connector="OR",
                        ),
                        name="step_of_one",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="itemrecord",
            index=models.Index(fields=["plan", "state"], name="item_plan"),
        ),
        migrations.AddIndex(
            model_name="itemrecord",
            index=models.Index(fields=["unit", "state"], name="item_unit"),
        ),
    ]
