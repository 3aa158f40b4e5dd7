"""The round of a split: a return with its reason, a remark of whoever approves, the last day for comments, late ones."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Add columns; what is there stays as it is."""

    dependencies = [
        ("hub", "0003_site"),
    ]

    operations = [
        migrations.AddField("splitrecord", "approved_remark", models.CharField(blank=True, default="", max_length=500), preserve_default=False),
        migrations.AddField("splitrecord", "comments_until", models.DateField(null=True)),
        migrations.AddField("splitrecord", "returned_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "splitrecord",
            "returned_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("splitrecord", "returned_reason", models.CharField(blank=True, default="", max_length=500), preserve_default=False),
        migrations.AddField("splitcommentrecord", "late", models.BooleanField(default=False)),
    ]
