"""A company's own wording of a message in a language: checked, saved as a new version, or given up again."""

from __future__ import annotations

from duly.core.dunning.wording.check import Problem, check
from duly.core.dunning.wording.shipped import LANGUAGES, TEMPLATE_KEYS, shipped_template
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import MailTemplate


def check_template(*, key: str, subject: str, body: str) -> tuple[list[Problem], list[Problem]]:
    """Return what is wrong with a subject and with a body; two empty lists when they may be saved."""
    return check(subject, where="subject", key=key), check(body, where="body", key=key)


def save_template(*, act: Act, key: str, language: str, subject: str, body: str) -> int:
    """Save the wording as the next version and return its number; it serves from the next message on.

    Line ends are made plain. The wording that serves already changes nothing: its version is returned (0: shipped).
    Raises NotFound for an unknown template or language, ServiceRefused with the first problem.
    """
    _known(key, language)
    subject, body = subject.strip(), body.replace("\r\n", "\n").strip() + "\n"
    for where, problems in zip(("Subject", "Body"), check_template(key=key, subject=subject, body=body), strict=True):
        for problem in problems:
            raise ServiceRefused(
                where.lower(), f"{where}, line {problem.line}: {problem.message} {problem.remedy}"
            )  # fmt: skip
    rows = MailTemplate.objects.select_for_update().filter(company_id=act.company_id, key=key, language=language)
    newest = rows.order_by("-version").first()
    active = newest if newest and newest.is_active else None
    shipped = shipped_template(key, language)
    serving = (active.subject, active.body) if active else (shipped.subject, shipped.body.strip() + "\n")
    if (subject, body) == (serving[0], serving[1].strip() + "\n"):
        return active.version if active else 0
    rows.update(is_active=False)
    saved = MailTemplate.objects.create(
        company_id=act.company_id, key=key, language=language, subject=subject, body=body,
        version=newest.version + 1 if newest else 1, created_by=act.actor,
    )  # fmt: skip
    _tell(act, "template.saved", f"Wording of {key} in {language}: version {saved.version} serves from now on", saved)
    return saved.version


def restore_template(*, act: Act, key: str, language: str) -> bool:
    """Let the shipped wording serve again; the own versions stay readable. Tells whether there was one. NotFound."""
    _known(key, language)
    rows = MailTemplate.objects.filter(company_id=act.company_id, key=key, language=language, is_active=True)
    own = rows.order_by("-version").first()
    if own is None:
        return False
    rows.update(is_active=False)
    _tell(act, "template.restored", f"Wording of {key} in {language}: the shipped one serves again", own)
    return True


def _known(key: str, language: str) -> None:
    if key not in TEMPLATE_KEYS or language not in LANGUAGES:
        raise NotFound(f"The message {key} in {language}")


def _tell(act: Act, verb: str, sentence: str, row: MailTemplate) -> None:
    record_activity(
        act=act, verb=verb, sentence=sentence,
        data={"key": row.key, "language": row.language, "version": row.version},
    )  # fmt: skip
