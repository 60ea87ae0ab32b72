"""Questions say where the newest figures show their signal no more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("indicators", "0003_questions"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="over",
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
