"""What a person does with a planned notice: approve it, leave it out, send it again."""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.dunning.plan_notices import enqueue_send
from duly.services.ports import Ports
from duly.services.refused import NotFound, ServiceRefused
from duly.store.models import DunningNotice, NoticeItem


def _locked(act: Act, notice_id: int, *states: str) -> DunningNotice:
    notice = DunningNotice.objects.select_for_update().filter(company_id=act.company_id, pk=notice_id).first()
    if notice is None:
        raise NotFound("The message")
    if notice.state not in states:
        raise ServiceRefused("state", f"This message is {notice.state} now. Reload the page to see where it stands.")
    return notice


def _tell(act: Act, notice: DunningNotice, verb: str, sentence: str) -> None:
    record_activity(
        act=act, verb=f"notice.{verb}", sentence=sentence, customer_id=notice.customer_id,
        data={"notice_id": notice.pk},
    )  # fmt: skip


def approve_notice(*, act: Act, ports: Ports, notice_id: int) -> None:
    """Let a held notice go; the guards are still asked again when it is sent. Raises NotFound, ServiceRefused."""
    notice = _locked(act, notice_id, "held")
    notice.state, notice.state_code, notice.approved_by = "queued", "", act.actor
    notice.save(update_fields=["state", "state_code", "approved_by"])
    enqueue_send(ports, notice)
    _tell(act, notice, "approved", "Message approved")


def exclude_notice(*, act: Act, notice_id: int, reason: str) -> None:
    """Leave a planned notice out, for a reason; its levels do not count. Raises NotFound, ServiceRefused."""
    if not reason.strip():
        raise ServiceRefused("reason", "Say why this message is left out.")
    notice = _locked(act, notice_id, "held", "queued")
    notice.state, notice.state_code, notice.state_reason = "excluded", "excluded_by_person", reason.strip()[:1000]
    notice.save(update_fields=["state", "state_code", "state_reason"])
    NoticeItem.objects.filter(notice_id=notice.pk).update(is_void=True)
    _tell(act.because(reason.strip()), notice, "excluded", f"Message left out: {reason.strip()[:300]}")


def send_again(*, act: Act, ports: Ports, notice_id: int, reason: str) -> None:
    """Queue a message that failed, or whose outcome is unknown, once more: a person's decision, with a reason.

    Raises NotFound and ServiceRefused.
    """
    if not reason.strip():
        raise ServiceRefused("reason", "Say why it is sent again: the customer may get it twice.")
    notice = _locked(act, notice_id, "failed", "unknown")
    notice.state, notice.state_code, notice.attempts = "queued", "again", 0
    notice.not_before_at = None
    notice.save(update_fields=["state", "state_code", "attempts", "not_before_at"])
    enqueue_send(ports, notice)
    _tell(act.because(reason.strip()), notice, "again", f"Message queued again: {reason.strip()[:300]}")


def hurry_notice(*, act: Act, ports: Ports, notice_id: int) -> None:
    """Queue a planned message for now instead of its moment. The customer's hours are still respected."""
    notice = _locked(act, notice_id, "held", "queued")
    if notice.state == "held":
        notice.approved_by = act.actor
    notice.state, notice.not_before_at = "queued", None
    notice.save(update_fields=["state", "not_before_at", "approved_by"])
    ports.jobs.enqueue("send_notice", {"company_id": act.company_id, "notice_id": notice.pk})
    _tell(act, notice, "hurried", "Message queued for now")
