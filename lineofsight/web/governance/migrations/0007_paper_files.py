"""The files of papers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0006_ask_topics"),
    ]

    operations = [
        migrations.AddField(
            model_name="paper",
            name="file",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="paper",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file", ""), ("sha256", "")),
                    models.Q(models.Q(("file", ""), _negated=True), models.Q(("sha256", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_file_has_a_name_and_a_digest",
            ),
        ),
    ]
