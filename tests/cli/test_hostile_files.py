# SPDX-License-Identifier: Apache-2.0
"""Files of strangers: whatever bytes one has, each reader of the command line reads it or ends in an InputError."""

import gzip
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterfoil.cli.calls import read_document, seed_for
from counterfoil.cli.options import public_key, trust_of
from counterfoil.cli.terms_files import list_terms
from counterfoil.cli.terms_files import read_document as read_terms
from counterfoil.node.bank.bridge_folder import read_plan
from counterfoil.node.contracts.folder import read_folder
from counterfoil.node.disclosed import read_disclosure
from counterfoil.node.founding import read_founding
from counterfoil.node.futures import combinations_file, product_file, securities_file, stress_file
from counterfoil.node.futures.auctions_of_day import read_bid
from counterfoil.node.futures.facts import facts_of
from counterfoil.node.futures.order_rows import read_handed
from counterfoil.node.futures.report_file import read_report
from counterfoil.node.futures.ticks import read_ticks
from counterfoil.node.futures.trade_files import read_accounts, read_rows
from counterfoil.node.keyring import Keyring
from counterfoil.node.registers.csv_rows import CsvFile, CsvFormat
from counterfoil.node.supply.invoice_files import InvoiceFile, Money
from counterfoil.node.supply.lot_splitting import parts_of_file
from counterfoil.node.supply.proposing import fingerprints_of
from counterfoil.node.supply.told_events import told_of_document
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.gathered_errors import GatheredErrors
from counterfoil.primitives.types import Timestamp

Reader = Callable[[Path], Any]
ORDERS = (
    "InvestorID,InstrumentID,OrderSysID,Direction,CombOffsetFlag,CombHedgeFlag,LimitPrice,VolumeTotalOriginal,"
    "TradingDay,InsertTime,OrderStatus\na,IF2101,1,0,0,1,5216.2,3,20210104,09:30:00,0\n"
)
TRADES = (
    "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID\n"
    "1,IF2101,0,0,1,5216.2,3,20210104,09:30:00,a\n"
)
TRADE = json.dumps(dict(zip(*(line.split(",") for line in TRADES.splitlines()), strict=True)))
BID = '{"house":"CC","auction":"x","bidder":"alpha","price":1,"salt":"x"}'
REPORT = 'funds = "x"\npurpose = "y"\nintentions = "z"\n'


INVOICES = (
    "seller,buyer,code,number,currency,amount,issued,item,item_amount\n"
    "A-1,B-1,3300214130,06174907,CNY,12.00,2025-10-01,steel,12.00\n"
)
INVOICE = '{"seller": "A-1", "buyer": "B-1", "number": "7", "currency": "CNY", "amount": 12, "issued": "2025-10-01"}'


def _gathered(read: Callable[[Path, GatheredErrors], Any], path: Path) -> Any:
    wrong = GatheredErrors()
    found = read(path, wrong)
    wrong.require_none(str(path), "mend them")
    return found


def _invoices(path: Path) -> Any:
    return _gathered(lambda file, wrong: InvoiceFile(file).read(Money("CNY", 2, date(2026, 1, 1)), wrong), path)


def _events(path: Path) -> Any:
    def read(file: Path, wrong: GatheredErrors) -> Any:
        return told_of_document(file.read_bytes(), str(file), known=None, now=Timestamp(0), wrong=wrong)

    return _gathered(read, path)


def _rows(path: Path) -> list[Any]:
    return list(CsvFile(path, CsvFormat()).rows())


