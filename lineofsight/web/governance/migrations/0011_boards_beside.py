"""What goes between this board and those beside it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0010_quorums"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Interface",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "board",
                    models.CharField(
                        help_text="Such as the Health and Wellbeing Board: it stands in sentences.",
                        max_length=200,
                        verbose_name="with which board",
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="Such as the annual report.", max_length=200, verbose_name="what it is"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Such as annual-report-to-health: reports use it.",
                        unique=True,
                        verbose_name="short name",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("give", "We give it to them"),
                            ("take", "They give it to us"),
                            ("meet", "We meet"),
                        ],
                        max_length=10,
                        verbose_name="which way it goes",
                    ),
                ),
                ("due", models.DateField(blank=True, null=True, verbose_name="next due by")),
                (
                    "every",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Every 12 months, for one. Empty: once.",
                        null=True,
                        verbose_name="how often, in months",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.document",
                        verbose_name="by which agreement",
                    ),
                ),
            ],
            options={
                "ordering": ("board", "due", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Exchange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("on", models.DateField(verbose_name="on which day")),
                ("words", models.TextField(max_length=2000, verbose_name="what came of it")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interface",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exchanges",
                        to="governance.interface",
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-pk"),
            },
        ),
    ]
