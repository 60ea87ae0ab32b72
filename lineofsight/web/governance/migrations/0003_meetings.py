"""Meetings, items, papers, attendance, decisions and challenges."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_break_glass"),
        ("governance", "0002_asks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "slug",
                    models.SlugField(
                        help_text="Such as board-september-2017: reports use it.",
                        unique=True,
                        verbose_name="short name",
                    ),
                ),
                ("on", models.DateField(verbose_name="held on")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="where")),
                ("chaired_by", models.CharField(blank=True, max_length=200, verbose_name="in the chair")),
                ("papers_out_on", models.DateField(blank=True, null=True, verbose_name="papers went out on")),
                ("moved_from", models.DateField(blank=True, null=True)),
                (
                    "minutes_agreed_on",
                    models.DateField(blank=True, null=True, verbose_name="minutes agreed on"),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="governance.group",
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "pk"),
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
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=200)),
                (
                    "purpose",
                    models.CharField(
                        choices=[("decide", "To decide"), ("discuss", "To discuss"), ("note", "To note")],
                        default="discuss",
                        max_length=10,
                    ),
                ),
                (
                    "closed",
                    models.BooleanField(default=False, verbose_name="in the closed part, for members only"),
                ),
                (
                    "topic",
                    models.SlugField(
                        blank=True,
                        help_text="Such as early-help: a report says by it what the board was kept informed of.",
                    ),
                ),
                ("minute", models.TextField(blank=True, max_length=8000, verbose_name="minute")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="governance.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ("meeting", "number"),
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
                    "slug",
                    models.SlugField(
                        help_text="Such as levels-of-need-agreed.", unique=True, verbose_name="short name"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("words", models.TextField(max_length=4000, verbose_name="what was decided")),
                ("rationale", models.TextField(blank=True, max_length=4000, verbose_name="why")),
                (
                    "options",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="other ways that were weighed"
                    ),
                ),
                (
                    "dissent",
                    models.TextField(blank=True, max_length=2000, verbose_name="who dissented, and why"),
                ),
                (
                    "review_by",
                    models.DateField(blank=True, null=True, verbose_name="to be looked at again by"),
                ),
                (
                    "superseded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supersedes",
                        to="governance.decision",
                        verbose_name="superseded by",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="governance.item",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="governance.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ("-meeting__on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("present", "Present"),
                            ("substitute", "Sent a substitute"),
                            ("apologies", "Apologies"),
                            ("absent", "Absent"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="governance.membership",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="governance.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ("meeting", "member"),
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200)),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("author", models.CharField(max_length=200, verbose_name="from whom")),
                ("came_on", models.DateField(verbose_name="came on")),
                (
                    "where",
                    models.CharField(
                        blank=True,
                        help_text="A reference, never a link that anybody may open.",
                        max_length=300,
                        verbose_name="where it is kept",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="governance.item",
                    ),
                ),
            ],
            options={
                "ordering": ("item", "title", "-number"),
            },
        ),
        migrations.CreateModel(
            name="Challenge",
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
                        help_text="Such as late-interviews: reports use it.",
                        unique=True,
                        verbose_name="short name",
                    ),
                ),
                ("raised_by", models.CharField(max_length=200, verbose_name="who challenges")),
                ("raised_on", models.DateField(verbose_name="on which day")),
                ("issue", models.TextField(max_length=4000, verbose_name="what is not right")),
                ("evidence", models.TextField(max_length=4000, verbose_name="on what evidence")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("officer", "Between officers"),
                            ("chair", "The chair's letter"),
                            ("leaders", "The agencies' leaders"),
                            ("regulator", "A regulator"),
                        ],
                        default="chair",
                        max_length=20,
                    ),
                ),
                ("due", models.DateField(verbose_name="response due by")),
                (
                    "response",
                    models.TextField(
                        blank=True, max_length=8000, verbose_name="response, in the agency's words"
                    ),
                ),
                ("responded_on", models.DateField(blank=True, null=True, verbose_name="responded on")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("resolved", "Resolved"),
                            ("partly", "Resolved in part"),
                            ("not_resolved", "Not resolved"),
                            ("escalated", "Escalated"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "changed",
                    models.TextField(blank=True, max_length=4000, verbose_name="what changed because of it"),
                ),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="settled on")),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="to which agency",
                    ),
                ),
            ],
            options={
                "ordering": ("due", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due__gte", models.F("raised_on"))),
                        name="a_challenge_gives_time_to_respond",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("settled_on", None)),
                            models.Q(models.Q(("outcome", ""), _negated=True), ("settled_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_settled_challenge_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("responded_on", None), ("response", "")),
                            models.Q(
                                models.Q(("response", ""), _negated=True), ("responded_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="a_response_has_its_day",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(
                fields=("meeting", "number"), name="items_of_a_meeting_are_numbered"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("meeting", "member"), name="a_member_attends_a_meeting_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.UniqueConstraint(
                fields=("item", "title", "number"), name="a_paper_has_a_version_once"
            ),
        ),
    ]
