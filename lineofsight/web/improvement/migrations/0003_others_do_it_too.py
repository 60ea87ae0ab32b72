"""An action may be done by several agencies."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("improvement", "0002_who_said_that_it_was_known"),
    ]

    operations = [
        migrations.AddField(
            model_name="action",
            name="others",
            field=models.CharField(
                blank=True,
                help_text="Other agencies, in words. The one above is asked, and says that it is done.",
                max_length=300,
                verbose_name="who does it with them",
            ),
        ),
    ]
