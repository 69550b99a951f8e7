"""Every table of ours belongs to a company and is led by it."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command

NOT_OF_A_COMPANY = {"person", "company"}


def models() -> list[type]:
    return [m for m in apps.get_app_config("store").get_models() if m._meta.db_table not in NOT_OF_A_COMPANY]


def test_every_table_has_company_id() -> None:
    assert not [m._meta.db_table for m in models() if "company" not in {f.name for f in m._meta.fields}]


def test_every_index_begins_with_the_company() -> None:
    wrong = [index.name for m in models() for index in m._meta.indexes if index.fields[0].lstrip("-") != "company"]
    assert not wrong


def test_the_migrations_say_what_the_models_say(db: None) -> None:
    call_command("makemigrations", "store", "--check", "--dry-run", verbosity=0)
