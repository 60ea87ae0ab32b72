"""A record may have been known already in another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reference",
            name="meaning",
            field=models.CharField(
                choices=[
                    ("comes_from", "Comes from"),
                    ("evidence", "Has as evidence"),
                    ("answers", "Answers"),
                    ("measured_by", "Is measured by"),
                    ("about", "Is about"),
                    ("follows", "Takes the place of"),
                    ("known_in", "Was known already in"),
                ],
                max_length=20,
            ),
        ),
    ]
