"""The funnel of levels: how many invoices reached each, drawn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from duly.core.dunning.procedure import DunningProcedure
from duly.core.insight.charts import FunnelStep, Heading, level_funnel
from duly.core.money.currency import exponent
from duly.faces.console.access import Desk
from duly.faces.console.tonight.words import whole
from duly.faces.look.figures import amount_text, money_text
from duly.store.queries.level_reach import level_reach

REACH_DAYS = 90


def reach_chart(desk: Desk, procedure: DunningProcedure, *, is_default: bool) -> dict[str, Any] | None:
    """Return how many invoices reached each level lately, as `look/parts/chart.html` draws it; None when none did."""
    code = desk.company.currency
    reach = level_reach(
        desk.company.id, procedure.name, desk.today, currency=code, days=REACH_DAYS, is_default=is_default
    )
    found = {one.level_key: one for one in reach}
    levels = [(level, found.get(level.key)) for level in procedure.levels]
    if not any(reached for _level, reached in levels):
        return None
    counts = [(level.name, reached.invoices if reached else 0) for level, reached in levels]
    last = next((level for level, reached in reversed(levels) if reached), procedure.levels[0])
    title = _("%(first)s invoices began, %(last)s came to \u201c%(level)s\u201d") % {
        "first": whole(counts[0][1]), "last": whole(dict(counts)[last.name]), "level": last.name,
    }  # fmt: skip
    heading = Heading("level-reach", title, _("Bars of invoices by the level they reached."))
    chart = level_funnel(
        [FunnelStep(label, Decimal(count)) for label, count in counts], heading=heading,
        format_value=lambda value: whole(int(value)), width=480,
    )  # fmt: skip
    rows = [
        (level.name, whole(reached.invoices if reached else 0), amount_text(reached.open_minor if reached else 0, code))
        for level, reached in levels
    ]
    note = _("The last %(days)s days; an invoice counts at each level it reached.") % {"days": REACH_DAYS}
    head = (_("Level"), _("Invoices"), _("Asked for, %(code)s") % {"code": code})
    return {"title": title, "svg": mark_safe(chart.svg), "note": note, "head": head, "rows": rows}  # noqa: S308  # ours


def amounts_chart(chart_id: str, steps: list[tuple[str, int]], code: str) -> dict[str, Any] | None:
    """Return what is asked for at each level in one currency (minor units), drawn; None when there is nothing."""
    total = sum(minor for _label, minor in steps)
    if len(steps) < 2 or total <= 0:
        return None
    label, most = max(steps, key=lambda one: one[1])
    title = _("%(share)s %% of the money is asked for at \u201c%(level)s\u201d") % {
        "share": whole(round(100 * most / total)), "level": label,
    }  # fmt: skip
    scale = Decimal(10) ** exponent(code)
    chart = level_funnel(
        [FunnelStep(name, Decimal(minor) / scale) for name, minor in steps],
        heading=Heading(chart_id, title, _("Bars of amounts by level.")),
        format_value=lambda value: money_text(int(value * scale), code), width=480, with_shares=False,
    )  # fmt: skip
    head = (_("Level"), _("Asked for"))
    return {"title": title, "svg": mark_safe(chart.svg), "note": "", "head": head, "rows": chart.table.rows}  # noqa: S308
