"""What changed since the load before it is kept with what was found in a load."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loads", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="found",
            name="before",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="found",
            name="changes",
            field=models.JSONField(default=list),
        ),
    ]
