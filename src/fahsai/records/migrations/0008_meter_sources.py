"""What a meter measured before, and the main meter that it stands behind."""

from django.db import migrations, models

import fahsai.records.fields


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0007_gateway_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="meterrow",
            name="earlier_sources",
            field=fahsai.records.fields.CanonicalJSON(default=list),
        ),
        migrations.AddField(
            model_name="meterrow",
            name="part_of_key",
            field=models.UUIDField(null=True),
        ),
    ]
