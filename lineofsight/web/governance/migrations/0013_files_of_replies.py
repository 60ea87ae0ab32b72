"""A reply and a response come with a file."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_links_that_sign_in"),
        ("governance", "0012_no_reply"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="challenge",
            name="file",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="challenge",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="reply",
            name="file",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="reply",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("sha256", "")),
                    models.Q(models.Q(("file", ""), _negated=True), models.Q(("sha256", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_responses_file_has_a_name_and_a_digest",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("sha256", "")),
                    models.Q(models.Q(("file", ""), _negated=True), models.Q(("sha256", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_replys_file_has_a_name_and_a_digest",
            ),
        ),
    ]
