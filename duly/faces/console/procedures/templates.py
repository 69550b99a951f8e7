"""What messages say: per message and language, own wording or the shipped one."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from duly.core.accounts.permissions import Verb
from duly.core.dunning.wording import LANGUAGES, PLACEHOLDERS, TEMPLATE_KEYS, Kind, shipped_template
from duly.faces.console.access import DeskRequest, page
from duly.faces.console.outbox.frame import as_page, framed
from duly.faces.console.procedures.differences import text_difference
from duly.faces.console.procedures.words import language_name, message_name, tabs
from duly.faces.console.tonight.words import tone_name
from duly.services.dunning.compose_notice import wording_of
from duly.services.dunning.preview_message import preview_wording
from duly.services.dunning.save_template import check_template, restore_template, save_template
from duly.services.refused import ServiceRefused
from duly.store.queries.find import find_customers
from duly.store.queries.procedures import list_procedures
from duly.store.queries.templates import TemplateFacts, languages_of_customers, list_templates, sample_customers
from duly.wiring.ports import ports

MISSING_SHOWN = 40


@require_GET
@page(Verb.SEE_ALL)
def overview(request: DeskRequest) -> HttpResponse:
    """Show every message in every language: whose wording serves, and where a translation is missing."""
    company_id = request.desk.company.id
    own = {(one.key, one.language): one for one in list_templates(company_id)}
    spoken = languages_of_customers(company_id)
    used = _used_by(company_id)
    rows = []
    for key in TEMPLATE_KEYS:
        has_own = any((key, language) in own for language in LANGUAGES)
        cells = [
            {
                "own": own.get((key, language)),
                "url": reverse("console:procedures_template", args=[key, language]),
                "is_missing": has_own and (key, language) not in own and bool(spoken.get(language)),
                "language": language_name(language),
            }
            for language in LANGUAGES
        ]
        rows.append({"key": key, "name": message_name(key), "used": used.get(key, ""), "cells": cells,
                     "tone": tone_name(shipped_template(key, "en").tone)})  # fmt: skip
    others = [(language_name(code), count) for code, count in spoken.items() if code not in LANGUAGES]
    missing = _missing(own, spoken, used)
    context = {
        "missing": missing[:MISSING_SHOWN], "more_missing": max(0, len(missing) - MISSING_SHOWN),
        "title": _("Message templates"), "nav": "procedures", "tabs": tabs("procedures_templates"), "rows": rows,
        "languages": [(language_name(code), spoken.get(code, 0)) for code in LANGUAGES], "others": others,
    }  # fmt: skip
    return render(request, "console/procedures/templates.html", context)


def _missing(
    own: dict[tuple[str, str], TemplateFacts], spoken: dict[str, int], used: dict[str, str]
) -> list[dict[str, Any]]:
    """Return what customers' languages lack, what concerns most customers first, used messages before others.

    In a language that is shipped: own wording that was not translated. In another: every message that is used.
    """
    found = []
    for key in TEMPLATE_KEYS:
        written = sorted(language for name, language in own if name == key)
        for language, customers in spoken.items():
            is_shipped = language in LANGUAGES
            if (key, language) in own or (is_shipped and not written) or not (is_shipped or key in used):
                continue
            instead = _("the shipped wording") if is_shipped else _("the procedure’s fallback language")
            found.append({
                "message": message_name(key), "language": language_name(language), "customers": customers,
                "instead": instead, "is_used": key in used,
                "has": ", ".join(language_name(one) for one in written),
                "url": reverse("console:procedures_template", args=[key, language]) if is_shipped else "",
            })  # fmt: skip
    return sorted(found, key=lambda one: (not one["is_used"], -one["customers"], one["language"], one["message"]))


def _used_by(company_id: int) -> dict[str, str]:
    """Return by which levels of the ruling procedures a message is used."""
    found: dict[str, list[str]] = {}
    for row in list_procedures(company_id):
        for level in row.document.get("levels", ()):
            if level.get("template"):
                found.setdefault(level["template"], []).append(str(level["name"]))
        mixed = row.document.get("contact", {}).get("mixed_template")
        if mixed:
            found.setdefault(mixed, []).append(_("several levels at once"))
    return {key: ", ".join(dict.fromkeys(names)) for key, names in found.items()}


def _known(key: str, language: str) -> None:
    if key not in TEMPLATE_KEYS or language not in LANGUAGES:
        raise Http404


def _given(request: DeskRequest) -> tuple[str, str]:
    return request.POST.get("subject", "")[:400], request.POST.get("body", "")[:30_000].replace("\r\n", "\n")


@require_http_methods(["GET", "POST"])
@page(Verb.SEE_ALL)
def editor(request: DeskRequest, key: str, language: str) -> HttpResponse:
    """Show a wording with its placeholders and a preview; save it as the next version."""
    _known(key, language)
    desk = request.desk
    may_edit = desk.may(Verb.EDIT_PROCEDURE)
    versions = list_templates(desk.company.id, key=key, language=language)
    own = next((one for one in versions if one.is_active), None)
    shipped = shipped_template(key, language)
    subject, body = (own.subject, own.body) if own else (shipped.subject, shipped.body)
    if request.method == "POST":
        if not may_edit:
            return redirect("console:procedures_template", key, language)
        subject, body = _given(request)
        if _save(request, key, language, subject, body):
            return redirect("console:procedures_template", key, language)
    customers = sample_customers(desk.company.id)
    preferred = next((one.id for one in customers if one.language[:2] == language), None)
    context: dict[str, Any] = {
        "title": f"{message_name(key)}, {language_name(language)}", "nav": "procedures", "key": key, "own": own,
        "language": language, "subject": subject, "body": body, "may_edit": may_edit,
        "versions": _versions(versions, (shipped.subject, shipped.body)),
        "customers": customers, "chosen": preferred or (customers[0].id if customers else 0),
        "groups": _placeholder_groups(), "others": _other_languages(desk.company.id, key, language),
        "is_missing": own is None and _has_own_elsewhere(desk.company.id, key), **_problems(key, subject, body),
    }  # fmt: skip
    return render(request, "console/procedures/template.html", context)


def _versions(versions: list[TemplateFacts], shipped: tuple[str, str]) -> list[dict[str, Any]]:
    """Return the own versions, newest first, each with what it changed: against the one before, or the shipped one."""
    texts = [f"{one.subject}\n\n{one.body}" for one in versions] + ["\n\n".join(shipped)]
    return [
        {"row": row, "lines": text_difference(texts[place + 1].strip(), texts[place].strip()),
         "is_first": place == len(versions) - 1}
        for place, row in enumerate(versions)
    ]  # fmt: skip


def _save(request: DeskRequest, key: str, language: str, subject: str, body: str) -> bool:
    try:
        version = save_template(act=request.desk.act(), key=key, language=language, subject=subject, body=body)
    except ServiceRefused as refusal:
        messages.error(request, str(refusal))
        return False
    said = _("Saved as version %(n)s. It serves from the next message on.") % {"n": version}
    messages.success(request, said if version else _("That is the shipped wording; it serves already."))
    return True


def _has_own_elsewhere(company_id: int, key: str) -> bool:
    return any(one.key == key for one in list_templates(company_id))


def _other_languages(company_id: int, key: str, current: str) -> list[dict[str, Any]]:
    own: dict[str, TemplateFacts] = {one.language: one for one in list_templates(company_id) if one.key == key}
    return [
        {
            "label": language_name(code), "url": reverse("console:procedures_template", args=[key, code]),
            "current": code == current, "is_own": code in own,
        }
        for code in LANGUAGES
    ]  # fmt: skip


def _placeholder_groups() -> list[tuple[str, list[dict[str, str]]]]:
    names = {
        Kind.TEXT: _("Texts"), Kind.CONDITION: _("Conditions, in [[if …]] only"),
        Kind.BLOCK: _("Blocks, alone on a line"),
    }  # fmt: skip
    return [
        (
            names[kind],
            [
                {"name": f"[[if {one.name}]]" if kind is Kind.CONDITION else f"{{{one.name}}}",
                 "meaning": _(one.meaning), "example": one.example if kind is Kind.TEXT else ""}
                for one in PLACEHOLDERS.values() if one.kind is kind
            ],
        )
        for kind in Kind
    ]  # fmt: skip


def _problems(key: str, subject: str, body: str) -> dict[str, Any]:
    in_subject, in_body = check_template(key=key, subject=subject, body=body)
    return {"in_subject": in_subject, "in_body": in_body, "is_usable": not in_subject and not in_body}


@require_http_methods(["GET", "POST"])
@page(Verb.SEE_ALL)
def check(request: DeskRequest, key: str, language: str) -> HttpResponse:
    """Answer with what is wrong with a wording; with `?show=1` with the message it makes, for the frame.

    A GET is about the wording that serves.
    """
    _known(key, language)
    wording = _given(request) if request.method == "POST" else wording_of(request.desk.company.id, key, language)
    if not request.GET.get("show"):
        return render(request, "console/procedures/_wording.html", _problems(key, *wording))
    number = _customer_meant(request)
    try:
        mail = preview_wording(
            act=request.desk.act(), ports=ports(), customer_id=number, key=key, language=language, wording=wording
        )  # fmt: skip
    except ServiceRefused as refusal:
        return framed(as_page(str(refusal)))
    subject = escape(mail.subject)
    head = (
        f'<p style="margin:0;padding:12px 16px;background:#f8f7f4;color:#1c1b18;font:600 15px sans-serif">{subject}</p>'
    )
    return framed(re.sub(r"(<body[^>]*>)", lambda found: found[1] + head, mail.html, count=1))


def _customer_meant(request: DeskRequest) -> int:
    """Return the customer to try a wording on: named by hand, else chosen from the list; 0 for nobody."""
    named = request.POST.get("who", "").strip()[:100]
    if named:
        return next(iter(find_customers(request.desk.company.id, named)), 0)
    wanted = request.POST.get("customer", request.GET.get("customer", ""))
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else 0


@require_POST
@page(Verb.EDIT_PROCEDURE)
def bring_back(request: DeskRequest, key: str, language: str, version: int) -> HttpResponse:
    """Save an earlier version's wording as the newest one."""
    _known(key, language)
    rows = list_templates(request.desk.company.id, key=key, language=language)
    row = next((one for one in rows if one.version == version), None)
    if row is None:
        raise Http404
    _save(request, key, language, row.subject, row.body)
    return redirect("console:procedures_template", key, language)


@require_POST
@page(Verb.EDIT_PROCEDURE)
def restore(request: DeskRequest, key: str, language: str) -> HttpResponse:
    """Let the shipped wording serve again."""
    _known(key, language)
    if restore_template(act=request.desk.act(), key=key, language=language):
        messages.success(request, _("The shipped wording serves again. Your versions stay below."))
    return redirect("console:procedures_template", key, language)
