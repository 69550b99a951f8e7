"""Find references in the text of a bank line.

A *word* is a run of letters and digits with single - . / _ inside it: banks and people write one
number that way. A number counts only when a whole word (or whole words in a row) is the number:
INV-123 never satisfies INV-12, and 2025-0012-7 never satisfies 2025-0012. Words are also tried
joined over blanks and line ends, because banks wrap text at 27, 35 or 140 characters; where two
readings of the same characters lead to different numbers both are kept and marked contested.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from duly.core.cash.references import (
    LIKE_A_DATE_OR_AMOUNT,
    MAX_TEXT,
    MIN_BARE_DIGITS,
    Mention,
    MentionKind,
    Reading,
    ReferenceIndex,
    folded,
    is_creditor_reference,
    split_letters,
)

# Words people write before an invoice number in English, German, French, Spanish, Italian and Dutch.
LABELS = frozenset({
    "INV", "INVOICE", "INVOICES", "INVNO", "NR", "NO", "NUM", "NUMBER", "NUMERO", "N", "REF", "REFERENCE", "BILL",
    "RE", "RG", "RNR", "RENR", "RGNR", "RECH", "RECHNR", "RECHNUNG", "RECHNUNGEN", "FACT", "FACTURE", "FACTURES",
    "FAC", "FA", "FRA", "FACTURA", "FACTURAS", "FATTURA", "FT", "FACTUUR", "FAKTURA", "FV", "DOC",
})  # fmt: skip
# After these comes a customer or order number: it need not be one of ours.
_OTHER_LABELS = frozenset({
    "KD", "KDNR", "KUNDE", "KUNDENNR", "KUNDENNUMMER", "CUSTOMER", "CUST", "CLIENT", "CLIENTE", "ACCOUNT", "ACC",
    "PO", "ORDER", "BESTELLUNG", "TEL", "PHONE",
})  # fmt: skip
MAX_WORDS = 400
_MAX_JOIN_WORDS = 6
_MAX_KEY = 40
_MIN_UNLABELLED = 4
_WORD = re.compile(r"[A-Z0-9]+(?:[-./_][A-Z0-9]+)*")
_INSIDE = re.compile(r"[-./_]")
_JOINABLE = re.compile(r"\s*[-./_]?\s*\Z")
_DASHES = str.maketrans({"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "\u00ad": None})
_RF_START = re.compile(r"RF[0-9]{2}")
_DATE_DIGITS = re.compile(
    r"((19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])|(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])(19|20)\d\d)\Z"
)


@dataclass(frozen=True, slots=True)
class _Word:
    raw: str
    key: str
    joins_next: bool
    label: str


@dataclass(frozen=True, slots=True)
class _Found:
    first: int
    last: int
    mention: Mention


def find_references(index: ReferenceIndex, texts: Sequence[str], structured: Sequence[str] = ()) -> Reading:
    """Return what the free text lines and the structured references of a bank line refer to.

    Cost: one pass over the text and a few dictionary lookups per word; at most MAX_WORDS words.
    """
    parts = [_scan(index, folded(value.translate(_DASHES))) for value in structured if value.strip()]
    joined = "\n".join(texts)[:MAX_TEXT]
    if joined.strip():
        parts.append(_scan(index, folded(joined.translate(_DASHES))))
    if len(parts) == 1:
        return parts[0]
    mentions: dict[tuple[str, bool], Mention] = {}
    for part in parts:
        for mention in part.mentions:
            mentions.setdefault((mention.key, mention.contested), mention)
    return Reading(
        tuple(mentions.values()),
        tuple(dict.fromkeys(word for part in parts for word in part.unresolved)),
        tuple(dict.fromkeys(word for part in parts for word in part.failed_checks)),
    )


def _scan(index: ReferenceIndex, text: str) -> Reading:
    words = _words(text)
    failed: list[str] = []
    unresolved: list[str] = []
    taken: set[int] = set()
    found: list[_Found] = []
    for position, word in enumerate(words):
        if _RF_START.match(word.key):
            _creditor_reference(index, words, position, found, taken, failed, unresolved)
    for position in range(len(words)):
        if position not in taken:
            found.extend(_at(index, words, position, taken))
    covered = {spot for hit in found for spot in range(hit.first, hit.last + 1)} | taken
    unresolved += [w.raw for i, w in enumerate(words) if i not in covered and _looks_ours(index, w)]
    return Reading(_settled(found), tuple(dict.fromkeys(unresolved)), tuple(dict.fromkeys(failed)))


def _words(text: str) -> list[_Word]:
    matches = []
    for match in _WORD.finditer(text):
        matches.append(match)
        if len(matches) == MAX_WORDS:
            break
    words: list[_Word] = []
    before = ""
    for match, following in zip_longest(matches, matches[1:]):
        raw = match.group()
        key = _INSIDE.sub("", raw)
        joins = following is not None and bool(_JOINABLE.match(text[match.end() : following.start()]))
        words.append(_Word(raw, key, joins, before))
        before = key if key.isalpha() else ""
    return words


def _creditor_reference(
    index: ReferenceIndex, words: list[_Word], start: int, found: list[_Found],
    taken: set[int], failed: list[str], unresolved: list[str],
) -> None:  # fmt: skip
    """Read RF.. at this word, joined with the next ones (it is printed in groups of four)."""
    longest_valid = None
    for last, key in _joins(words, start):
        if len(key) > 25:
            break
        if not is_creditor_reference(key):
            continue
        targets = index.creditor_reference(key)
        if targets:
            mention = Mention(MentionKind.CREDITOR_REFERENCE, key, key, targets)
            found.append(_Found(start, last, mention))
            taken.update(range(start, last + 1))
            return
        longest_valid = (last, key)
    taken.add(start)
    if longest_valid is None:
        failed.append(words[start].raw)
    else:
        unresolved.append(longest_valid[1])
        taken.update(range(start, longest_valid[0] + 1))


def _joins(words: list[_Word], start: int) -> Iterator[tuple[int, str]]:
    """Yield (last word, key) for the word alone, then joined with the next ones."""
    key = ""
    for last in range(start, min(start + _MAX_JOIN_WORDS, len(words))):
        key += words[last].key
        if len(key) > _MAX_KEY:
            return
        yield last, key
        if not words[last].joins_next:
            return


def _at(index: ReferenceIndex, words: list[_Word], start: int, taken: set[int]) -> Iterator[_Found]:
    word = words[start]
    whole = _whole(index, word)
    if whole is not None:
        yield _Found(start, start, whole)
    else:
        for mention in _parts(index, word):
            yield _Found(start, start, mention)
    for last, key in _joins(words, start):
        if last == start:
            continue
        if last in taken:
            return
        targets = index.number(key)
        if targets:
            written = " ".join(words[spot].raw for spot in range(start, last + 1))
            yield _Found(start, last, Mention(MentionKind.JOINED, written, key, targets))


def _whole(index: ReferenceIndex, word: _Word) -> Mention | None:
    """Read one word as one number: as it is, after a glued label, or its digits alone."""
    if LIKE_A_DATE_OR_AMOUNT.match(word.raw) and not index.known_as_written(word.raw):
        return None
    letters, rest = split_letters(word.key)
    digits = rest if rest.isdigit() else ""
    targets = index.number(word.key)
    if targets:
        if not letters and len(rest) < _MIN_UNLABELLED and word.label not in LABELS:
            return None
        other = index.key_of_digits(digits) if digits and not letters else None
        return Mention(MentionKind.NUMBER, word.raw, word.key, targets, contested=other is not None)
    if not digits or (letters and letters not in LABELS):
        return None
    if letters and len(digits) >= _MIN_UNLABELLED and index.number(digits):
        return Mention(MentionKind.NUMBER, word.raw, digits, index.number(digits))
    key = index.key_of_digits(digits) if len(digits) >= MIN_BARE_DIGITS else None
    return Mention(MentionKind.DIGITS, word.raw, key, index.number(key)) if key else None


def _parts(index: ReferenceIndex, word: _Word) -> Iterator[Mention]:
    """Read a word such as 1001/1002/1003 as a list; contested when a piece of it is not ours."""
    runs = _INSIDE.split(word.raw)
    if len(runs) < 2 or LIKE_A_DATE_OR_AMOUNT.match(word.raw):
        return
    mentions: list[Mention] = []
    complete, position = True, 0
    while position < len(runs):
        size, mention = _longest(index, runs, position)
        if mention is not None:
            mentions.append(mention)
        elif runs[position] not in LABELS:
            complete = False
        position += size
    for mention in mentions:
        yield mention if complete else replace(mention, contested=True)


def _longest(index: ReferenceIndex, runs: list[str], start: int) -> tuple[int, Mention | None]:
    label = runs[start - 1] if start else ""
    for end in range(min(len(runs), start + _MAX_JOIN_WORDS), start, -1):
        raw = "-".join(runs[start:end])
        mention = _whole(index, _Word(raw, "".join(runs[start:end]), False, label))
        if mention is not None:
            return end - start, mention
    return 1, None


def _settled(found: list[_Found]) -> tuple[Mention, ...]:
    """Merge repeated readings and mark those that share words but lead elsewhere."""
    result: dict[tuple[str, ...], Mention] = {}
    for hit in found:
        mention = hit.mention
        clash = any(
            other.mention.targets != mention.targets
            and other.first <= hit.last
            and hit.first <= other.last
            and (other.first, other.last) != (hit.first, hit.last)
            for other in found
        )
        if clash:
            mention = replace(mention, contested=True)
        before = result.get((mention.key,))
        if before is None or (mention.contested and not before.contested):
            result[(mention.key,)] = mention
    return tuple(result.values())


def _looks_ours(index: ReferenceIndex, word: _Word) -> bool:
    """Say whether a word that leads nowhere is shaped like one of our numbers (paid, or mistyped)."""
    if LIKE_A_DATE_OR_AMOUNT.match(word.raw) or word.label in _OTHER_LABELS:
        return False
    letters, rest = split_letters(word.key)
    if not rest.isdigit():
        return False
    if letters:
        if index.looks_ours(letters, len(rest)):
            return True
        return letters in LABELS and len(rest) >= _MIN_UNLABELLED
    if word.label in LABELS and len(rest) >= _MIN_UNLABELLED:
        return True
    if len(rest) < MIN_BARE_DIGITS or _DATE_DIGITS.match(rest):
        return False
    return index.looks_ours("", len(rest))
