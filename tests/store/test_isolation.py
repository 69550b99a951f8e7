"""No company sees or writes another's rows, whatever a query forgets to filter."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from duly.services.accounts.create_company import create_company
from duly.store.tenancy import in_company, in_directory

TABLES = sorted(m._meta.db_table for m in apps.get_app_config("store").get_models())
COMPANY_TABLES = [t for t in TABLES if t not in {"person", "company"}]


def column_value(column: models.Field, company_id: int) -> object:
    """Return something storable for a column, so that any table can be given a row."""
    if column.is_relation:
        return company_id if column.name == "company" else 1
    kinds = {
        models.DateTimeField: "2026-01-01T00:00Z", models.DateField: "2026-01-01", models.JSONField: "{}",
        models.UUIDField: "00000000-0000-4000-8000-000000000000",
        models.BooleanField: False, models.CharField: "x", models.TextField: "x", models.EmailField: "x",
        models.BinaryField: b"x",
    }  # fmt: skip
    return next((value for kind, value in kinds.items() if isinstance(column, kind)), 1)


def insert_row(table: str, company_id: int) -> None:
    """Write one row with the ORM out of the way."""
    model = next(m for m in apps.get_app_config("store").get_models() if m._meta.db_table == table)
    columns = [f for f in model._meta.local_concrete_fields if not (f.primary_key and not f.is_relation)]
    names = ", ".join(f'"{f.column}"' for f in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", [column_value(f, company_id) for f in columns]
        )


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@pytest.fixture
def two(db: None) -> tuple[int, int]:
    return create_company(name="Demo North", slug="north"), create_company(name="Demo South", slug="south")


@pytest.mark.parametrize("table", COMPANY_TABLES)
def test_rows_of_another_company_do_not_exist(two: tuple[int, int], table: str) -> None:
    north, south = two
    sid = transaction.savepoint()
    with in_company(north):
        insert_row(table, north)
        assert count(table) == 1
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            insert_row(table, south)
    with in_company(south):
        assert count(table) == 0
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET company_id = company_id")
            assert cursor.rowcount == 0
            cursor.execute(f"DELETE FROM {table}")
            assert cursor.rowcount == 0
    assert count(table) == 0, "without a company there is nothing to see"
    transaction.savepoint_rollback(sid)


def test_every_table_of_ours_is_isolated_even_from_its_owner(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relrowsecurity AND relforcerowsecurity", [TABLES]
        )
        isolated = {row[0] for row in cursor.fetchall()}
    assert set(TABLES) - isolated == {"person"}, "a person may serve several companies; memberships say which"


def test_the_directory_lists_companies_but_lets_nobody_write(two: tuple[int, int]) -> None:
    with in_directory():
        assert count("company") >= 2
        with connection.cursor() as cursor:
            cursor.execute("UPDATE company SET name = 'taken'")
            assert cursor.rowcount == 0
            cursor.execute("SELECT count(*) FROM customer")
            assert cursor.fetchone()[0] == 0


def test_a_superuser_is_refused(db: None) -> None:
    from django.core.exceptions import ImproperlyConfigured

    from duly.store.tenancy import refuse_unsafe_role

    class Row:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def execute(self, *_):
            return None

        def fetchall(self):
            return [("root", True, False)]

    class Fake:
        closed = False
        connection = None

        def cursor(self):
            return Row()

        def close(self):
            self.closed = True

    fake = Fake()
    fake.connection = fake
    with pytest.raises(ImproperlyConfigured, match="row-level security"):
        refuse_unsafe_role(connection=fake)
    assert fake.closed


@pytest.mark.parametrize("table", ["posting", "entry", "receivable", "receipt", "activity", "decision", "bank_line"])
def test_the_ledger_only_grows(company: int, table: str) -> None:
    refused = (f"TRUNCATE {table} CASCADE", f"UPDATE {table} SET company_id = company_id", f"DELETE FROM {table}")
    for number, statement in enumerate(refused):
        sid = transaction.savepoint()
        if number:  # an UPDATE or DELETE needs a row to refuse; its loose references are rolled back with it
            insert_row(table, company)
        with pytest.raises(DatabaseError, match="only grows"), connection.cursor() as cursor:
            cursor.execute(statement)
        transaction.savepoint_rollback(sid)
