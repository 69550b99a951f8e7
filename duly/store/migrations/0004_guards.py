"""Row-level security and append-only guards of the tables that 0003 brought."""

from django.db import migrations

from duly.store.guard import isolate, list_in_directory, make_append_only

COMPANY_TABLES = [
    "api_answer", "api_token", "event", "report_schedule", "saved_view", "segment", "webhook_delivery",
    "webhook_endpoint",
]  # fmt: skip
APPEND_ONLY = ["event"]


def guard(apps, schema_editor):
    isolate(schema_editor, COMPANY_TABLES)
    list_in_directory(schema_editor, ["api_token"])
    make_append_only(schema_editor, APPEND_ONLY)


class Migration(migrations.Migration):
    dependencies = [("store", "0003_integration_and_views")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
