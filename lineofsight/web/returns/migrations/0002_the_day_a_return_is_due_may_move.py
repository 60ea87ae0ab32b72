"""The day on which a return is due may be moved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("returns", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="step",
            name="what",
            field=models.CharField(
                choices=[
                    ("asked", "Asked for"),
                    ("unreadable", "A file came that could not be read"),
                    ("received", "Received"),
                    ("queried", "Queried"),
                    ("answered", "Query answered"),
                    ("checked", "Checked"),
                    ("agreed", "Agreed by the sender"),
                    ("used", "Used in the figures"),
                    ("stopped", "No longer asked for"),
                    ("moved", "Due on another day"),
                ],
                max_length=12,
            ),
        ),
    ]
