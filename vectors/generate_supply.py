# SPDX-License-Identifier: Apache-2.0
"""Writes the vectors of invoices' fingerprints and of the events that show goods (spec/invoices.md, goods-shown.md).

Run ``PYTHONPATH=tests python vectors/generate_supply.py``; a test compares what it would write with what is there.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec

from counterfoil.epcis.document import read_document
from counterfoil.node.supply import invoice_words as words
from counterfoil.node.supply.events_shown import shown_by
from counterfoil.node.supply.invoice_prints import Invoice, InvoiceItem, prints_of
from support.epcis import MADE, PACKED, SEEN, as_json, document, said

FOLDER: Final = Path(__file__).parent
KEY: Final = b"a key of a registry that is for tests only"
SELLER, BUYER = "91330106MA2CFH2R1M", "91310000MA1FL3L10Y"
LINES: Final = (
    InvoiceItem(description="steel plate", quantity="2.5", unit="t", amount=1_000_000),
    InvoiceItem(description="bolts", quantity="1000", unit="pcs", amount=234_560),
)
PAPER: Final = Invoice(
    seller=SELLER,
    buyer=BUYER,
    code="3300214130",
    number="06174907",
    currency="CNY",
    amount=1_234_560,
    issued=date(2026, 10, 1),
)


def _changed(**changes: Any) -> Invoice:
    return msgspec.structs.replace(PAPER, **changes)


INVOICES: Final = {
    "with code and number": PAPER,
    "digital, without a code": _changed(code="", number="26332000000012345678"),
    "another number": _changed(number="06174908"),
    "the number with hyphens, another sum and day": _changed(
        number="0617-4907", amount=9_999, issued=date(2026, 12, 1), buyer="HRB-1234"
    ),
    "another day of the week": _changed(issued=date(2026, 10, 3)),
    "the first day of a year, in a week of the year before": _changed(issued=date(2027, 1, 1)),
    "a fen": _changed(amount=1),
    "with lines": _changed(items=LINES),
    "with the same lines in another order": _changed(items=LINES[::-1]),
    "of a seller with an LEI": _changed(seller="5493001KJTIIGC8Y1R12"),
}
PARTIES: Final = (
    SELLER,
    " ９１３３０１０６ma2cfh2r1m ",
    "'91330106MA2CFH2R1M",
    "HRB-1234",
    "91330106MA2CFH2R1X",
    "无",
    "1.2E+17",
)
AMOUNTS: Final = (
    "12345.60",
    "12345.6",
    "12,345.60",
    "１２３４５．６",
    "12345",
    "0.01",
    "12345.601",
    "0",
    "-1",
    "1e4",
    "",
)
DAYS: Final = (
    "2026-10-01",
    "2026/10/1",
    "20261001",
    "2026年10月1日",
    "2026-10-01 00:00:00",
    "2026-02-30",
    "261001",
    "",
)

_LATER: Final = said(SEEN, eventTime="2026-03-05T11:00:30.000+01:00")
SHOWN: Final[dict[str, list[dict[str, Any]]]] = {
    "one event": [SEEN],
    "three": [SEEN, PACKED, MADE],
    "the same in another order": [MADE, SEEN, PACKED],
    "one of them twice": [MADE, SEEN, PACKED, SEEN],
    "of two times": [_LATER, SEEN],
}


def build() -> dict[str, bytes]:
    """File → its bytes."""
    return {
        "invoices/prints.json": _written(_prints()),
        "invoices/spelling.json": _written(_spelling()),
        "goods-shown/roots.json": _written(_roots()),
    }


def _prints() -> dict[str, Any]:
    cases = [
        {
            "name": name,
            "invoice": msgspec.to_builtins(one),
            "exact": (prints := prints_of(one, KEY)).exact,
            "loose": list(prints.loose),
        }
        for name, one in INVOICES.items()
    ]
    return {"key_utf8": KEY.decode(), "cases": cases}


def _spelling() -> dict[str, Any]:
    read = {
        "party": (words.party, PARTIES),
        "amount": (words.amount(2), AMOUNTS),
        "day": (lambda text: words.day(text).isoformat(), DAYS),
    }
    return {
        kind: [{"text": text, "read": _tried(reader, text)} for text in texts] for kind, (reader, texts) in read.items()
    }


def _roots() -> list[dict[str, Any]]:
    """Events, their hashes in the order in which they are hashed, and the root over them."""
    return [_root(name, events) for name, events in SHOWN.items()]


def _root(name: str, said: list[dict[str, Any]]) -> dict[str, Any]:
    data = as_json(document(*said))
    shown = shown_by(read_document(data).events)
    return {"name": name, "utf8": data.decode(), "root": shown.root, "count": shown.count}


def _tried(reader: Any, text: str) -> Any:
    """What is read; null: it is refused."""
    try:
        return reader(text)
    except ValueError:
        return None


def _written(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


if __name__ == "__main__":
    for name, data in build().items():
        (FOLDER / name).parent.mkdir(exist_ok=True)
        (FOLDER / name).write_bytes(data)
