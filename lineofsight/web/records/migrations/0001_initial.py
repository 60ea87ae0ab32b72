"""References between records, and closed rooms."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedRoom",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("app", models.CharField(max_length=60, unique=True)),
                ("closed", models.BooleanField(default=True)),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("source_kind", models.CharField(max_length=60)),
                ("source_key", models.CharField(max_length=60)),
                (
                    "meaning",
                    models.CharField(
                        choices=[
                            ("comes_from", "Comes from"),
                            ("evidence", "Has as evidence"),
                            ("answers", "Answers"),
                            ("measured_by", "Is measured by"),
                            ("about", "Is about"),
                            ("follows", "Takes the place of"),
                        ],
                        max_length=20,
                    ),
                ),
                ("target_kind", models.CharField(max_length=60)),
                ("target_key", models.CharField(max_length=60)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="in a few words")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("made_at", "pk"),
                "indexes": [
                    models.Index(fields=["source_kind", "source_key"], name="references_from"),
                    models.Index(fields=["target_kind", "target_key"], name="references_to"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("source_kind", "source_key", "meaning", "target_kind", "target_key"),
                        name="a_reference_is_made_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source_key", models.F("target_key")),
                            ("source_kind", models.F("target_kind")),
                            _negated=True,
                        ),
                        name="no_record_refers_to_itself",
                    ),
                ],
            },
        ),
    ]
