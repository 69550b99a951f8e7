"""The machine's side: the data folder, the disk, the key, the address, the mail server, time zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from duly.services.health.check import Check, bad, ok, warn

MEGABYTE = 1024 * 1024
DISK_BAD_BYTES = 500 * MEGABYTE
DISK_WARN_BYTES = 5000 * MEGABYTE
KEY_CHARACTERS = 32
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A file or folder that only its owner may read: where it is, and its permission bits (0o700)."""

    what: str
    path: str
    mode: int


@dataclass(frozen=True, slots=True)
class InstallationFacts:
    """What the machine says. Sizes in bytes; `mail_problem` is empty when the server answered."""

    data_dir: str
    is_data_dir_writable: bool
    private_places: Sequence[PlaceFacts]
    free_bytes: int
    key_characters: int
    base_url: str
    allowed_hosts: Sequence[str]
    is_debug: bool
    has_time_zones: bool
    is_mail_configured: bool
    mail_problem: str = ""


def check_installation(facts: InstallationFacts) -> list[Check]:
    """Return the checks on the machine's side."""
    return [
        _folder(facts), _disk(facts), _key(facts), _address(facts), _hosts(facts), _debug(facts), _zones(facts),
        _mail(facts),
    ]  # fmt: skip


def _folder(facts: InstallationFacts) -> Check:
    if not facts.is_data_dir_writable:
        return bad(
            "data folder", f"{facts.data_dir} cannot be written.", "Make it writable for Duly, or set DULY_DATA_DIR."
        )
    for place in facts.private_places:
        if place.mode & 0o077:
            return bad(
                "data folder",
                f"The {place.what} {place.path} can be read by others (mode {place.mode:o}).",
                f"chmod go-rwx {place.path}",
            )
    return ok("data folder", f"{facts.data_dir}: what is private there is closed to others.")


def _disk(facts: InstallationFacts) -> Check:
    sentence = f"{facts.free_bytes // MEGABYTE:,} MB are free for {facts.data_dir}."
    remedy = "Make room, or set DULY_DATA_DIR to a larger disk."
    if facts.free_bytes < DISK_BAD_BYTES:
        return bad("disk", sentence, remedy)
    return warn("disk", sentence, remedy) if facts.free_bytes < DISK_WARN_BYTES else ok("disk", sentence)


def _key(facts: InstallationFacts) -> Check:
    if facts.key_characters < KEY_CHARACTERS:
        return bad(
            "secret key",
            f"DULY_SECRET_KEY has {facts.key_characters} characters; signatures made with it can be guessed.",
            "Give it at least 50 random characters, or leave it out: Duly then makes one itself.",
        )
    return ok("secret key", "It is long enough.")


def _address(facts: InstallationFacts) -> Check:
    url = facts.base_url
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        return bad(
            "address", f"DULY_BASE_URL={url!r} is no web address.", "Write it as https://receivables.example.com"
        )
    if parts.path.strip("/") or parts.query or parts.fragment:
        return bad("address", f"DULY_BASE_URL={url!r} has something after the host.", "Leave only scheme and host.")
    if host in _LOOPBACK:
        return warn(
            "address",
            f"Links in messages begin with {url}: they open on this machine only.",
            "Set DULY_BASE_URL to the address under which customers reach Duly.",
        )
    if parts.scheme == "http":
        return warn(
            "address",
            f"{url} is not encrypted: sign-ins and customers' pages can be read on the way.",
            "Put a proxy with a certificate in front and write https:// (docs/how-to/run-in-production.md).",
        )
    return ok("address", f"People reach Duly under {url}.")


def _hosts(facts: InstallationFacts) -> Check:
    if "*" in facts.allowed_hosts and urlsplit(facts.base_url).hostname not in _LOOPBACK:
        return warn(
            "host names",
            "Duly answers to any host name.",
            "Set DULY_ALLOWED_HOSTS to the host of DULY_BASE_URL.",
        )
    return ok("host names", f"Duly answers to {', '.join(facts.allowed_hosts)}.")


def _debug(facts: InstallationFacts) -> Check:
    if facts.is_debug:
        return bad("debug", "DULY_DEBUG shows the inside of Duly in the browser.", "Unset DULY_DEBUG.")
    return ok("debug", "Off.")


def _zones(facts: InstallationFacts) -> Check:
    if facts.has_time_zones:
        return ok("time zones", "The time zone data is there.")
    return bad("time zones", "There is no time zone data.", "Install your system's tzdata package.")


def _mail(facts: InstallationFacts) -> Check:
    if not facts.is_mail_configured:
        return warn(
            "mail server",
            "No mail server is configured: messages stay in the Outbox.",
            "Set EMAIL_URL when messages are to go out.",
        )
    if facts.mail_problem:
        return bad("mail server", facts.mail_problem, "Correct EMAIL_URL, or ask whoever runs the mail server.")
    return ok("mail server", "It answers, and the sign-in is accepted. Nothing was sent.")
