"""A paper says with which papers of its meeting it went out; those that were here when papers went out, went with them."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def went_out(apps: Any, schema_editor: Any) -> None:
    papers = apps.get_model("governance", "Paper").objects
    for pack in apps.get_model("governance", "Pack").objects.order_by("number"):
        papers.filter(item__meeting=pack.meeting_id).update(issued_in=pack)


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0013_files_of_replies"),
    ]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="issued_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="governance.pack",
            ),
        ),
        migrations.RunPython(went_out, migrations.RunPython.noop),
    ]
