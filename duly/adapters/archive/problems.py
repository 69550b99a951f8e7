"""What can be wrong with the file of a backup, each said in words."""

from __future__ import annotations


class ArchiveUnusable(Exception):
    """The file is no backup, or is damaged, cut short or tampered with; nothing of it was used."""


class PassphraseMissing(ArchiveUnusable):
    """The file is encrypted and no passphrase was given."""


class PassphraseWrong(ArchiveUnusable):
    """The passphrase is not the one with which the file was encrypted."""
