"""People, agencies, links, visits and the trail, as they first were."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("council", "County or unitary council"),
                            ("district", "District council"),
                            ("police", "Police"),
                            ("health_commissioner", "Health commissioner (CCG, ICB)"),
                            ("health_trust", "NHS trust"),
                            ("probation", "Probation"),
                            ("youth_justice", "Youth offending or justice service"),
                            ("cafcass", "Cafcass"),
                            ("school", "School"),
                            ("college", "College"),
                            ("secure", "Secure establishment"),
                            ("voluntary", "Voluntary organisation"),
                            ("housing", "Housing"),
                            ("other", "Other"),
                        ],
                        max_length=30,
                        verbose_name="type",
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("local_government", "Local government"),
                            ("health", "Health"),
                            ("justice", "Police and justice"),
                            ("education", "Education"),
                            ("voluntary", "Voluntary and community"),
                            ("other", "Other"),
                        ],
                        max_length=30,
                    ),
                ),
                ("statutory", models.BooleanField(default=False, verbose_name="named in law as a member")),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="to")),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="accounts.agency",
                        verbose_name="what came after it",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agencies",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="email address")),
                ("name", models.CharField(max_length=200)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("business_manager", "Business manager"),
                            ("independent_chair", "Independent chair"),
                            ("partnership_chair", "Partnership chair"),
                            ("scrutineer", "Independent scrutineer"),
                            ("board_member", "Board member"),
                            ("analyst", "Performance analyst"),
                            ("agency_lead", "Agency safeguarding lead"),
                            ("school_lead", "School safeguarding lead"),
                            ("screener", "Front-door screener"),
                            ("front_door_manager", "Front-door manager"),
                            ("early_help_coordinator", "Early-help coordinator"),
                            ("missing_coordinator", "Missing and exploitation coordinator"),
                            ("death_coordinator", "Child-death coordinator"),
                            ("death_panel", "Child-death panel member"),
                            ("review_lead", "Case-review lead"),
                            ("critical_friend", "Critical friend"),
                            ("scrutiny_member", "Scrutiny member"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=30,
                    ),
                ),
                ("deactivated_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "deactivated_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="accounts.agency",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "people",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["key", "at"], name="attempts_of_a_key")],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=30)),
                ("place", models.CharField(max_length=45)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("changed", "Changed"),
                            ("deleted", "Deleted"),
                            ("viewed", "Looked at"),
                            ("happened", "Happened"),
                        ],
                        max_length=10,
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=60)),
                ("fields", models.JSONField()),
                ("why", models.CharField(max_length=500)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ("-number",),
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="a_chain_has_one_head")
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "used_by",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session", models.CharField(max_length=40, unique=True)),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("place", models.CharField(max_length=45)),
                ("browser", models.CharField(max_length=60)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-seen_at",),
            },
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.UniqueConstraint(
                fields=("name", "since"), name="an_agency_begins_once_under_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="an_agency_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("successor", None), models.Q(("until", None), _negated=True), _connector="OR"
                ),
                name="what_has_a_successor_has_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "business_manager",
                            "independent_chair",
                            "partnership_chair",
                            "scrutineer",
                            "board_member",
                            "analyst",
                            "agency_lead",
                            "school_lead",
                            "screener",
                            "front_door_manager",
                            "early_help_coordinator",
                            "missing_coordinator",
                            "death_coordinator",
                            "death_panel",
                            "review_lead",
                            "critical_friend",
                            "scrutiny_member",
                            "administrator",
                        ],
                    )
                ),
                name="a_role_is_one_that_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("deactivated_at", None), ("deactivated_by", None)),
                    models.Q(("deactivated_at__isnull", False), ("deactivated_by__isnull", False)),
                    _connector="OR",
                ),
                name="a_deactivation_says_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"), name="an_address_is_one_persons"
            ),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["kind", "subject"], name="entries_of_a_row"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["by", "at"], name="entries_of_a_person"),
        ),
    ]
