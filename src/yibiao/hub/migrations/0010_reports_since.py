"""From which month on reports are a revision's own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add a column."""

    dependencies = [
        ("hub", "0009_lights"),
    ]

    operations = [
        migrations.AddField(
            model_name="planrecord",
            name="reports_since",
            field=models.CharField(blank=True, max_length=7),
        ),
    ]
