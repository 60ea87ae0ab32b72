"""Papers of a meeting as they were issued, and what was added to them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0004_risks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "words",
                    models.TextField(blank=True, max_length=2000, verbose_name="what members should know"),
                ),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packs",
                        to="governance.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ("meeting", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "number"), name="papers_are_issued_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", 0), models.Q(("words", ""), _negated=True), _connector="OR"
                        ),
                        name="what_is_added_to_papers_says_why",
                    ),
                ],
            },
        ),
    ]