READERS: dict[str, tuple[str, str, Reader]] = {
    "product": ("p.toml", product_file.EXAMPLE, product_file.read_product),
    "stress": ("s.toml", stress_file.EXAMPLE + stress_file.APART, stress_file.read_stress),
    "securities": ("s.toml", securities_file.EXAMPLE, securities_file.read_securities),
    "combinations": ("c.toml", combinations_file.EXAMPLE, combinations_file.read_combinations),
    "report": ("r.toml", REPORT, read_report),
    "contract": ("contract.toml", 'name = "box"\n', lambda path: read_folder(path.parent)),
    "bid": ("b.json", BID, read_bid),
    "trades": ("t.csv", TRADES, read_rows),
    "trades as JSON": ("t.jsonl", TRADE, read_rows),
    "trades as FIX": ("t.fix", "8=FIX.4.4\x019=5\x0135=AE\x0110=000\x01", read_rows),
    "accounts": ("a.csv", "ClientID,account\na,m-a\n", read_accounts),
    "orders": ("o.csv", ORDERS, read_handed),
    "invoices": ("i.csv", INVOICES, lambda path: _invoices(path)),
    "invoices as JSON": ("i.json", f"[{INVOICE}]", lambda path: _invoices(path)),
    "parts of a lot": ("p.csv", "account,amount\nof-a,1.00\n", lambda path: _gathered(parts_of_file, path)),
    "a registry's report": ("r.csv", "line,fingerprint\n2,ab\n", fingerprints_of),
    "events about goods": ("e.json", '{"type": "EPCISDocument"}', lambda path: _events(path)),
    "ticks": ("t.csv", "instrument,volume\n", lambda path: read_ticks(path, facts_of("IF"))),
    "packed ticks": ("t.csv.gz", "x", lambda path: read_ticks(path, facts_of("IF"))),
    "register": ("r.csv", "id,kind\n1,bond\n", _rows),
    "calls": ("c.json", '[{"call": "holdings.transfer"}]', read_document),
    "seed": ("c.json.seed", "00" * 32, lambda path: seed_for(path.with_suffix(""), new_intent=False)),
    "terms": ("t.json", '{"contractType": "PAM"}', read_terms),
    "lines of terms": ("t.jsonl", '{"contractType": "PAM"}', lambda path: list(list_terms(path))),
    "charter": ("f.json", "{}", lambda path: read_founding(path, ())),
    "plan of a bridge": ("b.json", "{}", read_plan),
    "disclosure": ("d.json", "{}", read_disclosure),
    "trust": ("t.json", "{}", lambda path: trust_of(path, path.read_bytes())),
    "public key": (
        "k.json",
        '{"keyid": "x", "public": {}}',
        lambda path: public_key(Keyring(path.parent, str), str(path)),
    ),
}
HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "UTF-16": "a,b".encode("utf-16"),
    "no text": b"\xff\xfe\x00\x80",
    "nested lists": b"[" * 100_000,
    "nested objects": b'{"a":' * 100_000,
    "nested TOML": b"a = " + b"[" * 3_000,
    "nested TOML that ends": b"a = " + b"[" * 5_000 + b"]" * 5_000,
    "a number of 5,000 digits": b"a = " + b"9" * 5_000,
    "5,000 digits in hexadecimal": b"a = 0x" + b"f" * 5_000,
    "5,000 digits in JSON": b'{"price": ' + b"9" * 5_000 + b"}",
    "half a letter": b'{"keyid": "\\ud800", "call": "\\ud800", "ClientID": "\\ud800", "house": "\\ud800"}',
    "an empty tag": b"=\x01=\x01",
    "a tag of letters": b"8=FIX.4.4\x01abc=1\x0110=000\x01",
    "a length of letters": b"8=FIX.4.4\x0195=x\x0196=abc\x0110=000\x01",
    "a length of 5,000 digits": b"8=FIX.4.4\x0195=" + b"9" * 5_000 + b"\x0196=abc\x0110=000\x01",
    "a torn gzip file": gzip.compress(b"a,b\n")[:-4],
    "NUL": b"\0" * 100,
}


def read(reader: str, folder: Path, data: bytes) -> None:
    """Read, or refused; any other exception ends the test."""
    name, _, reads = READERS[reader]
    path = folder / name
    path.write_bytes(data)
    try:
        reads(path)
    except InputError as refused:
        assert str(refused)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_bytes_end_in_words(reader: str, what: str, tmp_path: Path) -> None:
    """Each reader, each file."""
    read(reader, tmp_path, HOSTILE[what])


