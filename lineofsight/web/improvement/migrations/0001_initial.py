"""Priorities, actions, plans, critical friends and inspections."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import lineofsight.web.improvement.models.inspections
import lineofsight.web.indicators.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_break_glass"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=300, verbose_name="what is to be done")),
                ("owner", models.CharField(max_length=200, verbose_name="person who does it")),
                ("agreed_on", models.DateField(verbose_name="agreed on")),
                ("due", models.DateField(verbose_name="by when")),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        help_text="In words, where it does not come from a record that is here.",
                        max_length=300,
                        verbose_name="what it comes from",
                    ),
                ),
                (
                    "blocker",
                    models.CharField(blank=True, max_length=500, verbose_name="what stands in the way"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("claimed", "Said to be done, not yet accepted"),
                            ("closed", "Closed with accepted evidence"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True)),
                ("few", models.BooleanField(default=False, verbose_name="one of the few that matter")),
                (
                    "impact_code",
                    models.CharField(
                        blank=True,
                        choices=lineofsight.web.indicators.models.measures,
                        max_length=30,
                        verbose_name="measure expected to move",
                    ),
                ),
                (
                    "impact_way",
                    models.CharField(
                        blank=True,
                        choices=[("rise", "Rise"), ("fall", "Fall")],
                        max_length=10,
                        verbose_name="it is expected to",
                    ),
                ),
                (
                    "impact_words",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="by how much, or what a re-audit should show"
                    ),
                ),
                ("impact_due", models.DateField(blank=True, null=True, verbose_name="impact expected by")),
                (
                    "no_impact",
                    models.CharField(
                        blank=True,
                        help_text="Such as: it is a matter of paper.",
                        max_length=300,
                        verbose_name="no measurable effect, because",
                    ),
                ),
                ("impact_on", models.DateField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="agency that does it",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="their account",
                    ),
                ),
            ],
            options={
                "ordering": ("due", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Inspection",
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
                        help_text="Such as inspection-2016.", unique=True, verbose_name="short name"
                    ),
                ),
                (
                    "framework",
                    models.CharField(
                        choices=lineofsight.web.improvement.models.inspections.frameworks, max_length=30
                    ),
                ),
                (
                    "body",
                    models.CharField(help_text="Such as Ofsted.", max_length=200, verbose_name="by whom"),
                ),
                ("began_on", models.DateField(verbose_name="began on")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="published on")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="who was inspected",
                    ),
                ),
            ],
            options={
                "ordering": ("-began_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("accept", "The impact is evidenced"),
                            ("wait", "Wait, and look again"),
                            ("reopen", "Open the action again"),
                        ],
                        max_length=10,
                        verbose_name="what does the board say?",
                    ),
                ),
                ("words", models.TextField(max_length=2000, verbose_name="why")),
                ("moved", models.CharField(blank=True, max_length=500)),
                ("on", models.DateField(verbose_name="at the meeting of")),
                (
                    "until",
                    models.DateField(blank=True, null=True, verbose_name="look again, or due again, on"),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="improvement.action",
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
                "ordering": ("on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Plan",
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
                        help_text="Such as exploitation-2017: reports refer to it by this.",
                        unique=True,
                        verbose_name="short name",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("improvement", "Improvement plan"),
                            ("strategy", "Strategy"),
                            ("business", "Business plan"),
                            ("agency", "An agency's own plan"),
                            ("review", "After a review or an audit"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                (
                    "edition",
                    models.CharField(
                        blank=True, help_text="Such as 2017 to 2019.", max_length=60, verbose_name="edition"
                    ),
                ),
                (
                    "outcome",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="what is to be better for children"
                    ),
                ),
                ("shared", models.BooleanField(default=True, verbose_name="every agency may read it")),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="whose plan it is",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="improvement.plan",
                        verbose_name="takes the place of",
                    ),
                ),
            ],
            options={
                "ordering": ("-since", "title"),
            },
        ),
        migrations.AddField(
            model_name="action",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="improvement.plan",
            ),
        ),
        migrations.CreateModel(
            name="Priority",
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
                        help_text="In small letters, such as early-help: reports refer to it by this.",
                        unique=True,
                        verbose_name="short name",
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        help_text="Such as: does early help reach families in time?",
                        max_length=300,
                        verbose_name="the question it asks",
                    ),
                ),
                (
                    "outcome",
                    models.TextField(max_length=2000, verbose_name="the outcome sought for children"),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("audit", "An audit"),
                            ("data", "Data"),
                            ("review", "A review of a case"),
                            ("inspection", "An inspection"),
                            ("children", "Children's own choice"),
                            ("national", "National policy"),
                            ("board", "The board's own judgement"),
                        ],
                        max_length=20,
                        verbose_name="where it comes from",
                    ),
                ),
                ("because", models.TextField(blank=True, max_length=2000, verbose_name="why it was chosen")),
                (
                    "unmeasured",
                    models.TextField(
                        blank=True,
                        help_text="In words: what you would need to know to say that it got better, and do not.",
                        max_length=2000,
                        verbose_name="what is not measured",
                    ),
                ),
                ("lead", models.CharField(blank=True, max_length=200, verbose_name="who leads it")),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="lead agency",
                    ),
                ),
                (
                    "carried_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_from",
                        to="improvement.priority",
                        verbose_name="carried forward as",
                    ),
                ),
                (
                    "within",
                    models.ForeignKey(
                        blank=True,
                        help_text="For a yearly priority within one of three years.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="improvement.priority",
                        verbose_name="part of a longer priority",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "priorities",
                "ordering": ("since", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Heard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "who",
                    models.CharField(
                        choices=[
                            ("children", "Children and young people"),
                            ("families", "Families"),
                            ("practitioners", "Practitioners"),
                        ],
                        max_length=20,
                        verbose_name="who said it",
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        help_text="Nothing by which a child could be known.",
                        max_length=2000,
                        verbose_name="what they said",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        help_text="Such as a survey or a practitioner network.",
                        max_length=200,
                        verbose_name="how it was heard",
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="how many of them"),
                ),
                ("heard_on", models.DateField(verbose_name="when")),
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
                    "priority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heard",
                        to="improvement.priority",
                    ),
                ),
            ],
            options={
                "ordering": ("-heard_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Workstream",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                (
                    "outcome",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="what is to be better for children"
                    ),
                ),
                (
                    "sponsor",
                    models.CharField(
                        blank=True, help_text="Who answers for it: name and office.", max_length=200
                    ),
                ),
                (
                    "friend",
                    models.CharField(
                        blank=True,
                        help_text="The member of the board who asks the questions.",
                        max_length=200,
                        verbose_name="critical friend",
                    ),
                ),
                (
                    "blocker",
                    models.CharField(blank=True, max_length=500, verbose_name="what stands in the way"),
                ),
                (
                    "friend_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="the critical friend's account",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workstreams",
                        to="improvement.plan",
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "number"),
            },
        ),
        migrations.CreateModel(
            name="FriendVisit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("on", models.DateField(verbose_name="when")),
                ("where", models.CharField(max_length=200, verbose_name="where")),
                (
                    "seen",
                    models.TextField(
                        help_text="Nothing by which a child could be known.",
                        max_length=4000,
                        verbose_name="what was seen",
                    ),
                ),
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
                    "workstream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="friend_visits",
                        to="improvement.workstream",
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200)),
                ("due", models.DateField()),
                ("reached_on", models.DateField(blank=True, null=True, verbose_name="reached on")),
                (
                    "blocker",
                    models.CharField(blank=True, max_length=500, verbose_name="what stands in the way"),
                ),
                (
                    "workstream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="improvement.workstream",
                    ),
                ),
            ],
            options={
                "ordering": ("due", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "code",
                    models.CharField(
                        choices=lineofsight.web.indicators.models.measures,
                        max_length=30,
                        verbose_name="measure",
                    ),
                ),
                ("edition", models.CharField(max_length=20)),
                (
                    "of",
                    models.CharField(
                        choices=[("impact", "Whether children are better off"), ("doing", "What is done")],
                        max_length=10,
                        verbose_name="it tells",
                    ),
                ),
                ("few", models.BooleanField(default=False, verbose_name="one of the few that matter")),
                ("bound_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "bound_by",
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
                (
                    "priority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="improvement.priority",
                    ),
                ),
                (
                    "workstream",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="improvement.workstream",
                    ),
                ),
            ],
            options={
                "ordering": ("-few", "-of", "code"),
            },
        ),
        migrations.CreateModel(
            name="FriendQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("words", models.TextField(max_length=2000, verbose_name="question")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("answer", models.TextField(blank=True, max_length=4000)),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workstream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="improvement.workstream",
                    ),
                ),
            ],
            options={
                "ordering": ("-asked_on", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="action",
            name="workstream",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="improvement.workstream",
            ),
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("evidence", models.TextField(max_length=4000, verbose_name="what shows that it is done")),
                ("claimed_on", models.DateField(verbose_name="done on")),
                ("claimed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("accepted", "Accepted"), ("refused", "Not accepted")],
                        max_length=10,
                        verbose_name="is that accepted?",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=2000, verbose_name="why")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="improvement.action",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
            ],
            options={
                "ordering": ("claimed_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("claimed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_accepts_their_own_closure",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("verdict", "")),
                        fields=("action",),
                        name="an_action_has_one_closure_to_decide",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("judged", models.CharField(max_length=120, verbose_name="what was judged")),
                ("grade", models.CharField(max_length=60)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grades",
                        to="improvement.inspection",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("inspection", "judged"), name="a_thing_is_judged_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                            ("finding", "Finding"),
                            ("recommendation", "Recommendation"),
                            ("strength", "Strength"),
                        ],
                        default="finding",
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Such as finding-front-door: reports use it.",
                        unique=True,
                        verbose_name="short name",
                    ),
                ),
                ("words", models.TextField(max_length=2000, verbose_name="what was found")),
                (
                    "paragraph",
                    models.CharField(blank=True, max_length=60, verbose_name="where in the report"),
                ),
                (
                    "known",
                    models.CharField(
                        choices=[
                            ("not_said", "Not yet looked into"),
                            ("before", "Known before"),
                            ("together", "Found together"),
                            ("missed", "Missed"),
                            ("disputed", "Disputed"),
                        ],
                        default="not_said",
                        max_length=20,
                        verbose_name="had the board this already?",
                    ),
                ),
                (
                    "known_why",
                    models.TextField(blank=True, max_length=2000, verbose_name="why do you say so?"),
                ),
                (
                    "known_source",
                    models.CharField(
                        blank=True,
                        help_text="Such as: Board, minutes of 12 July 2016, item 6. Records that are here are referred to instead.",
                        max_length=300,
                        verbose_name="a record that is not here",
                    ),
                ),
                ("known_on", models.DateField(blank=True, null=True, verbose_name="of which day")),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="improvement.inspection",
                    ),
                ),
            ],
            options={
                "ordering": ("inspection", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("known_on", None), ("known_source", "")),
                            models.Q(
                                models.Q(("known_source", ""), _negated=True), ("known_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="a_record_that_is_not_here_has_a_day",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="a_plan_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="priority",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="a_priority_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="workstream",
            constraint=models.UniqueConstraint(
                fields=("plan", "number"), name="workstreams_of_a_plan_are_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("priority", None), ("workstream__isnull", False)),
                    models.Q(("priority__isnull", False), ("workstream", None)),
                    _connector="OR",
                ),
                name="a_measure_is_bound_to_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("priority", "code"),
                name="a_priority_has_a_measure_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("workstream", "code"),
                name="a_workstream_has_a_measure_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="friendquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_by", None), ("answered_on", None)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_by__isnull", False),
                        ("answered_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="an_answer_says_when_and_by_whom",
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["state", "due"], name="actions_by_state"),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(fields=["agency", "state"], name="actions_of_an_agency"),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("due__gte", models.F("agreed_on"))), name="an_action_has_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", False), ("state", "closed")),
                    models.Q(
                        models.Q(("state", "closed"), _negated=True), ("closed_on", None), ("impact_on", None)
                    ),
                    _connector="OR",
                ),
                name="a_closed_action_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(("few", False), ("impact_due__isnull", False), _connector="OR"),
                name="what_matters_says_when_it_tells",
            ),
        ),
    ]
