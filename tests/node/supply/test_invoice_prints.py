# SPDX-License-Identifier: Apache-2.0
"""Fingerprints of invoices, held against RFC 2104 and the specification by hand; and what people write on them."""

import hmac
import json
import string
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.node.supply import invoice_words as words
from counterfoil.node.supply.invoice_prints import Invoice, InvoiceItem, band_of, number_of, prints_of, week_of
from support import tree

KEY = b"0123456789abcdef"
PRINTS = json.loads((tree.ROOT / "vectors" / "invoices" / "prints.json").read_bytes())
SPELLING = json.loads((tree.ROOT / "vectors" / "invoices" / "spelling.json").read_bytes())
READERS = {"party": words.party, "amount": words.amount(2), "day": lambda text: words.day(text).isoformat()}
TEXTS = st.text("0123456789ABCDEF", min_size=1, max_size=12)
ITEMS = st.builds(InvoiceItem, description=TEXTS, quantity=st.just(""), unit=st.just("t"), amount=st.integers(1, 10**9))
INVOICES = st.builds(
    Invoice,
    seller=TEXTS,
    buyer=TEXTS,
    code=TEXTS,
    number=TEXTS,
    currency=st.just("CNY"),
    amount=st.integers(1, 10**12),
    issued=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    items=st.lists(ITEMS, min_size=1, max_size=4).map(tuple),
)


