"""A scorecard may wait until somebody has said what its headings mean."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("loads", "0003_alter_task_kind"),
    ]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("running", "Running"),
                    ("asks", "Waits for somebody to say what its headings mean"),
                    ("done", "Done"),
                    ("failed", "Not done"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
