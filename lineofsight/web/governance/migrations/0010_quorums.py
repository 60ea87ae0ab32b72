"""What it takes for a group to decide."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0009_what_shows_a_risk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Quorum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("since", models.DateField(verbose_name="from which day?")),
                (
                    "members",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Somebody sent instead counts.",
                        null=True,
                        verbose_name="how many members must be there?",
                    ),
                ),
                ("seats", models.JSONField(blank=True, default=list)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quorums",
                        to="governance.group",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("since", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("members__gte", 1),
                            models.Q(("members", None), models.Q(("seats", []), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_quorum_asks_for_somebody",
                    )
                ],
            },
        ),
    ]
