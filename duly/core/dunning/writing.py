"""Snapshots and decisions as compact JSON text, and back: what a day stores for every customer.

The text is that of `encode`, written without the detour over dicts, and nothing is said twice: fields that have their
default are left out, an invoice's number, dates and amounts stand in the snapshot only, and the reasons of an acting
invoice in its action only. `read_record` puts everything back; `read_record(record_text(d, s)) == (d, s)`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from operator import attrgetter
from typing import Any

from duly.core.dunning.decision import Action, ActionItem, CustomerDecision, ItemOutcome, NextStep
from duly.core.dunning.reasons import Reason
from duly.core.dunning.snapshot import CustomerSnapshot, OpenItem

Writer = Callable[[Any], str]
FORMAT = 2


def to_text(value: Any) -> str:
    """Return a dataclass of the kinds that `encode` knows as JSON text; `from_dict` reads it."""
    return _writer_of(value)(value)


def record_text(decision: CustomerDecision, snapshot: CustomerSnapshot) -> str:
    """Return a decision with the facts it was made from as one JSON text (format 2)."""
    head = to_text(replace(decision, actions=(), items=()))
    actions = ",".join([_action(one) for one in decision.actions])
    items = ",".join([_outcome(one) for one in decision.items])
    said = f'"decision":{head},"actions":[{actions}],"items":[{items}],"snapshot":{to_text(snapshot)}'
    return f'{{"format":{FORMAT},{said}}}'


def action_of(text: str) -> Action:
    """Return the action that `to_text` wrote."""
    return Action.from_dict(json.loads(text))


def read_record(text: str) -> tuple[CustomerDecision, CustomerSnapshot]:
    """Return what `record_text` wrote. Raises ValueError for what a newer release wrote."""
    data = json.loads(text)
    if data["format"] != FORMAT:
        raise ValueError(f"the decision has format {data['format']}, this release of Duly reads {FORMAT}: update Duly")
    snapshot = CustomerSnapshot.from_dict(data["snapshot"])
    known = {one.receivable_id: one for one in snapshot.items}
    as_of = date.fromisoformat(data["decision"]["as_of"])
    for action in data["actions"]:
        for name in ("items", "also_open"):
            action[name] = [_whole_item(one, known, as_of) for one in action.get(name, ())]
    acting = {one["receivable_id"]: one for action in data["actions"] for one in action["items"]}
    items = [_whole_outcome(one, known, acting) for one in data["items"]]
    decision = CustomerDecision.from_dict({**data["decision"], "actions": data["actions"], "items": items})
    return decision, snapshot


def _whole_item(one: dict[str, Any], known: Mapping[str, OpenItem], as_of: date) -> dict[str, Any]:
    item = known[one["receivable_id"]]
    return {
        "level_key": "", "level_no": 0, "ask_minor": item.open_minor, **one, "number": item.number,
        "currency": item.currency, "open_minor": item.open_minor, "due_date": item.due_date.isoformat(),
        "days_overdue": (as_of - item.due_date).days,
    }  # fmt: skip


def _whole_outcome(
    one: dict[str, Any], known: Mapping[str, OpenItem], acting: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    item = known[one["receivable_id"]]
    whole = {"level_key": "", "ask_minor": item.open_minor, "reasons": [], **one, "number": item.number}
    if one["outcome"] == "act":
        action_item = acting[one["receivable_id"]]
        whole |= {name: action_item[name] for name in ("level_key", "ask_minor", "reasons")}
    return whole


def _action(one: Action) -> str:
    items = ",".join([_action_item(item) for item in one.items])
    listed = ",".join([_action_item(item) for item in one.also_open])
    rest = to_text(replace(one, items=(), also_open=()))
    return f'{rest[:-1]},"items":[{items}],"also_open":[{listed}]}}'


def _action_item(one: ActionItem) -> str:
    level = _level_text(one.level_key, one.level_no, one.tone, one.merged)
    ask = "" if one.ask_minor == one.open_minor else f'"ask_minor":{one.ask_minor},'
    return (
        f'{{"receivable_id":{quoted(one.receivable_id)},{level}{ask}"reasons":[{",".join(map(_reason, one.reasons))}]}}'
    )


@lru_cache(maxsize=1000)
def _level_text(key: str, number: int, tone: str, merged: tuple[str, ...]) -> str:
    if not key and not number and not tone and not merged:
        return ""
    return f'"level_key":{quoted(key)},"level_no":{number},"tone":{quoted(tone)},"merged":{_sequence(merged)},'


def _outcome(one: ItemOutcome) -> str:
    step = _step_text(one.next_step) if one.next_step else ""
    if one.outcome == "act":
        return f'{{"receivable_id":{quoted(one.receivable_id)},"outcome":"act"{step}}}'
    level = f',"level_key":{quoted(one.level_key)}' if one.level_key else ""
    return (
        f'{{"receivable_id":{quoted(one.receivable_id)},"outcome":"{one.outcome}"{level},"ask_minor":{one.ask_minor},'
        f'"reasons":{_sequence(one.reasons)}{step}}}'
    )


def _step_text(step: NextStep) -> str:
    if step.planned is None or step.waits_for:
        return f',"next_step":{to_text(step)}'
    return _planned_text(step.level_key, step.level_name, step.planned)


@lru_cache(maxsize=5000)
def _planned_text(key: str, name: str, planned: date) -> str:
    return f',"next_step":{to_text(NextStep(key, name, planned))}'


_item_rest = attrgetter(*(one.name for one in fields(OpenItem)[7:]))
_ITEM_DEFAULTS = tuple(one.default for one in fields(OpenItem)[7:])


def _open_item(one: OpenItem) -> str:
    if _item_rest(one) != _ITEM_DEFAULTS:
        return _whole_open_item(one)
    return (
        f'{{"receivable_id":{quoted(one.receivable_id)},"number":{quoted(one.number)},'
        f'"currency":{quoted(one.currency)},"amount_minor":{one.amount_minor},"open_minor":{one.open_minor},'
        f'"issue_date":"{one.issue_date.isoformat()}","due_date":"{one.due_date.isoformat()}"}}'
    )


_WRITERS: dict[type[Any], Writer] = {}


def _writer_of(value: Any) -> Writer:
    """Return what writes values of exactly this type."""
    kind = type(value)
    found = _WRITERS.get(kind)
    if found is None:
        found = _WRITERS[kind] = _writer(kind)
    return found


def _writer(kind: type[Any]) -> Writer:
    plain: dict[type[Any], Writer] = {
        str: quoted, int: int.__repr__, bool: json.dumps, type(None): json.dumps, tuple: _sequence,
        date: _date, datetime: _date, time: _date, frozenset: lambda value: _sequence(sorted(value)), Reason: _reason,
        OpenItem: _open_item,
    }  # fmt: skip
    return plain[kind] if kind in plain else _dataclass_writer(kind)


def _date(value: date | time) -> str:
    return f'"{value.isoformat()}"'


def _sequence(values: Any) -> str:
    return "[" + ",".join([_writer_of(one)(one) for one in values]) + "]" if values else "[]"


def _reason(one: Reason) -> str:
    return _shared_reason(one) if one.code in _SHARED else _reason_text(one)


def _reason_text(one: Reason) -> str:
    params = ",".join([
        f'["{name}",{quoted(value)}]' if type(value) is str else f'["{name}",{json.dumps(value)}]'
        for name, value in one.params
    ])  # fmt: skip
    clear = f',"clear_date":"{one.clear_date.isoformat()}"' if one.clear_date else ""
    return f'{{"code":"{one.code}","params":[{params}]{clear}}}'


def _dataclass_writer(kind: type[Any]) -> Writer:
    assert is_dataclass(kind), f"{kind.__name__} cannot be stored"
    spec = [(f'"{one.name}":', MISSING if one.default is MISSING else one.default) for one in fields(kind)]
    read = attrgetter(*(one.name for one in fields(kind)))
    defaults = tuple(default for _, default in spec)
    names = tuple(name for name, _ in spec)

    def write(value: Any) -> str:
        return "{" + ",".join([
            name + _writer_of(given)(given)
            for name, given, default in zip(names, read(value), defaults, strict=True)
            if given is not default and given != default
        ]) + "}"  # fmt: skip

    return write


_whole_open_item = _dataclass_writer(OpenItem)
_SHARED = frozenset({"caught_up", "merged"})  # these name no invoice: many have the same
_shared_reason = lru_cache(maxsize=5000)(_reason_text)
