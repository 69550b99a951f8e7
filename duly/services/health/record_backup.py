"""Note in a company's activity that a backup was made: the Health page says how old the last one is."""

from __future__ import annotations

from duly.services.accounts.record_activity import record_activity
from duly.services.act import Act

VERB = "backup.made"


def record_backup(*, act: Act, size_bytes: int, sha256: str, is_encrypted: bool) -> None:
    """Note a finished backup; `size_bytes` and `sha256` are of the whole file. Works inside the company's scope."""
    kind = "Encrypted backup" if is_encrypted else "Backup"
    record_activity(
        act=act, verb=VERB, sentence=f"{kind} made: {size_bytes:,} bytes",
        data={"bytes": size_bytes, "sha256": sha256, "is_encrypted": is_encrypted},
    )  # fmt: skip
