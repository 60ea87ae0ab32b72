"""What the board asked, what was replied, and what it made of that."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_the_trail_is_append_only"),
        ("governance", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Ask",
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
                        help_text="Such as early-help-plan: reports refer to it.",
                        unique=True,
                        verbose_name="short name",
                    ),
                ),
                ("words", models.TextField(max_length=4000, verbose_name="what assurance is sought")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("data", "Data"),
                            ("report", "A report"),
                            ("audit", "An audit"),
                            ("visit", "A visit"),
                            ("attendance", "Attendance at a meeting"),
                        ],
                        max_length=20,
                        verbose_name="in what form",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="The judgement, meeting or paragraph of a report.",
                        max_length=300,
                        verbose_name="what it comes from",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("due", models.DateField(verbose_name="by when")),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.agency",
                        verbose_name="of which agency",
                    ),
                ),
            ],
            options={
                "ordering": ("due", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("words", models.TextField(max_length=8000, verbose_name="in the agency's words")),
                (
                    "evidence",
                    models.TextField(
                        blank=True,
                        help_text="Without any, the reply is self-report.",
                        max_length=4000,
                        verbose_name="on what evidence",
                    ),
                ),
                ("given_by", models.CharField(max_length=200, verbose_name="who replied")),
                ("given_on", models.DateField(verbose_name="on which day")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="governance.ask",
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
                "ordering": ("given_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("enough", "Enough"),
                            ("in_part", "Enough in part"),
                            ("not_enough", "Not enough"),
                            ("no_reply", "No reply"),
                        ],
                        max_length=20,
                        verbose_name="what the board said",
                    ),
                ),
                ("words", models.TextField(max_length=4000, verbose_name="why")),
                ("decided_on", models.DateField(verbose_name="held on")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.group",
                        verbose_name="at a meeting of",
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
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="governance.ask",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="governance.reply",
                    ),
                ),
            ],
            options={
                "ordering": ("decided_on", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(("due__gte", models.F("asked_on"))), name="an_ask_gives_time_to_reply"
            ),
        ),
    ]
