"""The file of a backup: a zip with a manifest, sealed with a passphrase on request."""

from duly.adapters.archive.problems import ArchiveUnusable, PassphraseMissing, PassphraseWrong
from duly.adapters.archive.reading import ArchiveReader
from duly.adapters.archive.writing import ArchiveWriter, FileFacts

__all__ = [
    "ArchiveReader",
    "ArchiveUnusable",
    "ArchiveWriter",
    "FileFacts",
    "PassphraseMissing",
    "PassphraseWrong",
]
