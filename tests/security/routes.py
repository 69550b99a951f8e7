"""Every address of the product, with what may be put into it; and the database with all filters taken away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver

from duly.store.tenancy import in_company

PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
WORDS = {"language": "en", "key": "reminder", "what": "sold", "kind": "promise", "action": "promise", "token": "x-y"}
LIBRARIES = ("account/",)
"""Sign-in pages come from a library and belong to a person, not to a company."""


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its pattern, and the view's name."""

    pattern: str
    name: str

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """Kind and name of each thing that stands in the address."""
        return [(found["kind"] or "str", found["name"]) for found in PARAMETER.finditer(self.pattern)]

    def address(self, number: int) -> str:
        """The address with this number for every number and a plain word for every word."""

        def fill(found: re.Match[str]) -> str:
            if found["kind"] == "int":
                return str(number)
            return WORDS.get(found["name"], "x")

        return "/" + PARAMETER.sub(fill, self.pattern)


def every_route() -> list[Route]:
    """All routes but those of the sign-in library and the API, whose document lists its own."""
    return [route for route in _walk(get_resolver().url_patterns, "") if not route.pattern.startswith("api/")]


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for one in patterns:
        pattern = before + str(one.pattern)
        if pattern.startswith(LIBRARIES):
            continue
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, pattern)
        else:
            yield Route(pattern, one.name or "")


COMPANY_CONDITION = re.compile(r'((?:"?\w+"?\.)?"?company_id"?)\s*=\s*(%s|%\(\w+\)s)')


def forget_company_filters(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """A wrapper for `connection.execute_wrapper`: conditions on the company hold for every row."""
    if not sql.lstrip().upper().startswith("INSERT"):
        sql = COMPANY_CONDITION.sub(r"(\1 = \1 OR \1 = \2)", sql)
    return execute(sql, params, many, context)


def tables() -> list[str]:
    """Every table that belongs to companies."""
    names = {model._meta.db_table for model in apps.get_app_config("store").get_models()}
    return sorted(names - {"person", "company"})


def fingerprint(company_id: int) -> dict[str, str]:
    """A digest of every row of a company, by table."""
    found = {}
    with in_company(company_id), connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{table}\" AS t")
            found[table] = cursor.fetchone()[0]
        cursor.execute("SELECT md5(c::text) FROM company AS c WHERE id = %s", [company_id])
        found["company"] = cursor.fetchone()[0]
    return found


def ids_of(company_id: int) -> dict[str, list[int]]:
    """Some ids of every table of a company."""
    found: dict[str, list[int]] = {}
    with in_company(company_id), connection.cursor() as cursor:
        for model in apps.get_app_config("store").get_models():
            table = model._meta.db_table
            if table in ("person", "company"):
                continue
            key = model._meta.pk.column  # type: ignore[union-attr]
            cursor.execute(f'SELECT min("{key}"), max("{key}") FROM "{table}"')
            found[table] = [number for number in cursor.fetchone() if number is not None]
    return found
