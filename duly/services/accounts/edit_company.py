"""Change what a company says about itself, and pause or resume its messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from duly.core.money.currency import exponent
from duly.core.money.mod97 import compact, iban_problem
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import Company

FIELDS = frozenset({
    "name", "address", "country", "currency", "language", "time_zone", "iban", "bic", "account_holder", "sender_name",
    "sender_email", "sender_phone", "bank_data_max_age_hours", "business_date_override",
})  # fmt: skip
BIC = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)
"""Between these a day may be pinned: every span that is counted from it stays within the calendar."""


def edit_company(*, act: Act, changes: Mapping[str, Any]) -> list[str]:
    """Store changed fields and return their names. Raises NotFound and ServiceRefused (which field, what would do).

    `iban` and `bic` may be written with blanks. Only names of FIELDS are taken (asserted).
    """
    assert changes.keys() <= FIELDS, changes.keys() - FIELDS
    company = _locked(act)
    cleaned = {name: _cleaned(name, value) for name, value in changes.items()}
    changed = [name for name, value in cleaned.items() if getattr(company, name) != value]
    if not changed:
        return []
    before = {name: _shown(getattr(company, name)) for name in changed}
    for name in changed:
        setattr(company, name, cleaned[name])
    company.save(update_fields=changed)
    after = {name: _shown(cleaned[name]) for name in changed}
    said = "Settings changed: " + ", ".join(f"{name} from {before[name]!r} to {after[name]!r}" for name in changed)
    record_activity(act=act, verb="company.edited", sentence=said, data={"before": before, "after": after})
    return changed


def _cleaned(name: str, value: Any) -> Any:
    if name == "iban" and value:
        if problem := iban_problem(value):
            raise ServiceRefused("iban", problem)
        return compact(value)
    if name == "bic" and value:
        bic = compact(value)
        if not BIC.fullmatch(bic):
            raise ServiceRefused("bic", "A BIC has 8 or 11 characters, such as COBADEFF or COBADEFFXXX.")
        return bic
    if name == "time_zone":
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ServiceRefused("time_zone", "Write the time zone as in Europe/Berlin or America/New_York.") from error
    if name == "business_date_override" and value and not FIRST_DAY <= value <= LAST_DAY:
        words = f"Choose a day between {FIRST_DAY.isoformat()} and {LAST_DAY.isoformat()}, or leave it empty."
        raise ServiceRefused("business_date_override", words)
    if name == "currency":
        exponent(value)
    if name == "name" and not str(value).strip():
        raise ServiceRefused("name", "The company needs a name.")
    return value.strip() if isinstance(value, str) else value


def _shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _locked(act: Act) -> Company:
    company = Company.objects.select_for_update().filter(pk=act.company_id).first()
    if company is None:
        raise NotFound("The company")
    return company


def pause_company(*, act: Act, reason: str) -> None:
    """Hold back every message until somebody resumes. Raises NotFound and ServiceRefused (no reason)."""
    if not reason.strip():
        raise ServiceRefused("reason", "Say why, so that the others know when to go on.")
    company = _locked(act)
    company.paused_at, company.paused_by, company.pause_reason = act.at, act.actor, reason.strip()[:300]
    company.save(update_fields=["paused_at", "paused_by", "pause_reason"])
    said = f"All messages paused: {company.pause_reason}"
    record_activity(act=act.because(company.pause_reason), verb="company.paused", sentence=said)


def resume_company(*, act: Act) -> None:
    """Let messages go out again; does nothing when they do. Raises NotFound."""
    company = _locked(act)
    if company.paused_at is None:
        return
    company.paused_at, company.paused_by, company.pause_reason = None, "", ""
    company.save(update_fields=["paused_at", "paused_by", "pause_reason"])
    record_activity(act=act, verb="company.resumed", sentence="Messages go out again")
