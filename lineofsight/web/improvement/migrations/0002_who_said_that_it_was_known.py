"""Whoever says that a finding was known says when, and a finding of which nothing is said has nobody who said it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("improvement", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="said_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="finding",
            name="said_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="finding",
            name="known_source",
            field=models.CharField(
                blank=True,
                help_text="Such as: Annual report 2015/16, paragraph 12, or Board, minutes of 12 July 2016, item 6.",
                max_length=300,
                verbose_name="a record that is not here",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("known", "not_said"), _negated=True),
                    models.Q(("said_at", None), ("said_by", None)),
                    _connector="OR",
                ),
                name="what_is_not_said_has_no_sayer",
            ),
        ),
    ]
