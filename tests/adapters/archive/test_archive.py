"""The file of a backup: what went in comes out, and nothing that was changed on the way is believed."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duly.adapters.archive import (
    ArchiveReader,
    ArchiveUnusable,
    ArchiveWriter,
    PassphraseMissing,
    PassphraseWrong,
)
from duly.adapters.archive import sealed as sealing

PASSPHRASE = "four words are enough"
ROWS = os.urandom(5000)


@pytest.fixture(autouse=True)
def _cheap_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that costs little to derive, and small chunks: many of them in a small file."""
    monkeypatch.setattr(sealing, "_COST_LOG2", 4)
    monkeypatch.setattr(sealing, "CHUNK_BYTES", 512)


def write(path: Path, passphrase: str | None, **manifest: object) -> None:
    with ArchiveWriter(path, passphrase) as archive:
        with archive.member("rows/posting.copy") as member:
            member.write(ROWS)
        with archive.member("rows/receipt.copy") as member:
            member.write(b"")
        facts = archive.finish({"product": "duly", "format": 1} | manifest)
    assert facts.bytes == path.stat().st_size


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_what_went_in_comes_out(tmp_path: Path, passphrase: str | None) -> None:
    path = tmp_path / "a.backup"
    write(path, passphrase)
    with ArchiveReader(path, passphrase) as archive:
        archive.verify()
        assert b"".join(archive.pieces("rows/posting.copy")) == ROWS
        assert archive.names("rows") == ["rows/posting.copy", "rows/receipt.copy"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path], "no unfinished file stays"


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), ArchiveWriter(tmp_path / "a.backup", None):
        raise RuntimeError("the disk went away")
    assert list(tmp_path.iterdir()) == []


def test_a_sealed_file_shows_nothing_without_its_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    write(path, PASSPHRASE)
    assert b"posting" not in path.read_bytes()
    assert ArchiveReader.is_sealed(path)
    with pytest.raises(PassphraseMissing):
        ArchiveReader(path, None)
    with pytest.raises(PassphraseWrong):
        ArchiveReader(path, PASSPHRASE + "!")


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_file_cut_short_anywhere_is_refused(tmp_path: Path, passphrase: str | None) -> None:
    path = tmp_path / "a.backup"
    write(path, passphrase)
    whole = path.read_bytes()
    chunk_ends = [51 + n * (512 + 16) for n in range(len(whole) // 528)]
    for length in {0, 1, 5, 40, 60, len(whole) // 2, len(whole) - 17, len(whole) - 1, *chunk_ends}:
        path.write_bytes(whole[:length])
        with pytest.raises(ArchiveUnusable), ArchiveReader(path, passphrase) as archive:
            archive.verify()


@settings(max_examples=60)
@given(data=st.data())
def test_one_flipped_bit_in_a_sealed_file_is_found(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("bits") / "a.backup"
    write(path, PASSPHRASE)
    whole = bytearray(path.read_bytes())
    whole[data.draw(st.integers(51, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(whole)
    with pytest.raises(ArchiveUnusable), ArchiveReader(path, PASSPHRASE) as archive:
        archive.verify()


def test_chunks_cannot_change_places_or_come_from_another_file(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    write(one, PASSPHRASE)
    write(two, PASSPHRASE)
    first, second = one.read_bytes(), two.read_bytes()
    a, b, c = 51, 51 + 528, 51 + 2 * 528
    for forged in (
        first[:a] + first[b:c] + first[a:b] + first[c:],  # two chunks have changed places
        first[:a] + second[a:b] + first[b:],  # one comes from another file with the same passphrase
        first[:a] + first[b:],  # one is left out
        first[:b] + first[a:b] + first[b:],  # one comes twice
    ):
        one.write_bytes(forged)
        with pytest.raises(ArchiveUnusable), ArchiveReader(one, PASSPHRASE) as archive:
            archive.verify()


def test_damage_to_a_file_that_is_not_sealed_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    write(path, None)
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"rows/posting.copy") + 100] ^= 4
    path.write_bytes(whole)
    with pytest.raises(ArchiveUnusable, match=r"posting\.copy"), ArchiveReader(path, None) as archive:
        archive.verify()


def test_other_files_are_called_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sirs, please find enclosed")
    with pytest.raises(ArchiveUnusable, match="not a backup"):
        ArchiveReader(path, None)
    write(path, None, product="another")
    with pytest.raises(ArchiveUnusable, match="not a backup"):
        ArchiveReader(path, None)
    write(path, None, format=2)
    with pytest.raises(ArchiveUnusable, match="format 2"):
        ArchiveReader(path, None)


def test_a_header_that_asks_for_all_the_memory_is_refused() -> None:
    header = sealing._HEADER.pack(sealing.MAGIC, 63, 255, 255, bytes(16), bytes(16))
    with pytest.raises(ArchiveUnusable, match="header"):
        sealing.SealedReader(io.BytesIO(header + bytes(100)), PASSPHRASE)


def test_a_disk_that_fills_up_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.backup"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write is answered with an error, as on a full disk
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
        full = pytest.raises(OSError, match="File too large")
        with full, ArchiveWriter(path, None) as archive, archive.member("rows/posting.copy") as member:
            for _ in range(1000):
                member.write(os.urandom(5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("members", [5, {}, {"rows/posting.copy": 5}])
def test_a_manifest_that_does_not_list_its_members_is_refused(tmp_path: Path, members: object) -> None:
    path = tmp_path / "a.backup"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rows/posting.copy", ROWS)
        archive.writestr("manifest.json", json.dumps({"product": "duly", "format": 1, "members": members}))
    with pytest.raises(ArchiveUnusable), ArchiveReader(path, None) as archive:
        archive.verify()
