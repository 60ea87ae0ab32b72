"""A report is held against the figures by the worker too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loads", "0002_compared"),
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
                ],
                max_length=10,
            ),
        ),
    ]
