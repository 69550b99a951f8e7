"""Remembered answers are kept for a week; what is older goes, company by company."""

from __future__ import annotations

from datetime import datetime

from duly.services.api.remember_answer import forget_answers
from duly.store.queries.companies import all_companies
from duly.store.tenancy import in_company


def forget_old_answers(*, at: datetime) -> int:
    """Delete the answers of all companies that are older than a week; return how many. Opens the scopes itself."""
    count = 0
    for company in all_companies():
        with in_company(company.id):
            count += forget_answers(company_id=company.id, at=at)
    return count
