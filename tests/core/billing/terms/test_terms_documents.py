"""Terms are kept as JSON documents; what comes from outside is checked key by key."""

import json

import pytest
from hypothesis import given
from terms_strategies import TERMS_IN_ANY_CURRENCY

from duly.core.billing.terms import NetDays, Parsed, PaymentTerms, TermsDocumentError, from_dict, parse, to_dict


@given(TERMS_IN_ANY_CURRENCY)
def test_terms_survive_json(terms: PaymentTerms) -> None:
    assert from_dict(json.loads(json.dumps(to_dict(terms)))) == terms


def test_the_document_of_two_ten_net_thirty() -> None:
    outcome = parse("2/10 net 30")
    assert isinstance(outcome, Parsed)
    assert to_dict(outcome.terms) == {
        "version": 1,
        "instalments": [{"share": {"balance": True}, "due": {"rule": "net_days", "days": 30}}],
        "discounts": [{"percent": "2", "base": "gross", "until": {"rule": "net_days", "days": 10}}],
        "roll": "none",
    }


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (["version"], 2, "version 1"),
        (["version"], True, "version 1"),
        (["roll"], "sideways", "terms.roll"),
        (["roll"], 5, "terms.roll"),
        (["extra"], 1, "exactly the keys"),
        (["instalments"], {}, "terms.instalments"),
        (["instalments"], [], "instalments"),
        (["instalments"], [{}] * 40, "at most 32"),
        (["instalments", 0, "due"], {"rule": "someday"}, r"instalments\[0\].due.rule"),
        (["instalments", 0, "due"], {"rule": ["net_days"]}, r"instalments\[0\].due.rule"),
        (["instalments", 0, "due"], {"rule": "net_days", "days": "30"}, r"due.days: expected a whole number"),
        (["instalments", 0, "due"], {"rule": "net_days", "days": 1000}, r"due: days must be"),
        (["instalments", 0, "due"], {"rule": "net_days"}, "exactly the keys"),
        (["instalments", 0, "due"], {"rule": "fixed_date", "on_date": "31.03.2026"}, "on_date"),
        (["instalments", 0, "due"], {"rule": "day_list", "on_days": [15], "months": 1}, "two days or more"),
        (["instalments", 0, "share"], {"part": "1/0"}, "share.part"),
        (["instalments", 0, "share"], {"part": "0.5"}, "share.part"),
        (["instalments", 0, "share"], {"fixed_minor": 1.5, "currency": "EUR"}, "fixed_minor"),
        (["instalments", 0, "share"], {"fixed_minor": 150, "currency": "euro"}, "ISO 4217"),
        (["discounts", 0, "percent"], "two", "percent"),
        (["discounts", 0, "percent"], 2, "expected a text"),
        (["discounts", 0, "percent"], "100", "less than 100"),
        (["discounts", 0, "base"], "tax", "base"),
    ],
)
def test_a_wrong_document_is_refused_with_its_place(path: list[str | int], value: object, place: str) -> None:
    outcome = parse("2/10 net 30")
    assert isinstance(outcome, Parsed)
    document = to_dict(outcome.terms)
    target = document
    for key in path[:-1]:
        target = target[key]  # type: ignore[index]
    target[path[-1]] = value  # type: ignore[index]
    with pytest.raises(TermsDocumentError, match=place):
        from_dict(document)


@pytest.mark.parametrize("document", [None, [], "net 30", 30])
def test_what_is_no_object_is_no_terms(document: object) -> None:
    with pytest.raises(TermsDocumentError, match="expected an object"):
        from_dict(document)


def test_the_same_terms_have_one_document() -> None:
    assert to_dict(PaymentTerms.single(NetDays(30))) == to_dict(from_dict(to_dict(PaymentTerms.single(NetDays(30)))))
