"""Money and training."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_weekly_digest"),
        ("governance", "0007_paper_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="Course",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200)),
                ("level", models.CharField(blank=True, max_length=60)),
                ("on", models.DateField(verbose_name="held on")),
                ("places", models.PositiveIntegerField(blank=True, null=True, verbose_name="places")),
                ("attended", models.PositiveIntegerField(verbose_name="how many came")),
                ("said", models.CharField(blank=True, max_length=300, verbose_name="what they said of it")),
                (
                    "changed",
                    models.CharField(
                        blank=True,
                        help_text="Who came is not yet what it changed.",
                        max_length=300,
                        verbose_name="what changed in practice",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agency whose people came",
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "title", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Money",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "year",
                    models.CharField(
                        help_text="Such as 2016-17.",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^20\\d\\d-\\d\\d$", "Write the year as 2016-17."
                            )
                        ],
                        verbose_name="year",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("in", "Paid in"), ("out", "Spent")],
                        max_length=3,
                        verbose_name="paid in or spent",
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        help_text="Such as a contribution, staff, reviews, training.",
                        max_length=200,
                        verbose_name="for what",
                    ),
                ),
                (
                    "planned",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="planned, in pounds",
                    ),
                ),
                (
                    "actual",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="actual, in pounds",
                    ),
                ),
                (
                    "in_kind",
                    models.CharField(
                        blank=True,
                        help_text="Such as rooms, or a seconded post.",
                        max_length=300,
                        verbose_name="in kind",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="by which agency",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "money",
                "ordering": ("-year", "side", "what", "pk"),
            },
        ),
    ]
