"""Milestones of a plan are brought in too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0003_more_kinds"),
    ]

    operations = [
        migrations.AlterField(
            model_name="import",
            name="kind",
            field=models.CharField(
                choices=[
                    ("actions", "Actions: a log or a plan"),
                    ("milestones", "Milestones of a plan"),
                    ("risks", "A risk register"),
                    ("challenges", "A challenge log"),
                    ("money", "A budget"),
                    ("training", "A list of courses"),
                    ("priorities", "A list of priorities"),
                ],
                max_length=20,
                verbose_name="what it is",
            ),
        ),
    ]
