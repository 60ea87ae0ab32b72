"""A long list of the board's business is taken in by the worker too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loads", "0004_a_scorecard_may_wait"),
    ]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.CharField(
                choices=[
                    ("load", "Take in a file"),
                    ("compute", "Work out the figures"),
                    ("prepare", "Check figures and files"),
                    ("report", "Hold a report against the figures"),
                    ("import", "Take in a list of the board's business"),
                ],
                max_length=10,
            ),
        ),
    ]
