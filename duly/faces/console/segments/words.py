"""Rules of segments and what they found, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from duly.core.accounts.segment_schema import AMOUNTS, NUMBERS
from duly.core.accounts.segments import Condition, Finding, SegmentRule
from duly.faces.look.figures import money_text

FACTS: dict[str, str] = {
    "average_days_late": gettext_noop("average days late"), "median_days_late": gettext_noop("median days late"),
    "paid_count": gettext_noop("payments"), "promises_judged": gettext_noop("promises that came due"),
    "promise_kept_percent": gettext_noop("promises kept, per cent"),
    "oldest_overdue_days": gettext_noop("oldest invoice, days late"),
    "days_known": gettext_noop("days since the first invoice"), "open": gettext_noop("open"),
    "overdue": gettext_noop("overdue"), "revenue": gettext_noop("revenue of twelve months"),
    "importance": gettext_noop("importance"), "country": gettext_noop("country"),
    "language": gettext_noop("language"), "status": gettext_noop("status"), "number": gettext_noop("number"),
}  # fmt: skip


def fact_name(fact: str) -> str:
    """Return what a condition looks at."""
    return _(FACTS.get(fact, fact))


def _limit(kind: str, wanted: str) -> str:
    return {
        "at_least": _("at least %(limit)s"), "at_most": _("at most %(limit)s"), "one_of": "%(limit)s",
        "none_of": _("not %(limit)s"),
    }[kind] % {"limit": wanted}  # fmt: skip


def finding_words(of: Finding) -> str:
    """Return a finding as `median days late 15 (at least 8)`."""
    words = {"fact": fact_name(of.fact), "found": _found(of), "limit": _limit(of.kind, of.wanted)}
    return _("%(fact)s %(found)s (%(limit)s)") % words


def _found(of: Finding) -> str:
    if not of.found:
        return _("none") if of.fact in AMOUNTS else _("unknown")
    return of.found.replace("-", "\u2212") if of.fact in NUMBERS else of.found


def finding_list(findings: tuple[Finding, ...]) -> str:
    """Return findings in one line."""
    return "; ".join(finding_words(one) for one in findings) or _("no segment before it holds")


def _condition(one: Condition) -> str:
    if one.amounts:
        wanted = _(" or ").join(money_text(minor, code) for code, minor in one.amounts)
    else:
        wanted = _(" or ").join(one.names) or str(one.limit)
    return _("%(fact)s: %(limit)s") % {"fact": fact_name(one.fact), "limit": _limit(one.kind, wanted)}


def rule_words(rule: SegmentRule) -> list[str]:
    """Return the conditions of a segment: one line per group, of which one must hold."""
    if not rule.groups:
        return [_("everybody else")]
    return ["; ".join(_condition(one) for one in group) for group in rule.groups]


def segment_name(name: str) -> str:
    """Return a segment's name, or that there is none."""
    return name or _("none")
