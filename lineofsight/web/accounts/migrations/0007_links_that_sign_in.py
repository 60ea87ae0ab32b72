"""Links that sign in and lead on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_weekly_digest"),
    ]

    operations = [
        migrations.AddField(
            model_name="link",
            name="onward",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
