"""Requests for information, what was found and released, and incidents, as they first were."""

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
            name="Incident",
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
                        help_text="Without the name of anybody concerned.",
                        max_length=200,
                        verbose_name="in a few words",
                    ),
                ),
                ("words", models.TextField(max_length=4000, verbose_name="what happened")),
                (
                    "whose",
                    models.CharField(
                        help_text="Such as children on a plan, or staff.",
                        max_length=200,
                        verbose_name="whose data",
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="about how many people"),
                ),
                (
                    "aware",
                    models.DateTimeField(
                        help_text="When anybody of yours was reasonably certain. The 72 hours run from then.",
                        verbose_name="when it was known",
                    ),
                ),
                (
                    "contained",
                    models.TextField(blank=True, max_length=4000, verbose_name="what was done at once"),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "told",
                    models.DateTimeField(blank=True, null=True, verbose_name="when the regulator was told"),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=60, verbose_name="the regulator's number for it"),
                ),
                (
                    "late_because",
                    models.CharField(blank=True, max_length=1000, verbose_name="why later than 72 hours"),
                ),
                (
                    "people_told",
                    models.DateField(blank=True, null=True, verbose_name="when the people were told"),
                ),
                ("learnt", models.TextField(blank=True, max_length=4000, verbose_name="what was learnt")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "ordering": ("-aware", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "risk",
                    models.CharField(
                        choices=[
                            ("unlikely", "A risk to people is unlikely"),
                            ("likely", "A risk to people is likely"),
                            ("high", "A high risk to people is likely"),
                        ],
                        max_length=20,
                        verbose_name="what risk is there to people?",
                    ),
                ),
                (
                    "regulator",
                    models.CharField(
                        choices=[("yes", "Tell them"), ("no", "Do not tell them")],
                        max_length=5,
                        verbose_name="is the regulator told?",
                    ),
                ),
                (
                    "regulator_because",
                    models.TextField(max_length=2000, verbose_name="why is, or is not, the regulator told?"),
                ),
                (
                    "persons",
                    models.CharField(
                        choices=[("yes", "Tell them"), ("no", "Do not tell them")],
                        max_length=5,
                        verbose_name="are the people concerned told?",
                    ),
                ),
                (
                    "persons_because",
                    models.TextField(max_length=2000, verbose_name="why are, or are not, the people told?"),
                ),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="information.incident",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Request",
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
                        choices=[
                            ("subject", "Subject access"),
                            ("foi", "Freedom of information"),
                            ("coroner", "Coroner"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        help_text="Without a name: the letter holds that.",
                        max_length=200,
                        verbose_name="in a few words",
                    ),
                ),
                ("words", models.TextField(max_length=4000, verbose_name="what is asked for")),
                (
                    "letter",
                    models.CharField(
                        help_text="Such as the council's own number for it. Who asked, and about whom, stays there.",
                        max_length=200,
                        verbose_name="where the letter is kept",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="received on")),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="A coroner sets the day. Of other requests, only where the time was lengthened.",
                        null=True,
                        verbose_name="by a day of its own",
                    ),
                ),
                (
                    "until_because",
                    models.CharField(
                        blank=True,
                        help_text="Whoever asked is told why within the first period.",
                        max_length=500,
                        verbose_name="why by that day",
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("released", "Released"),
                            ("nothing", "Nothing is held"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn by whoever asked"),
                        ],
                        max_length=20,
                    ),
                ),
                ("because", models.CharField(blank=True, max_length=1000, verbose_name="why")),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "ordering": ("received_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("text", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("kept", models.PositiveIntegerField()),
                ("withheld", models.PositiveIntegerField()),
                ("released_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "released_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="information.request",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Item",
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
                ("title", models.CharField(max_length=300)),
                ("text", models.TextField()),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kept", "Keep it whole"),
                            ("part", "Keep it with words taken out"),
                            ("withheld", "Withhold it"),
                        ],
                        max_length=20,
                        verbose_name="what is done with it?",
                    ),
                ),
                ("released", models.TextField(blank=True, verbose_name="the words that are released")),
                (
                    "exemption",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not_asked", "It is not what was asked for"),
                            (
                                "others",
                                "Another person's data (FOI section 40; Data Protection Act 2018, schedule 2, paragraph 16)",
                            ),
                            (
                                "harm",
                                "Serious harm to a person (Data Protection Act 2018, schedule 3, parts 2 and 3)",
                            ),
                            (
                                "abuse",
                                "Child abuse data, not in the child's interest (schedule 3, paragraph 21)",
                            ),
                            (
                                "crime",
                                "Prevention or detection of crime (FOI section 31; schedule 2, paragraph 2)",
                            ),
                            ("confidence", "Given in confidence (FOI section 41)"),
                            ("privilege", "Legal privilege (FOI section 42; schedule 2, paragraph 19)"),
                            ("affairs", "The conduct of public affairs (FOI section 36)"),
                            ("later", "To be published (FOI section 22)"),
                            ("there", "They can read it elsewhere (FOI section 21)"),
                            ("other", "Another, named in the reason"),
                        ],
                        max_length=20,
                        verbose_name="on what ground is it withheld?",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="why")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="information.request",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_by", None)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_closed_incident_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("closed_by", None), ("outcome", "")),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="an_answered_request_says_how_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "coroner"), _negated=True), ("until__isnull", False), _connector="OR"
                ),
                name="a_coroner_sets_the_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                fields=("request", "source_kind", "source_key"), name="a_thing_is_found_once_for_a_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("", "kept")),
                    models.Q(
                        models.Q(("exemption", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="what_is_withheld_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("state", "")),
                    models.Q(
                        models.Q(("state", ""), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="what_is_decided_says_by_whom",
            ),
        ),
    ]
