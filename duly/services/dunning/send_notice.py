"""Send one notice, at most once, whatever dies in between.

Three steps, each in a database transaction of its own:
1. `prepare`: lock the notice, ask every guard again, compose, store the message and the state `sending`.
2. The mail server is spoken to, outside any database transaction.
3. `conclude`: store what came of it.
A process that dies between 1 and 3 leaves `sending` behind; whoever finds it there afterwards records `unknown`
and never sends again by itself, because nobody can tell whether the server had taken the message.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError

from duly.core.dunning.decision import Action
from duly.core.dunning.reasons import Reason, sentence
from duly.core.dunning.recheck import Amend, Defer, Drop, recheck
from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.cash.match_new_receipts import match_new_receipts
from duly.services.dunning.compose_notice import compose_notice
from duly.services.dunning.decide_accounts import place_time
from duly.services.dunning.mail_headers import (
    message_id_of,
    new_reply_token,
    reply_address,
    thread_headers,
    token_hash,
)
from duly.services.dunning.plan_notices import enqueue_send, utc_of
from duly.services.ports import MailOutcomeUnknown, MailRefused, OutgoingMail, Ports
from duly.store import mapping
from duly.store.models import DunningNotice, NoticeItem
from duly.store.queries.cash_matching import ids_not_looked_at
from duly.store.queries.companies import company_facts
from duly.store.queries.dunning_snapshot import bank_data_age_hours, load_accounts
from duly.store.queries.notice_action import action_of_notice
from duly.store.queries.procedures import ruling_procedures
from duly.store.tenancy import in_company, in_company_at_one_moment, is_lost_race

MOST_ATTEMPTS = 5
RETRY_MINUTES = (2, 10, 60, 240)
MOST_TURNS = 5


@dataclass(frozen=True, slots=True)
class _Ready:
    notice_id: int
    mail: OutgoingMail | None  # None: no server; the Outbox is where it ends


def send_notice(*, act: Act, ports: Ports, notice_id: int) -> str:
    """Send a queued notice and return its state. Opens its own company scopes; call it outside any.

    Running it twice, at the same time or later, sends once.
    """
    ready = _prepare_surely(act, ports, notice_id)
    if isinstance(ready, str):
        return ready
    if ready.mail is None:
        with in_company(act.company_id):
            return _conclude(act, ports, notice_id, "sent", "outbox", "No mail server is configured: see the Outbox.")
    try:
        ports.mailer.send(ready.mail)
    except MailRefused as refusal:
        with in_company(act.company_id):
            return _refused(act, ports, notice_id, refusal)
    except MailOutcomeUnknown as doubt:
        with in_company(act.company_id):
            return _conclude(act, ports, notice_id, "unknown", "connection_lost", str(doubt))
    with in_company(act.company_id):
        return _conclude(act, ports, notice_id, "sent", "", "Accepted by the mail server.")


def _prepare_surely(act: Act, ports: Ports, notice_id: int) -> _Ready | str:
    """Prepare with the newest money matched and with facts of one moment; again when either changed meanwhile.

    Read one after the other, a receipt that is applied just now could be seen neither as waiting nor as a payment.
    """
    for _ in range(MOST_TURNS):
        try:
            with in_company_at_one_moment(act.company_id):
                if not ids_not_looked_at(act.company_id):
                    return _prepare(act, ports, notice_id)
            match_new_receipts(act=act)
        except DatabaseError as error:
            if not is_lost_race(error):
                raise
    with in_company(act.company_id):
        enqueue_send(ports, DunningNotice.objects.get(pk=notice_id), at=act.at + timedelta(minutes=1))
    return "queued"


def _prepare(act: Act, ports: Ports, notice_id: int) -> _Ready | str:
    notice = (
        DunningNotice.objects.select_for_update(of=("self",))
        .select_related("customer", "contact")
        .filter(company_id=act.company_id, pk=notice_id)
        .first()
    )
    if notice is None:
        return "gone"
    if notice.state == "sending":
        return _left_behind(act, ports, notice)
    if notice.state != "queued":
        return notice.state
    action = _checked(act, ports, notice)
    if isinstance(action, str):
        return action
    mail = _compose(act, ports, notice, action)
    notice.state, notice.sending_at, notice.attempts = "sending", act.at, notice.attempts + 1
    notice.save()
    return _Ready(notice.pk, mail if ports.mailer.is_configured() else None)


def _left_behind(act: Act, ports: Ports, notice: DunningNotice) -> str:
    """A notice found in `sending` belongs to a process that died, or to one still talking to the server."""
    patience = timedelta(seconds=ports.sending_patience_seconds)
    if notice.sending_at and act.at - notice.sending_at < patience:
        enqueue_send(ports, notice, at=notice.sending_at + patience)
        return "sending"
    _settle(act, notice, "unknown", "interrupted", "Sending was interrupted; the server may have taken the message.")
    return "unknown"


def _checked(act: Act, ports: Ports, notice: DunningNotice) -> Action | str:
    """Ask the guards again with the newest facts; return what to send, or the state the notice took instead."""
    action = action_of_notice(notice)
    assert action is not None, "a notice that waits has its action"
    ruling = ruling_procedures(act.company_id)
    age = bank_data_age_hours(act.company_id, act.at)
    accounts = load_accounts(
        act.company_id, [notice.customer_id], act.business_date, holidays=ports.holidays, bank_age_hours=age
    )
    if ruling is None or not accounts:
        return _settle(act, notice, "dropped", "no_procedure", "No dunning procedure rules any more.")
    snapshot = accounts[0].snapshot
    procedure = ruling.for_account(accounts[0].procedure_name, snapshot.segment)
    now_local = place_time(act.at, act.business_date, snapshot.time_zone)
    verdict = recheck(action, snapshot, procedure, now_local, notice_id=str(notice.pk))
    if isinstance(verdict, Drop):
        return _drop(act, notice, verdict.reasons)
    if isinstance(verdict, Defer):
        until, now = utc_of(verdict.until_local, snapshot.time_zone), utc_of(now_local, snapshot.time_zone)
        assert until is not None
        assert now is not None
        notice.not_before_at = act.at + max(until - now, timedelta(minutes=1))
        notice.state_code, notice.state_reason = "deferred", _words(verdict.reasons)
        notice.save(update_fields=["not_before_at", "state_code", "state_reason"])
        enqueue_send(ports, notice)
        return "queued"
    if isinstance(verdict, Amend):
        return _amend(act, notice, verdict)
    return action


def _words(reasons: tuple[Reason, ...]) -> str:
    return " ".join(sentence(reason) for reason in reasons)


def _drop(act: Act, notice: DunningNotice, reasons: tuple[Reason, ...]) -> str:
    code = reasons[0].code if reasons else "nothing_left"
    NoticeItem.objects.filter(notice_id=notice.pk).update(is_void=True)
    return _settle(act, notice, "dropped", code, _words(reasons) or "Nothing is left to ask for.")


def _amend(act: Act, notice: DunningNotice, verdict: Amend) -> Action | str:
    if verdict.asks_more and notice.approved_by:
        notice.state, notice.state_code = "held", "asks_more"
        notice.state_reason, notice.approved_by = _words(verdict.reasons), ""
        notice.save(update_fields=["state", "state_code", "state_reason", "approved_by"])
        return "held"
    gone = [int(receivable_id) for receivable_id, _ in verdict.left_out]
    NoticeItem.objects.filter(notice_id=notice.pk, receivable_id__in=gone).update(is_void=True)
    for item in verdict.action.items:
        NoticeItem.objects.filter(notice_id=notice.pk, receivable_id=int(item.receivable_id)).update(
            open_minor=item.open_minor, days_overdue=item.days_overdue, level_key=item.level_key, tone=item.tone
        )
    action = verdict.action
    notice.action_record, notice.level_key, notice.tone = mapping.from_action(action), action.level_key, action.tone
    notice.template_key = action.template
    if action.asked:
        notice.currency, notice.total_minor = action.asked[0]
    left = [sentence(one) for _, reasons in verdict.left_out for one in reasons]
    notice.state_reason = " ".join([*left, _words(verdict.reasons)]).strip()
    return action


def _compose(act: Act, ports: Ports, notice: DunningNotice, action: Action) -> OutgoingMail:
    company = company_facts(act.company_id)
    assert company is not None, "a notice has its company"
    message = compose_notice(act=act, ports=ports, notice=notice, action=action)
    if notice.contact is not None:  # the address may have been corrected since the notice was planned
        notice.to_name, notice.to_email = notice.contact.name, notice.contact.email
    token = new_reply_token()
    earlier = _thread(notice)
    sender = company.sender_email or "no-reply@mail.invalid"
    notice.subject, notice.body_text, notice.body_html = message.subject[:300], message.text, message.html
    notice.message_id, notice.reply_token_hash = message_id_of(token, sender), token_hash(token)
    notice.in_reply_to = earlier[-1] if earlier else ""
    headers = thread_headers(reply_to=reply_address(ports.reply_pattern, token), earlier_message_ids=earlier)
    return OutgoingMail(
        from_name=company.sender_name or company.name,
        from_email=sender,
        to_name=notice.to_name,
        to_email=notice.to_email,
        subject=notice.subject,
        text=notice.body_text,
        html=notice.body_html,
        message_id=notice.message_id,
        headers=headers,
    )


def _thread(notice: DunningNotice) -> list[str]:
    """The ids of earlier messages to this contact about any of the same invoices, oldest first."""
    if notice.contact_id is None:
        return []
    items = NoticeItem.objects.filter(notice_id=notice.pk).values("receivable_id")
    earlier = DunningNotice.objects.filter(
        company_id=notice.company_id, contact_id=notice.contact_id, state="sent", items__receivable_id__in=items
    ).exclude(message_id="")
    return list(earlier.order_by("sent_at").values_list("message_id", flat=True).distinct())[-10:]


def _refused(act: Act, ports: Ports, notice_id: int, refusal: MailRefused) -> str:
    notice = DunningNotice.objects.select_for_update().get(company_id=act.company_id, pk=notice_id)
    if refusal.permanent and refusal.stage == "recipient" and notice.contact is not None:
        notice.contact.bounced_at, notice.contact.bounce_reason = act.at, str(refusal)[:300]
        notice.contact.save(update_fields=["bounced_at", "bounce_reason"])
    if refusal.permanent or notice.attempts >= MOST_ATTEMPTS:
        NoticeItem.objects.filter(notice_id=notice.pk).update(is_void=True)
        return _settle(act, notice, "failed", "refused", str(refusal))
    wait = RETRY_MINUTES[min(notice.attempts, len(RETRY_MINUTES)) - 1]
    notice.state, notice.state_code, notice.state_reason = "queued", "retry", str(refusal)
    notice.not_before_at = act.at + timedelta(minutes=wait)
    notice.save(update_fields=["state", "state_code", "state_reason", "not_before_at"])
    enqueue_send(ports, notice)
    return "queued"


def _conclude(act: Act, ports: Ports, notice_id: int, state: str, code: str, why: str) -> str:
    notice = DunningNotice.objects.select_for_update().get(company_id=act.company_id, pk=notice_id)
    if notice.state not in {"sending", "unknown"}:
        return notice.state
    kept = f"{notice.state_reason} {why}".strip() if state == "sent" and not code else why
    return _settle(act, notice, state, code, kept)


def _settle(act: Act, notice: DunningNotice, state: str, code: str, why: str) -> str:
    notice.state, notice.state_code, notice.state_reason = state, code, why
    notice.sent_at = act.at if state == "sent" else None
    notice.save(update_fields=["state", "state_code", "state_reason", "sent_at"])
    said = {
        "sent": f"Message sent to {notice.to_name or notice.to_email}: {notice.subject}",
        "failed": f"Message to {notice.to_email} was refused",
        "unknown": f"Nobody knows whether the message to {notice.to_email} arrived",
        "dropped": "Planned message dropped",
    }[state]
    record_activity(
        act=act.because(why), verb=f"notice.{state}", sentence=said, customer_id=notice.customer_id,
        data={"notice_id": notice.pk, "code": code},
    )  # fmt: skip
    return state