def by_hand(key, tag, said):
    """As the specification says, with nothing of ours."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key, b"counterfoil/v1/" + tag.encode() + b"\0" + text.encode(), "sha256").hexdigest()


def squeezed_by_hand(text):
    """Letters and digits of capitals, without zeros in front."""
    return "".join(letter for letter in text if letter in string.ascii_uppercase + string.digits).lstrip("0")


def twin(one, key):
    """All fingerprints of an invoice in plain JSON, by hand."""
    pair = {name: one[name] for name in ("seller", "buyer", "currency")}
    dated = pair | {"amount": one["amount"], "issued": one["issued"]}
    digits, day = str(one["amount"]), date.fromisoformat(one["issued"])
    about = pair | {"band": f"{digits[:2]}e{max(0, len(digits) - 2)}", "week": day.strftime("%G-W%V")}
    squeezed = {"number": squeezed_by_hand(one["code"] + one["number"]), "seller": squeezed_by_hand(one["seller"])}
    loose = [by_hand(key, "invoice-without-number", dated), by_hand(key, "invoice-about", about)]
    loose.append(by_hand(key, "invoice-number", squeezed))
    if one["items"]:
        order = ("description", "quantity", "unit", "amount")
        items = sorted(one["items"], key=lambda item: [item[name] for name in order])
        loose.append(by_hand(key, "invoice-items", pair | {"items": items}))
    return by_hand(key, "invoice", dated | {"code": one["code"], "number": one["number"]}), loose


@pytest.mark.parametrize("case", PRINTS["cases"], ids=lambda case: case["name"])
def test_the_vectors_are_those_of_a_twin(case):
    """Whoever reads the specification alone makes the same."""
    assert twin(case["invoice"], PRINTS["key_utf8"].encode()) == (case["exact"], case["loose"])


@given(INVOICES)
def test_any_invoice_is_that_of_a_twin(one):
    """Also of days at the turn of a year, and of sums of one digit."""
    found = prints_of(one, KEY)
    assert (found.exact, list(found.loose)) == twin(msgspec.to_builtins(one), KEY)


@given(INVOICES, INVOICES)
def test_another_invoice_has_another_fingerprint(one, other):
    """Whatever differs, and under another key too; the order of lines alone makes no other."""
    same = msgspec.structs.replace(one, items=()) == msgspec.structs.replace(other, items=())
    assert (prints_of(one, KEY).exact == prints_of(other, KEY).exact) == same
    assert prints_of(one, KEY).exact != prints_of(one, KEY[::-1]).exact
    assert prints_of(one, KEY) == prints_of(msgspec.structs.replace(one, items=one.items[::-1]), KEY)


@given(INVOICES, TEXTS)
def test_loose_ones_leave_something_out(one, number):
    """The number; the exact sum and day."""
    renumbered, found = msgspec.structs.replace(one, number=number), prints_of(one, KEY).loose
    kept = prints_of(renumbered, KEY).loose
    assert kept[:2] + kept[3:] == found[:2] + found[3:]
    assert (kept[2] == found[2]) == (number_of(renumbered) == number_of(one))
    near = msgspec.structs.replace(one, amount=one.amount + 1)
    alike = prints_of(near, KEY).loose[1] == prints_of(one, KEY).loose[1]
    assert alike == (band_of(near.amount) == band_of(one.amount))


@pytest.mark.parametrize(
    ("changes", "alike"),
    [
        ({"number": "INV1001"}, True),
        ({"number": "inv/10.01"}, True),
        ({"number": "00INV-1001"}, True),
        ({"code": "INV", "number": "1001"}, True),
        ({"amount": 9}, True),
        ({"amount": 9, "issued": date(2027, 3, 1), "buyer": "B2", "currency": "USD"}, True),
        ({"seller": "HRB1234"}, True),
        ({"number": "INV-1002", "amount": 9}, False),
        ({"number": "INV-10010", "amount": 9}, False),
        ({"seller": "HRB-1235", "amount": 9}, False),
    ],
)
def test_a_sellers_number_is_one_however_it_is_written(changes, alike):
    """With hyphens or without, of another amount, day or buyer: what has the number has a fingerprint in common."""
    paper = Invoice(
        seller="HRB-1234", buyer="B1", number="INV-1001", currency="CNY", amount=1_234_560, issued=date(2026, 10, 1)
    )
    other = msgspec.structs.replace(paper, **{"number": "INV-1001"} | changes)
    other = msgspec.structs.replace(other, number=words.named(other.number))
    assert prints_of(other, KEY).exact != prints_of(paper, KEY).exact
    assert bool({*prints_of(other, KEY).loose} & {*prints_of(paper, KEY).loose}) == alike


def test_bands_and_weeks():
    """The first two digits; weeks of ISO 8601, in which a year may begin in the week of the one before."""
    assert [band_of(amount) for amount in (1, 99, 100, 1_234_567, 1_299_999)] == ["1e0", "99e0", "10e1", "12e5", "12e5"]
    assert [week_of(date(2027, 1, day)) for day in (1, 4)] == ["2026-W53", "2027-W01"]


@pytest.mark.parametrize("kind", READERS)
def test_what_people_write_is_read_in_one_spelling(kind):
    """As the vectors say; null is refused."""
    for case in SPELLING[kind]:
        if case["read"] is None:
            with pytest.raises(ValueError, match=r".") as refused:
                READERS[kind](case["text"])
            assert not case["text"] or case["text"] not in str(refused.value)
        else:
            assert READERS[kind](case["text"]) == case["read"]


def test_words_and_quantities():
    """Width, case and spaces make no other item; what is too long, or no number, is refused."""
    assert words.description(" Ｓｔｅｅｌ\u200b  PLATE\n") == "steel plate"
    assert [words.quantity(text) for text in ("", "1,000", "2.50", "0.0", "100")] == ["", "1000", "2.5", "0", "100"]
    long = "1.0000000000000000000000000000000000000001"
    assert words.quantity(long) == long and words.quantity("-2.50") == "-2.5"
    for wrong in (
        lambda: words.amount(2)(long),
        lambda: words.description("-"),
        lambda: words.quantity("two"),
        lambda: words.words("x" * 501),
    ):
        with pytest.raises(ValueError, match=r"."):
            wrong()
    assert words.named("fp-2026/7") == "FP-2026/7"
    with pytest.raises(ValueError, match="letters and digits"):
        words.named("发票7")
