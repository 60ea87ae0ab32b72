"""Risks and what holds them, reports owed, documents in editions."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import lineofsight.web.governance.models.owed


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_break_glass"),
        ("governance", "0003_meetings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Risk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200)),
                (
                    "slug",
                    models.SlugField(
                        help_text="Such as early-help: reports use it.",
                        unique=True,
                        verbose_name="short name",
                    ),
                ),
                ("cause", models.TextField(max_length=2000, verbose_name="what brings it about")),
                ("effect", models.TextField(max_length=2000, verbose_name="what it does to children")),
                ("owner", models.CharField(max_length=200, verbose_name="who answers for it")),
                (
                    "inherent_likelihood",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1: rare"),
                            (2, "2: unlikely"),
                            (3, "3: possible"),
                            (4, "4: likely"),
                            (5, "5: almost certain"),
                        ],
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="how likely, were nothing done",
                    ),
                ),
                (
                    "inherent_impact",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1: slight"),
                            (2, "2: minor"),
                            (3, "3: moderate"),
                            (4, "4: serious"),
                            (5, "5: grave"),
                        ],
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="how bad, were nothing done",
                    ),
                ),
                (
                    "target_likelihood",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1: rare"),
                            (2, "2: unlikely"),
                            (3, "3: possible"),
                            (4, "4: likely"),
                            (5, "5: almost certain"),
                        ],
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="how likely you would live with",
                    ),
                ),
                (
                    "target_impact",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1: slight"),
                            (2, "2: minor"),
                            (3, "3: moderate"),
                            (4, "4: serious"),
                            (5, "5: grave"),
                        ],
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="how bad you would live with",
                    ),
                ),
                ("since", models.DateField(verbose_name="on the register from")),
                ("review_by", models.DateField(verbose_name="to be looked at again by")),
                ("until", models.DateField(blank=True, null=True, verbose_name="off the register on")),
                ("became", models.TextField(blank=True, max_length=2000, verbose_name="what became of it")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agency that answers for it",
                    ),
                ),
            ],
            options={
                "ordering": ("since", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Control",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("words", models.CharField(max_length=300, verbose_name="what holds it")),
                (
                    "line",
                    models.CharField(
                        choices=[
                            ("first", "Those who do the work"),
                            ("second", "The agency's own checks"),
                            ("third", "The board and its scrutineer"),
                            ("outside", "From outside"),
                        ],
                        max_length=10,
                        verbose_name="who looks whether it does",
                    ),
                ),
                ("tested_on", models.DateField(blank=True, null=True, verbose_name="last tested on")),
                ("found", models.CharField(blank=True, max_length=300, verbose_name="what the test found")),
                (
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="controls",
                        to="governance.risk",
                    ),
                ),
            ],
            options={
                "ordering": ("risk", "pk"),
            },
        ),
        migrations.CreateModel(
            name="RiskLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("on", models.DateField(verbose_name="looked at on")),
                (
                    "likelihood",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1: rare"),
                            (2, "2: unlikely"),
                            (3, "3: possible"),
                            (4, "4: likely"),
                            (5, "5: almost certain"),
                        ],
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="how likely",
                    ),
                ),
                (
                    "impact",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1: slight"),
                            (2, "2: minor"),
                            (3, "3: moderate"),
                            (4, "4: serious"),
                            (5, "5: grave"),
                        ],
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="how bad for children",
                    ),
                ),
                ("words", models.TextField(max_length=2000, verbose_name="why")),
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
                    "risk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="governance.risk",
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200)),
                (
                    "slug",
                    models.SlugField(
                        help_text="Such as levels-of-need-2017.", unique=True, verbose_name="short name"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guidance", "Guidance"),
                            ("protocol", "Protocol"),
                            ("interface", "Agreement with another board"),
                            ("terms", "Terms of reference"),
                            ("policy", "Policy or procedure"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                ("edition", models.CharField(max_length=60)),
                (
                    "about",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="what it is for, and what is new"
                    ),
                ),
                ("since", models.DateField(verbose_name="in force from")),
                (
                    "review_by",
                    models.DateField(blank=True, null=True, verbose_name="to be looked at again by"),
                ),
                ("where", models.CharField(blank=True, max_length=300, verbose_name="where it is kept")),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="governance.decision",
                        verbose_name="approved by",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaces",
                        to="governance.document",
                        verbose_name="replaced by",
                    ),
                ),
            ],
            options={
                "ordering": ("title", "-since"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("title", "edition"), name="a_document_has_an_edition_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OwedReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=lineofsight.web.governance.models.owed.kinds,
                        max_length=40,
                        verbose_name="which report",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Such as private-fostering-2016.", unique=True, verbose_name="short name"
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        help_text="Such as 2016/17.", max_length=60, verbose_name="for which period"
                    ),
                ),
                ("due", models.DateField(verbose_name="due by")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="received on")),
                (
                    "asked",
                    models.TextField(blank=True, max_length=2000, verbose_name="what was asked about it"),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="governance.meeting",
                        verbose_name="discussed at",
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="from which agency",
                    ),
                ),
            ],
            options={
                "ordering": ("-due", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("meeting", None), ("received_on__isnull", False), _connector="OR"
                        ),
                        name="what_was_discussed_had_come",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="a_risk_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), models.Q(("became", ""), _negated=True), _connector="OR"),
                name="a_risk_that_ended_says_what_became_of_it",
            ),
        ),
    ]
