"""Audit a company's ledger and write down what was found."""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act
from duly.services.ports import Jobs
from duly.store.queries.audit import run_audit

TASK = "audit_company"
VERB = "audit.done"


def ask_for_audit(*, act: Act, jobs: Jobs) -> None:
    """Let a worker audit the company; one such job waits at a time."""
    jobs.enqueue(TASK, {"company_id": act.company_id, "who": act.actor}, queueing_lock=f"audit-{act.company_id}")


def audit_company(*, act: Act) -> int:
    """Run every check of the ledger and note the result in the activity log; return the number of breaches.

    Called inside an open company scope.
    """
    checks = list(run_audit(act.company_id))
    broken = {check.code: check.breaches for check in checks if check.breaches}
    breaches = sum(broken.values())
    said = f"The ledger was audited: {len(checks)} checks, "
    said += f"{breaches} breaches in {', '.join(sorted(broken))}" if breaches else "no breach"
    record_activity(
        act=act, verb=VERB, sentence=said, data={"checks": len(checks), "breaches": breaches, "broken": broken}
    )
    return breaches
