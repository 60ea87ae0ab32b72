"""Supplies, returns, their steps, the messages that ask for them, and when agencies are asked."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import lineofsight.web.returns.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_break_glass"),
        ("loads", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("on", models.DateField()),
                ("people", models.PositiveIntegerField()),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "sent_by",
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
                "ordering": ("-on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Return",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("period", models.CharField(max_length=20)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("due", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("expected", "Not returned"),
                            ("received", "Received"),
                            ("queried", "Queried"),
                            ("checked", "Checked"),
                            ("agreed", "Agreed by the sender"),
                            ("used", "Used"),
                            ("stopped", "No longer asked for"),
                        ],
                        default="expected",
                        max_length=10,
                    ),
                ),
                ("loads", models.JSONField(blank=True, default=list)),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="loads.task",
                    ),
                ),
            ],
            options={
                "ordering": ("due", "supply__agency__name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "days",
                    models.CharField(
                        default="-7, 1, 8, 15",
                        help_text="With commas between them; before that day with a minus, such as -7, 1, 8, 15.",
                        max_length=100,
                        validators=[lineofsight.web.returns.models.as_days],
                        verbose_name="on which days they are asked, counted from the day it is due",
                    ),
                ),
                (
                    "apart",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="days at least between two messages to one agency",
                    ),
                ),
                ("decided_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "what",
                    models.CharField(
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
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=1000)),
                ("taken_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="returns.message",
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="returns.return"
                    ),
                ),
                (
                    "taken_by",
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
                "ordering": ("taken_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Supply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "title",
                    models.CharField(
                        help_text="Such as: police scorecard.", max_length=150, verbose_name="what is sent"
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("scorecard", "Scorecard"),
                            ("supplementary", "Supplementary return"),
                            ("national", "National return, as it was made"),
                        ],
                        max_length=20,
                        verbose_name="in what form",
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("month", "Every month"),
                            ("quarter", "Every quarter"),
                            ("year", "Every year (April to March)"),
                        ],
                        max_length=10,
                        verbose_name="how often",
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="how many days after the period's end it is due",
                    ),
                ),
                ("since", models.DateField(verbose_name="first day of the year it is agreed for")),
                ("until", models.DateField(verbose_name="last day")),
                ("codes", models.JSONField(default=list, verbose_name="measures it is for")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplies",
                        to="accounts.agency",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who does when they are away",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who sees to it",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "supplies",
                "ordering": ("agency__name", "title", "since"),
            },
        ),
        migrations.AddField(
            model_name="return",
            name="supply",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="returns.supply"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("agency", "on"), name="an_agency_is_asked_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(condition=models.Q(("pk", 1)), name="there_is_one_schedule"),
        ),
        migrations.AddConstraint(
            model_name="supply",
            constraint=models.UniqueConstraint(
                fields=("agency", "title", "since"), name="a_supply_is_agreed_once_a_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="supply",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))), name="a_supply_ends_after_it_began"
            ),
        ),
        migrations.AddConstraint(
            model_name="supply",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deputy", None), models.Q(("deputy", models.F("person")), _negated=True), _connector="OR"
                ),
                name="nobody_is_their_own_deputy",
            ),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.UniqueConstraint(fields=("supply", "period"), name="a_period_is_returned_once"),
        ),
        migrations.AddConstraint(
            model_name="return",
            constraint=models.CheckConstraint(
                condition=models.Q(("due__gt", models.F("end"))), name="a_return_is_due_after_its_period"
            ),
        ),
    ]
