"""The board may answer where no reply came."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0011_boards_beside"),
    ]

    operations = [
        migrations.AlterField(
            model_name="answer",
            name="reply",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="governance.reply",
            ),
        ),
    ]
