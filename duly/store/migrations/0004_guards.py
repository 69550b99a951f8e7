"""Row-level security and append-only guards of the tables that 0003 brought."""

from django.db import migrations

from duly.store.guard import isolate, list_in_directory, make_append_only

COMPANY_TABLES = [
    "api_answer", "api_token", "balance_day", "customer_balance", "event", "report_schedule", "saved_view",
    "segment_rules", "webhook_delivery", "webhook_endpoint",
]  # fmt: skip
APPEND_ONLY = ["event"]


def guard(apps, schema_editor):
    isolate(schema_editor, COMPANY_TABLES)
    list_in_directory(schema_editor, ["api_token", "webhook_endpoint"])
    make_append_only(schema_editor, APPEND_ONLY)


def keep_any_age(apps, schema_editor):
    """The company's limit on the age of bank data had no effect so far.

    Where the procedure that rules everybody else named none, any age did: it stays so.
    """
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('duly.scope', 'directory', true)")
        cursor.execute("SELECT id FROM company ORDER BY id")
        for (company_id,) in cursor.fetchall():
            cursor.execute("SELECT set_config('duly.company_id', %s, true)", [str(company_id)])
            cursor.execute(
                """UPDATE company SET bank_data_max_age_hours = 0 WHERE id = %(id)s AND EXISTS (
                     SELECT 1 FROM dunning_procedure p WHERE p.company_id = %(id)s AND p.is_active AND p.is_default
                        AND p.document #> '{silence,bank_data_max_age_hours}' IS NULL)""",
                {"id": company_id},
            )
        cursor.execute("SELECT set_config('duly.company_id', '', true), set_config('duly.scope', '', true)")


class Migration(migrations.Migration):
    dependencies = [("store", "0003_integration_and_views")]
    operations = [
        migrations.RunPython(guard, migrations.RunPython.noop),
        migrations.RunPython(keep_any_age, migrations.RunPython.noop),
    ]
