"""A report that the board is owed comes as a file."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_links_that_sign_in"),
        ("governance", "0016_meetings_cancelled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="owedreport",
            name="file",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="owedreport",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddConstraint(
            model_name="owedreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("sha256", "")),
                    models.Q(models.Q(("file", ""), _negated=True), models.Q(("sha256", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_reports_file_has_a_name_and_a_digest",
            ),
        ),
    ]
