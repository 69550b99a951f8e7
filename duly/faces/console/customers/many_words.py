"""What a change of many customers will do, in words, before it is done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duly.faces.console.access import Desk
from duly.faces.look.figures import date_text
from duly.services.dunning.explain import explain_customers
from duly.services.refused import ServiceRefused
from duly.store.queries.many_customers import count_that_differ, held_count, waiting_count
from duly.wiring.ports import holidays

MOST_DECIDED = 2000


def consequence(desk: Desk, what: str, ids: list[int], form: forms.Form) -> str:
    """Return what will happen with the values that stand in the form now."""
    if what == "hold":
        return _hold_means(desk, ids, _day(form, "until_date"))
    if what == "end-hold":
        held = held_count(desk.company.id, ids, desk.today)
        words = ngettext(
            "Ends the hold on %(n)s customer. What is due is asked for again from the next run on.",
            "Ends the holds on %(n)s customers. What is due is asked for again from the next run on.", held,
        )  # fmt: skip
        return words % {"n": held} if held else _("None of them is on hold. Nothing changes.")
    if what == "snooze":
        return _snooze_means(len(ids), _day(form, "until_date"))
    value = _value(form)
    if what == "owner":
        value = int(str(value)) if str(value or "").isdigit() else None
    differ = count_that_differ(desk.company.id, ids, what, value if what == "owner" else value or "")
    return _assign_means(what, form, value, differ, len(ids) - differ)


def _value(form: forms.Form) -> Any:
    return form["value"].value() if "value" in form.fields else None


def _day(form: forms.Form, name: str) -> date | None:
    value = form[name].value()
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None


def _hold_means(desk: Desk, ids: list[int], until: date | None) -> str:
    words = {"n": len(ids), "day": date_text(until) if until else _("somebody ends it")}
    said = ngettext(
        "Puts %(n)s customer on hold until %(day)s", "Puts %(n)s customers on hold until %(day)s", len(ids)
    )  # fmt: skip
    left_out = _tonight(desk, ids)
    if left_out is None:
        return said % words + _("; whatever is due for them tonight is left out.")
    tail = ngettext(
        "; %(n)s message tonight is left out.", "; %(n)s messages tonight are left out.", left_out
    )  # fmt: skip
    text = said % words + (tail % {"n": left_out} if left_out else _("; no message to them is due tonight."))
    held = held_count(desk.company.id, ids, desk.today)
    more = ngettext(
        "%(n)s of them is on hold already.", "%(n)s of them are on hold already.", held
    )  # fmt: skip
    return f"{text} {more % {'n': held}}" if held else text


def _tonight(desk: Desk, ids: list[int]) -> int | None:
    """Count the messages that wait or would be decided for them today; None for too many to be looked at."""
    if len(ids) > MOST_DECIDED:
        return None
    try:
        decided = explain_customers(act=desk.act(), holidays=holidays, customer_ids=ids)
    except ServiceRefused:
        decided = []
    due = sum(1 for one in decided for action in one.decision.actions if action.channel == "email")
    return due + waiting_count(desk.company.id, ids)


def _snooze_means(count: int, until: date | None) -> str:
    words = ngettext(
        "Takes %(n)s customer off the worklist until %(day)s. Reminders go on.",
        "Takes %(n)s customers off the worklist until %(day)s. Reminders go on.", count,
    )  # fmt: skip
    return words % {"n": count, "day": date_text(until) if until else "\u2026"}


def _assign_means(what: str, form: forms.Form, value: Any, differ: int, same: int) -> str:
    if not differ:
        return _("All of them have that already. Nothing changes.")
    named: Any = form.fields["value"]
    shown = str(value or "")
    if what != "segment":
        shown = next((label for key, label in named.choices if str(key) == str(value or "")), shown)
    sentences = {
        "owner": ngettext("Gives %(n)s customer to %(to)s.", "Gives %(n)s customers to %(to)s.", differ),
        "procedure": ngettext(
            "From the next run on %(n)s customer follows %(to)s.",
            "From the next run on %(n)s customers follow %(to)s.", differ,
        ),
        "segment": ngettext(
            "Moves %(n)s customer into the segment \u201c%(to)s\u201d.",
            "Moves %(n)s customers into the segment \u201c%(to)s\u201d.", differ,
        ),
    }  # fmt: skip
    if what == "segment" and not shown:
        sentence = ngettext("Takes %(n)s customer out of its segment.", "Takes %(n)s customers out of theirs.", differ)
    elif what == "owner" and value is None:
        sentence = ngettext("Leaves %(n)s customer to nobody.", "Leaves %(n)s customers to nobody.", differ)
    else:
        sentence = sentences[what]
    text = sentence % {"n": differ, "to": shown}
    left = ngettext("%(n)s has that already.", "%(n)s have that already.", same) % {"n": same}
    return f"{text} {left}" if same else text


def done(what: str, count: int) -> str:
    """Return what was done."""
    if not count:
        return _("Nothing was changed.")
    sentences = {
        "owner": ngettext("%(n)s customer has a new owner.", "%(n)s customers have a new owner.", count),
        "procedure": ngettext("%(n)s customer follows it now.", "%(n)s customers follow it now.", count),
        "segment": ngettext(
            "The segment of %(n)s customer is changed.", "The segment of %(n)s customers is changed.", count
        ),
        "hold": ngettext("%(n)s customer is on hold.", "%(n)s customers are on hold.", count),
        "end-hold": ngettext("The hold on %(n)s customer has ended.", "Holds on %(n)s customers have ended.", count),
        "snooze": ngettext("%(n)s customer is off the list.", "%(n)s customers are off the list.", count),
    }
    return sentences[what] % {"n": count}