NUMBERS = (
    "1E999999999",
    "1e9999999999999999999",
    "-1e400",
    "nan",
    "sNaN",
    "inf",
    "9" * 5_000,
    '"1e999999999%"',
    "0x" + "f" * 5_000,
)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda text: text[:12])
@pytest.mark.parametrize("reader", [name for name, (_, text, _) in READERS.items() if any(map(str.isdigit, text))])
def test_a_number_that_nobody_means_ends_in_words(reader: str, number: str, tmp_path: Path) -> None:
    """In the place of each number of the example, one after the other."""
    text = READERS[reader][1]
    places = [place for place in range(len(text)) if text[place].isdigit() and not text[place - 1 : place].isalnum()]
    for place in places:
        end = next((end for end in range(place, len(text)) if text[end] not in "0123456789.%"), len(text))
        quoted = text[place - 1 : place] == '"'
        given = number.strip('"') if quoted else number
        read(reader, tmp_path, f"{text[:place]}{given}{text[end:]}".encode())


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.integers(0, 400), put=st.binary(max_size=12), over=st.integers(0, 12))
def test_an_example_with_any_bytes_in_it_ends_in_words(
    reader: str, tmp_path: Path, place: int, put: bytes, over: int
) -> None:
    """Some bytes of it are others."""
    data = READERS[reader][1].encode()
    start = place % (len(data) + 1)
    read(reader, tmp_path, data[:start] + put + data[start + over :])


@pytest.mark.parametrize(
    "encoding", ["idna", "punycode", "utf-7", "hz", "iso2022_jp", "unicode_escape", "rot13", "utf-16"]
)
def test_an_encoding_that_is_not_for_files_is_refused(encoding: str, tmp_path: Path) -> None:
    """Its decoder ends otherwise where bytes are no text."""
    (tmp_path / "t.csv").write_bytes(TRADES.encode() + b"\xff\xfe,xn--\xff\n")
    for reads in (read_rows, read_handed, read_accounts):
        with pytest.raises(InputError) as refused:
            reads(tmp_path / "t.csv", encoding)
        assert refused.value.where == "--encoding"


def test_a_column_or_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    """One of the two would be lost; the line is named."""
    head, row = TRADES.splitlines()
    (tmp_path / "t.csv").write_text(f"{head},Price\n{row},1\n")
    with pytest.raises(InputError, match=r"t\.csv, line 1: Price stands twice"):
        read_rows(tmp_path / "t.csv")
    (tmp_path / "t.jsonl").write_text(f'{TRADE}\n{TRADE[:-1]}, "Price": "1"}}\n')
    with pytest.raises(InputError, match=r"t\.jsonl, line 2: the name 'Price' stands twice"):
        read_rows(tmp_path / "t.jsonl")
    (tmp_path / "a.csv").write_text("ClientID,account,account\na,m-a,m-b\n")
    with pytest.raises(InputError, match="account stands twice"):
        read_accounts(tmp_path / "a.csv")


def test_a_title_that_reorders_what_stands_around_it_is_refused(tmp_path: Path) -> None:
    """As that of a contract is."""
    path = tmp_path / "p.toml"
    path.write_text(product_file.EXAMPLE.replace("CSI 300 index", "CSI \\u202e300 index"))
    with pytest.raises(InputError, match="product, title: a character that is not seen"):
        product_file.read_product(path)


def test_no_price_falls_by_more_than_all_of_it(tmp_path: Path) -> None:
    """A scenario says so by mistake."""
    path = tmp_path / "s.toml"
    path.write_text(stress_file.EXAMPLE.replace("-20%", "-100%"))
    assert stress_file.read_stress(path).scenarios[0].shocks[0].ppm == -1_000_000
    path.write_text(stress_file.EXAMPLE.replace("-20%", "-100.0001%"))
    with pytest.raises(InputError, match=r"scenario crash, IF: '-100\.0001%' is more than all of a price"):
        stress_file.read_stress(path)
