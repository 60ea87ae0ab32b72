"""What an ask is about, so that it goes with whoever leads that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0005_packs"),
    ]

    operations = [
        migrations.AddField(
            model_name="ask",
            name="topic",
            field=models.SlugField(
                blank=True,
                help_text="The short name of what is led, such as exploitation: whoever leads that answers.",
            ),
        ),
    ]
