"""What the frame of every console page is given: who, where, what waits, what the palette offers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from duly.core.accounts.permissions import Verb
from duly.faces.console.access import Desk
from duly.faces.console.addresses import address
from duly.store.queries.desk import demo_people, nav_counts

SPOKEN = (("en", "English"), ("de", "Deutsch"))
"""Languages the console is translated into in full, each by its own name."""

COMMANDS: tuple[tuple[str, str | Promise, Verb], ...] = (
    ("imports_new", gettext_lazy("Import a file"), Verb.IMPORT),
    ("cash_import", gettext_lazy("Import a bank file"), Verb.IMPORT),
    ("tonight", gettext_lazy("Preview tonight's messages"), Verb.SEE_ALL),
    ("tonight_days", gettext_lazy("Days that were run"), Verb.SEE_ALL),
    ("cash_files", gettext_lazy("Bank files that were read"), Verb.SEE_ALL),
    ("procedures_new", gettext_lazy("Write a new procedure"), Verb.EDIT_PROCEDURE),
    ("procedures_templates", gettext_lazy("Wording of the messages"), Verb.SEE_ALL),
    ("reports_aging", gettext_lazy("Aging"), Verb.SEE_OWN),
    ("reports_figures", gettext_lazy("Figures: DSO, CEI, promises"), Verb.SEE_OWN),
    ("reports_segments", gettext_lazy("Figures by segment"), Verb.SEE_OWN),
    ("activity_people", gettext_lazy("Activity by person"), Verb.SEE_ALL),
    ("people_add", gettext_lazy("Add a person"), Verb.MANAGE_PEOPLE),
    ("settings", gettext_lazy("Change the company's settings"), Verb.EDIT_COMPANY),
    ("integrations_add", gettext_lazy("Add a webhook"), Verb.INTEGRATE),
    ("integrations_token_add", gettext_lazy("Make an API token"), Verb.INTEGRATE),
    ("customers_export", gettext_lazy("Export all customers"), Verb.SEE_OWN),
    ("start", gettext_lazy("First steps"), Verb.SEE_ALL),
    ("glossary", gettext_lazy("Glossary: what the words mean"), Verb.SEE_OWN),
)


def role_name(role: str) -> str:
    """Return a role in the reader's words."""
    return {
        "clerk": pgettext("role", "Clerk"), "manager": pgettext("role", "Manager"), "sales": pgettext("role", "Sales"),
        "viewer": pgettext("role", "Viewer"), "admin": pgettext("role", "Admin"),
    }.get(role, role)  # fmt: skip


def desk_context(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's variables for a page that was let in; for the sign-in, what it may offer."""
    desk: Desk | None = getattr(request, "desk", None)
    if desk is None:
        shown = settings.DEMO_OPEN_SIGN_IN
        return {
            "mail_works": bool(settings.EMAIL_URL),
            "demo_people": SimpleLazyObject(demo_people) if shown else (),
        }
    return {
        "desk": desk,
        "as_of": desk.today,
        "company_name": desk.company.name,
        "user_name": desk.user_name,
        "user_role": role_name(desk.role),
        "companies": [
            {"name": m.company_name, "value": m.company_id, "current": m.company_id == desk.company.id}
            for m in desk.memberships
        ],
        "company_switch_url": reverse("console:switch_company"),
        "counts": SimpleLazyObject(lambda: _counts(desk)),
        "user_links": _user_links(),
        "language_url": reverse("console:language"),
        "spoken": [(code, name, code == get_language()) for code, name in SPOKEN],
        "sign_out_url": reverse("account_logout"),
        "commands": [
            {"label": str(label), "href": href}
            for name, label, verb in COMMANDS
            if desk.may(verb) and (href := address(name))
        ],
        "may_integrate": desk.may(Verb.INTEGRATE),
        "search_json_url": reverse("console:search_json"),
        "standing_notices": _standing_notices(desk),
    }


def _counts(desk: Desk) -> dict[str, int]:
    found = nav_counts(desk.company.id, desk.today, desk.user_id)
    if desk.only_owner_id is not None:
        return {"today": found.tasks}
    return {
        "today": found.tasks, "tonight": found.notices, "cash": found.receipts, "imports": found.quarantined,
    }  # fmt: skip


def _user_links() -> list[dict[str, str]]:
    wanted = (
        ("account_change_password", _("Change password")), ("mfa_index", _("Two-factor sign-in")),
        ("console:glossary", _("Glossary")),
    )  # fmt: skip
    links = []
    for name, label in wanted:
        try:
            links.append({"label": label, "url": reverse(name)})
        except NoReverseMatch:
            continue
    return links


def _standing_notices(desk: Desk) -> list[dict[str, Any]]:
    """Return what must be seen on every page: a paused company, a pinned day."""
    company = desk.company
    notices: list[dict[str, Any]] = []
    if company.paused_at:
        text = _("All messages are paused by %(who)s: %(why)s") % {
            "who": company.paused_by,
            "why": company.pause_reason,
        }
        url = reverse("console:settings") if desk.may(Verb.PAUSE) else ""
        notices.append({"text": text, "tone": "warn", "icon": "pause", "url": url, "url_label": _("Resume")})
    if company.business_date_override:
        text = _("This company lives on a pinned day; its clock does not move.")
        notices.append({"text": text, "tone": "", "icon": "clock", "day": company.business_date_override})
    return notices
