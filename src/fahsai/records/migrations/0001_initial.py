# The tables of the records, each with its constraints and indexes.

import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import fahsai.records.fields
import fahsai.records.ids
import fahsai.records.ownership
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.TextField(unique=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ActivityRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.activityrow",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                ("period_start", models.DateField()),
                ("period_end", models.DateField()),
                ("period_kind", models.TextField()),
                ("source_key", models.UUIDField()),
                ("quantity", fahsai.records.fields.ExactDecimal()),
                ("unit", models.TextField()),
                ("origin", models.TextField()),
                ("grade", models.TextField()),
                ("evidence", fahsai.records.fields.CanonicalJSON(default=list)),
                ("file_sha256", models.TextField(blank=True, default="")),
                ("sheet", models.TextField(blank=True, default="")),
                ("cell", models.TextField(blank=True, default="")),
                ("raw", models.TextField(blank=True, default="")),
                ("sheet_factor", fahsai.records.fields.ExactDecimal(null=True)),
                ("note", models.TextField(blank=True, default="")),
                ("layout", models.TextField(blank=True, default="")),
                ("row_key", models.TextField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "source_key"], name="activity_by_source"),
                    models.Index(
                        fields=["organisation", "period_start"], name="activity_by_period"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="activityrow_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="activityrow_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="activityrow_tombstone_withdraws",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=(
                            "organisation",
                            "layout",
                            "sheet",
                            "row_key",
                            "period_start",
                            "period_end",
                        ),
                        name="activityrow_one_chain",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_end__gt", models.F("period_start"))),
                        name="activityrow_period_lasts",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Inventory",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("period_start", models.DateField()),
                ("period_end", models.DateField()),
                ("period_kind", models.TextField()),
                ("year_be", models.IntegerField()),
                ("note", models.TextField(blank=True, default="")),
            ],
            options={
                "verbose_name_plural": "inventories",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id"), name="inventory_owner"),
                    models.UniqueConstraint(
                        fields=("organisation", "period_start", "period_end"),
                        name="inventory_one_a_period",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="CalculationRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("period_start", models.DateField()),
                ("period_end", models.DateField()),
                ("period_kind", models.TextField()),
                (
                    "inventory",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.inventory",
                    ),
                ),
                ("sha256", models.TextField()),
                ("report_date", models.DateField()),
                ("factor_set", models.TextField()),
                ("gwp_set", models.TextField()),
                ("packs", fahsai.records.fields.CanonicalJSON(default=list)),
                ("program_version", models.TextField()),
                ("complete", models.BooleanField()),
                ("total", fahsai.records.fields.ExactDecimal()),
                ("totals", fahsai.records.fields.CanonicalJSON(default=dict)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="calculationrow_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="inventory", name="calculationrow_inventory_same_owner"
                    ),
                    models.UniqueConstraint(
                        fields=("inventory", "organisation", "sha256"),
                        name="calculationrow_stored_once",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.source",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                ("key", models.UUIDField(default=fahsai.records.ids.new_id)),
                ("code", models.TextField()),
                ("kind", models.TextField()),
                ("name_th", models.TextField()),
                ("name_en", models.TextField(blank=True, default="")),
                ("unit_key", models.UUIDField(null=True)),
                ("facility_key", models.UUIDField(null=True)),
                ("equipment", models.TextField(blank=True, default="")),
                ("place", models.TextField(blank=True, default="")),
                ("utility_account", models.TextField(blank=True, default="")),
                ("capacity", models.TextField(blank=True, default="")),
                ("used_inside", models.TextField(blank=True, default="")),
                ("sold_outside", models.TextField(blank=True, default="")),
                ("monitoring_point", models.TextField(blank=True, default="")),
                ("evidence_note", models.TextField(blank=True, default="")),
                ("factor_keys", fahsai.records.fields.CanonicalJSON(default=dict)),
                ("choice_reason", models.TextField(blank=True, default="")),
                ("parameters", fahsai.records.fields.CanonicalJSON(default=dict)),
                ("excluded", models.BooleanField(default=False)),
                ("excluded_reason", models.TextField(blank=True, default="")),
                ("started_on", models.DateField(null=True)),
                ("started_reason", models.TextField(blank=True, default="")),
                ("ended_on", models.DateField(null=True)),
                ("ended_reason", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id"), name="source_owner"),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="source_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="source_tombstone_withdraws",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("organisation", "key"),
                        name="source_one_chain",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SourceResultRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "calculation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.calculationrow",
                    ),
                ),
                ("position", models.IntegerField()),
                ("source_key", models.UUIDField()),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.source",
                    ),
                ),
                ("method", models.TextField()),
                ("quantity", fahsai.records.fields.ExactDecimal()),
                ("unit", models.TextField()),
                ("complete", models.BooleanField()),
                ("activity_points", models.IntegerField()),
                ("factor_points", models.IntegerField()),
                ("totals", fahsai.records.fields.CanonicalJSON(default=dict)),
                ("choices", fahsai.records.fields.CanonicalJSON(default=list)),
                ("steps", fahsai.records.fields.CanonicalJSON(default=list)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="sourceresultrow_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="calculation", name="sourceresultrow_calculation_same_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="source", name="sourceresultrow_source_same_owner"
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="LineResultRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "source_result",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.sourceresultrow",
                    ),
                ),
                ("position", models.IntegerField()),
                ("lines", fahsai.records.fields.CanonicalJSON()),
                ("quantity", fahsai.records.fields.ExactDecimal()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="lineresultrow_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="source_result", name="lineresultrow_source_result_same_owner"
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ComponentRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "line_result",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.lineresultrow",
                    ),
                ),
                ("position", models.IntegerField()),
                ("reporting_class", models.TextField()),
                ("gas", models.TextField()),
                ("mass_kg", fahsai.records.fields.ExactDecimal(null=True)),
                ("co2e_kg", fahsai.records.fields.ExactDecimal()),
                ("term", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="componentrow_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="line_result", name="componentrow_line_result_same_owner"
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="InventoryVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "inventory",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.inventory",
                    ),
                ),
                ("number", models.IntegerField()),
                ("reason", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="inventoryversion_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="inventory", name="inventoryversion_inventory_same_owner"
                    ),
                    models.UniqueConstraint(
                        fields=("organisation", "inventory", "number"),
                        name="inventoryversion_numbered_once",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DocumentRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "calculation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.calculationrow",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.inventoryversion",
                    ),
                ),
                ("kind", models.TextField()),
                ("sha256", models.TextField()),
                ("file_name", models.TextField()),
                ("media_type", models.TextField()),
                ("cells", fahsai.records.fields.CanonicalJSON(default=list)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="documentrow_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="calculation", name="documentrow_calculation_same_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="version", name="documentrow_version_same_owner"
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                ("actor_id", models.UUIDField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("verb", models.TextField()),
                ("object_type", models.TextField()),
                ("object_id", models.UUIDField()),
                ("payload_sha256", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "object_id"], name="event_by_object")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id"), name="event_owner")
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.evidencefile",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                ("sha256", models.TextField()),
                ("name", models.TextField()),
                ("media_type", models.TextField()),
                ("size", models.BigIntegerField()),
                ("note", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="evidencefile_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="evidencefile_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="evidencefile_tombstone_withdraws",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("organisation", "sha256"),
                        name="evidencefile_one_chain",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Facility",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.facility",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                ("key", models.UUIDField(default=fahsai.records.ids.new_id)),
                ("code", models.TextField()),
                ("name_th", models.TextField()),
                ("name_en", models.TextField(blank=True, default="")),
                ("unit_key", models.UUIDField(null=True)),
                ("count", models.IntegerField(default=1)),
                ("added", models.BooleanField(default=False)),
                ("excluded", models.BooleanField(default=False)),
                ("reason", models.TextField(blank=True, default="")),
            ],
            options={
                "verbose_name_plural": "facilities",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id"), name="facility_owner"),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="facility_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="facility_tombstone_withdraws",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("organisation", "key"),
                        name="facility_one_chain",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="FindingRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "calculation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.calculationrow",
                    ),
                ),
                ("position", models.IntegerField()),
                ("code", models.TextField()),
                ("level", models.TextField()),
                ("subject", models.TextField()),
                ("data", fahsai.records.fields.CanonicalJSON(default=dict)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id"), name="findingrow_owner"),
                    fahsai.records.ownership.SameOwner(
                        field="calculation", name="findingrow_calculation_same_owner"
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="FormRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.formrecord",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "inventory",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.inventory",
                    ),
                ),
                ("kind", models.TextField()),
                ("position", models.IntegerField()),
                ("data", fahsai.records.fields.CanonicalJSON()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "kind"], name="form_record_by_kind")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id"), name="formrecord_owner"),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="formrecord_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="formrecord_tombstone_withdraws",
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="inventory", name="formrecord_inventory_same_owner"
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="ImportReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "inventory",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.inventory",
                    ),
                ),
                ("file_sha256", models.TextField()),
                ("file_name", models.TextField()),
                ("layout", models.TextField()),
                ("receipt", fahsai.records.fields.CanonicalJSON()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "file_sha256"], name="receipt_by_file")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="importreceipt_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="inventory", name="importreceipt_inventory_same_owner"
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.TextField()),
                ("position", models.TextField(blank=True, default="")),
                ("affiliation", models.TextField(blank=True, default="")),
                ("phone", models.TextField(blank=True, default="")),
                ("email", models.TextField(blank=True, default="")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id"), name="person_owner")
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="OrgUnit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.orgunit",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                ("key", models.UUIDField(default=fahsai.records.ids.new_id)),
                ("code", models.TextField()),
                ("name_th", models.TextField()),
                ("name_en", models.TextField(blank=True, default="")),
                ("parent_key", models.UUIDField(null=True)),
                (
                    "head",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id"), name="orgunit_owner"),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="orgunit_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="orgunit_tombstone_withdraws",
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="head", name="orgunit_head_same_owner"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("organisation", "key"),
                        name="orgunit_one_chain",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="OrganisationProfile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisationprofile",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                ("name_th", models.TextField()),
                ("name_en", models.TextField(blank=True, default="")),
                ("kind", models.TextField(blank=True, default="")),
                ("address", models.TextField(blank=True, default="")),
                ("province", models.TextField(blank=True, default="")),
                ("production_unit", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="organisationprofile_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="organisationprofile_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="organisationprofile_tombstone_withdraws",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("organisation",),
                        name="organisationprofile_one_chain",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="OwnFactor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.ownfactor",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                ("key", models.TextField()),
                ("factor", fahsai.records.fields.CanonicalJSON()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id"), name="ownfactor_owner"),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="ownfactor_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="ownfactor_tombstone_withdraws",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("organisation", "key"),
                        name="ownfactor_one_chain",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="PictureRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.picturerow",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                ("use", models.TextField()),
                ("sha256", models.TextField()),
                ("media_type", models.TextField()),
                ("caption", models.TextField(blank=True, default="")),
                ("owner", models.TextField(blank=True, default="")),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id"), name="picturerow_owner"),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="picturerow_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="picturerow_tombstone_withdraws",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="TeamAssignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.teamassignment",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                ("role", models.TextField()),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.person",
                    ),
                ),
                ("unit_key", models.UUIDField(null=True)),
                ("duty", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="teamassignment_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="teamassignment_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="teamassignment_tombstone_withdraws",
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="person", name="teamassignment_person_same_owner"
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="TextRow",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.textrow",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "inventory",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.inventory",
                    ),
                ),
                ("section", models.TextField()),
                ("language", models.TextField()),
                ("body", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id"), name="textrow_owner"),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="textrow_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="textrow_tombstone_withdraws",
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="inventory", name="textrow_inventory_same_owner"
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="UsedFactor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "calculation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.calculationrow",
                    ),
                ),
                ("edition", models.TextField()),
                ("key", models.TextField()),
                ("factor", fahsai.records.fields.CanonicalJSON()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "id"), name="usedfactor_owner"),
                    fahsai.records.ownership.SameOwner(
                        field="calculation", name="usedfactor_calculation_same_owner"
                    ),
                    models.UniqueConstraint(
                        fields=("calculation", "organisation", "edition", "key"),
                        name="usedfactor_copied_once",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="VersionLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.inventoryversion",
                    ),
                ),
                ("table_name", models.TextField()),
                ("row_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="versionlink_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="version", name="versionlink_version_same_owner"
                    ),
                    models.UniqueConstraint(
                        fields=("version", "organisation", "table_name", "row_id"),
                        name="versionlink_once_a_version",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="VersionSettings",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.versionsettings",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.inventoryversion",
                    ),
                ),
                ("data", fahsai.records.fields.CanonicalJSON()),
            ],
            options={
                "verbose_name_plural": "version settings",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="versionsettings_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="versionsettings_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="versionsettings_tombstone_withdraws",
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="version", name="versionsettings_version_same_owner"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("organisation", "version"),
                        name="versionsettings_one_chain",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="VersionState",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fahsai.records.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.organisation",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("actor_id", models.UUIDField()),
                (
                    "supersedes",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.versionstate",
                    ),
                ),
                ("withdrawn", models.BooleanField(default=False)),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.inventoryversion",
                    ),
                ),
                ("state", models.TextField()),
                ("reason", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "id"), name="versionstate_owner"
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="supersedes", name="versionstate_supersedes_same_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn", False), ("supersedes__isnull", False), _connector="OR"
                        ),
                        name="versionstate_tombstone_withdraws",
                    ),
                    fahsai.records.ownership.SameOwner(
                        field="version", name="versionstate_version_same_owner"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes__isnull", True)),
                        fields=("organisation", "version"),
                        name="versionstate_one_chain",
                    ),
                ],
            },
            managers=[
                ("rows", django.db.models.manager.Manager()),
            ],
        ),
    ]
