"""What a person does with several things at once: the consequence is said in words, and done once it is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme

from duly.faces.console.access import DeskRequest

MOST_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a deed can be done to: ids and names, the consequence in words, and what is said about the rest."""

    ids: tuple[int, ...]
    names: tuple[str, ...]
    consequence: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """`choose` finds what it can be done to (with ids it was asked for), `do` does it and says what came of it.

    With a `reason_label` it is done only for a stated reason.
    """

    title: Promise
    button: Promise
    nothing: Promise
    choose: Callable[[DeskRequest, list[int]], Chosen]
    do: Callable[[DeskRequest, Sequence[int], str], None]
    reason_label: Promise | None = None


def chosen_ids(request: DeskRequest) -> list[int]:
    """Return the ids that were posted, one by one or with commas between, each once."""
    given = ",".join(request.POST.getlist("ids")).split(",")
    found = [text for text in given if text.isascii() and text.isdigit() and len(text) < 19]
    return [int(text) for text in dict.fromkeys(found)][:MOST_AT_ONCE]


def back_to(request: DeskRequest) -> str:
    """Return the page an action came from, else Tonight."""
    wanted = request.POST.get("next") or request.headers.get("referer", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else reverse("console:tonight")


def confirm_then_do(request: DeskRequest, deed: Deed) -> HttpResponse:
    """Ask with the consequence in words; do it when that was confirmed, with a reason where one is needed."""
    found = deed.choose(request, chosen_ids(request))
    if not found.ids:
        messages.warning(request, " ".join([str(deed.nothing), *found.others[:5]]))
        return redirect(back_to(request))
    reason = request.POST.get("reason", "").strip()
    if request.POST.get("confirmed") and (reason or deed.reason_label is None):
        deed.do(request, found.ids, reason)
        for said in found.others[:5]:
            messages.info(request, said)
        return redirect(back_to(request))
    context: dict[str, Any] = {
        "title": deed.title, "nav": "tonight", "consequence": found.consequence, "button": deed.button,
        "ids": ",".join(map(str, found.ids)), "names": found.names, "others": found.others,
        "reason_label": deed.reason_label, "back_url": back_to(request),
        "is_missing": bool(request.POST.get("confirmed")),
    }  # fmt: skip
    return render(request, "console/tonight/confirm.html", context)
