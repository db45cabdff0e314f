# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply voucher invoices``: a registry's invoices, and nothing of what they say beyond this machine."""

import csv
import errno
import json
import shlex

import pytest

from counterfoil.cli import supply_invoices
from counterfoil.modules.receivables.invoices import INVOICES
from support.cli_examples import examples
from support.network import copy_network
from support.supply_network import make_supply_network, on_network
from support.vouchers import INVOICES as OF_CORE
from support.vouchers import INVOICES_OF_WEAK, PLATFORM, founded

REGISTERED = len(OF_CORE) + len(INVOICES_OF_WEAK)
SELLER, BUYER = "91330106MA2CFH2R1M", "91310000MA1FL3L10Y"
HEADER = "seller,buyer,code,number,currency,amount,issued"
FIRST = f"{SELLER},{BUYER},3300214130,06174907,CNY,12345.60,2025-10-01"
SECOND = f"{SELLER},{BUYER},3300214130,06174908,CNY,990000.00,2025-10-02"
DIGITAL = f"{SELLER},{BUYER},,26332000000012345678,CNY,500,2025-09-14"


@pytest.fixture(scope="module")
def programme_template(tmp_path_factory):
    return make_supply_network(tmp_path_factory.mktemp("invoices") / "network", founded)


@pytest.fixture
def network(programme_template, tmp_path):
    return copy_network(programme_template, tmp_path / "network")


@pytest.fixture
def given(network, tmp_path):
    """The options of an import by the registry, and its secret, made by the first."""
    secret = tmp_path / "registry.secret"
    return (
        *("--programme", PLATFORM, "--fingerprint-key", secret, "--key", "registry"),
        *("--party", f"{SELLER}=first", "--party", f"{BUYER}=core"),
        *("--network", network, "--no-publish"),
    )


@pytest.fixture
def importing(run, run_json, tmp_path, given):
    """Imports lines, or a document; gives what was printed, or JSON."""

    def imported(lines, *more, code=0, header=HEADER, as_json=True, name="invoices.csv", encoding="utf-8"):
        text = "\n".join([header, *lines]) + "\n" if isinstance(lines, list) else lines
        (tmp_path / name).write_text(text, encoding=encoding)
        words = ("supply", "voucher", "invoices", tmp_path / name, *given, *more)
        return run_json(*words, code=code) if as_json else " ".join(run(*words, code=code).output.split())

    return imported


def test_a_secret_that_is_not_there_is_told_how_it_is_made(importing):
    """Whoever imports for the first time leaves out an option that has to be there once."""
    assert "--new-fingerprint-key makes it" in importing([FIRST], code=2, as_json=False)


def first(*more):
    return ("--new-fingerprint-key", *more)


def test_invoices_are_registered_by_their_fingerprints(importing, run_json, network, tmp_path):
    """Each is on record with its amount, in fen, and with what it is told apart by; once more is told, and --rest."""
    found = importing([FIRST, SECOND, DIGITAL], *first("--report", tmp_path / "report.csv"))
    assert (found["invoices"], found["new"], found["transactions"]) == (3, 3, 1)
    assert [one["amount"] for one in found["listed"]] == [1_234_560, 99_000_000, 50_000]
    for one in found["listed"]:
        stands = run_json("show", "record", f"receivables/invoice/registry/{one['fingerprint']}", "--network", network)
        assert stands["value"]["amount"] == one["amount"]
        assert len(stands["value"]["loose"]) == 3
    rows = list(csv.DictReader((tmp_path / "report.csv").read_text().splitlines()))
    assert [row["fingerprint"] for row in rows] == [one["fingerprint"] for one in found["listed"]]
    assert {row["status"] for row in rows} == {"registered"}
    assert (tmp_path / "report.csv").stat().st_mode & 0o077 == 0
    again = importing([FIRST, SECOND, DIGITAL], code=1, as_json=False)
    assert "registered already: line 2, line 3, line 4" in again and "--rest" in again
    more = importing([FIRST, DIGITAL, FIRST.replace("74907", "74909").replace("2345.", "2000.")], "--rest")
    assert (more["new"], more["registered_before"]) == (1, 2)
    none = importing([FIRST], "--rest")
    assert (none["new"], none["transactions"]) == (0, 0)


def test_nothing_of_an_invoice_reaches_the_ledger_or_what_is_printed(importing, network):
    """Not in a file of the network's, nor in an answer, nor in an error."""
    told = importing([FIRST, DIGITAL], *first(), as_json=False)
    wrong = importing([FIRST.replace("12345.60", "many-yuan")], code=2, as_json=False)
    said = [SELLER, BUYER, "06174907", "26332000000012345678", "many-yuan", "3300214130"]
    assert not [one for one in said if one in told or one in wrong]
    files = [path for path in network.rglob("*") if path.is_file()]
    assert len(files) > 5
    assert not [path for path in files for one in said if one.encode() in path.read_bytes()]


def test_what_is_alike_is_told_and_waits_to_be_cleared(importing, run_json, network):
    """Of the same sum and day; of about so much in one week; here before it or on the ledger."""
    found = importing([FIRST, FIRST.replace("06174907", "01234571"), SECOND], *first())
    one, other, third = found["listed"]
    assert found["alike"] == 1 and other["alike"] == one["fingerprint"] and third["alike"] is None
    near = SECOND.replace("990000.00", "991234.00").replace("74908", "74910").replace("10-02", "09-29")
    later = importing([near], "--rest")["listed"][0]
    assert later["alike"] == third["fingerprint"]
    shown = run_json("show", "record", f"receivables/invoice/registry/{other['fingerprint']}", "--network", network)
    assert shown["value"]["alike"] == one["fingerprint"]


def test_a_number_is_alike_however_it_is_written(importing):
    """With hyphens, of another day and sum; or of the same day with another sum. Another number is another invoice."""
    lines = [f"{SELLER},{BUYER},,INV-1001,CNY,500.00,2025-09-14", f"{SELLER},{BUYER},,INV1001,CNY,9.00,2025-07-01"]
    one, other = importing(lines, *first())["listed"]
    assert other["alike"] == one["fingerprint"]
    altered = f"{SELLER},{BUYER},,inv 1001,CNY,70000.00,2025-09-14"
    assert importing([altered], "--rest")["listed"][0]["alike"] == one["fingerprint"]
    assert importing([altered.replace("1001", "10011").replace("70000", "80")])["alike"] == 0


def test_what_was_registered_wrongly_is_registered_once_more(importing, run, network):
    """Whose code was mistaken for another's: withdrawn by the registry, and registered rightly from the same file."""
    importing([FIRST], *first("--party", f"{SELLER}=second"))
    print_ = importing([FIRST], "--rest")["listed"][0]["fingerprint"]
    told = ("--registry", "registry", "--fingerprint", print_, "--reason", "another seller")
    run("receivables", "withdraw-invoice", *told, "--key", "registry", "--network", network, "--no-publish")
    again = importing([FIRST])
    assert (again["new"], again["registered_before"], again["listed"][0]["status"]) == (1, 0, "registered")
    with on_network(network) as stage:
        found = stage.state.read(INVOICES, "registry", print_)
    assert (found.seller, found.registrations, found.alike) == ("first", 2, None)


def test_all_faults_of_one_invoice_are_told_at_once(importing, given):
    """A sum, a day and a party that the chain does not know; a number of before; and in JSON each member."""
    stranger = FIRST.replace(BUYER, "HRB-77").replace("12345.60", "many").replace("2025-10-01", "soon")
    told = importing([FIRST, stranger], *first(), code=2, as_json=False)
    for expected in ("line 3, amount", "line 3, issued", "line 3, buyer: no party of the chain has it", "4 mistakes"):
        assert expected in told, (expected, told)
    assert "line 3: this number of this seller, otherwise, stands at line 2 already" in told
    lost = FIRST.replace("06174907", "6174907").replace("12345.60", "x")
    told = importing([lost], *first(), code=2, as_json=False)
    assert "leading zeros were lost" in told and "line 2, amount" in told
    fields = dict(zip(HEADER.split(","), FIRST.split(","), strict=True))
    items = [{"descriptin": "x", "amount": [1], "unit": "t", "quantity": 1}, 7]
    wrong = [fields | {"sum": 1, "total": 2, "number": [7], "issued": None, "items": items}]
    told = importing(json.dumps(wrong), *first(), code=2, as_json=False, name="invoices.json")
    for expected in (
        "invoice 1: no member is called 'sum'",
        "invoice 1: no member is called 'total'",
        "invoice 1, number: neither text nor number",
        "invoice 1, issued: it is missing",
        "invoice 1, item 1: no member is called 'descriptin'",
        "invoice 1, item 1, amount: neither text nor number",
        "invoice 1, item 1, item: it is missing",
        "invoice 1, item 2: not an object",
    ):
        assert expected in told, (expected, told)


def test_items_are_compared_in_any_order(importing, tmp_path):
    """Whether as lines of CSV or in JSON: the order makes no other invoice, and under another number it is alike."""
    header = f"{HEADER},item,item_quantity,item_unit,item_amount"
    lines = [f"{FIRST},Steel  plate,2.50,t,10000.00", f"{FIRST},bolts,1000,pcs,2345.6"]
    found = importing(lines, *first("--dry-run"), header=header)
    assert found["invoices"] == 1 and found["dry_run"]
    importing(lines, *first(), header=header)
    items = [
        {"description": "Bolts", "quantity": 1000, "unit": "PCS", "amount": "2345.60"},
        {"description": "steel plate", "quantity": "2.5", "unit": "T", "amount": 10000},
    ]
    fields = dict(zip(HEADER.split(","), FIRST.split(","), strict=True))
    again = json.dumps([fields | {"items": items}])
    assert "registered already: invoice 1" in importing(again, code=1, as_json=False, name="invoices.json")
    differs = [lines[0], lines[1].replace("2345.6", "1.00", 1).replace("12345.60", "1.00")]
    told = importing(differs, code=2, as_json=False, header=header)
    assert "line 3, amount: it says otherwise than line 2, of the same invoice" in told
    other = json.dumps([fields | {"number": "06179999", "issued": "2025-06-01", "amount": 12345.6, "items": items}])
    assert importing(other, name="invoices.json")["alike"] == 1


def test_all_that_is_wrong_is_told_at_once(importing):
    """With line, column and what would be right, and nothing is made, the secret neither."""
    lines = [
        FIRST,
        FIRST.replace("12345.60", "12345.607").replace("4907,", "4909,"),
        FIRST.replace("12345.60", "-5").replace(SELLER, "91330106MA2CFH2R1X"),
        FIRST.replace("2025-10-01", "2025-02-30"),
        FIRST.replace("2025-10-01", "2126-10-01"),
        FIRST.replace("CNY", "USD"),
        FIRST.replace("06174907", "6174907"),
        FIRST.replace("06174907", "6.1749E+06"),
        FIRST.replace(BUYER, "无"),
        "only,three,cells",
        FIRST,
        FIRST.replace("12345.60", "99.00"),
    ]
    told = importing(lines, *first(), code=2, as_json=False)
    for expected in (
        "line 3, amount: “12345.607” cannot be so (at most 2 digits behind the point)",
        "line 4, amount",
        "line 4, seller: “913301”… (18 characters) cannot be so (the credit code is wrong: unified social credit code "
        "ends in X, should end in",
        "line 5, issued: “2025-02-30” cannot be so (there is no such day; a date such as 2026-10-01)",
        "line 6, issued: “2126-10-01” cannot be so (no invoice is of a day that is to come: 20",
        "line 7, currency: “USD” cannot be so (the programme's vouchers are in CNY)",
        "line 8, number: “617”… (7 characters) cannot be so (beside a code of 10 digits a number has 8: leading zeros",
        "line 9, number: “6.174”… (10 characters) cannot be so (it is a number in scientific notation: digits were",
        "line 10, buyer: “无” cannot be so (it stands for nothing: write the code or the number itself)",
        "line 11",
        "line 12: the same invoice stands at line 2 already",
        "line 13: this number of this seller, otherwise, stands at line 2 already",
    ):
        assert expected in told, (expected, told)
    assert "no such file" in importing([FIRST], code=2, as_json=False)


def test_files_of_other_forms(importing, run, given, tmp_path):
    """Other columns and encodings; what is no list, no object, of no known form or empty is said."""
    header = "销售方税号,购买方税号,发票代码,发票号码,金额,开票日期"
    line = f'{SELLER},{BUYER},3300214130,06174907,"12,345.60",2025年10月01日'
    names = {"seller": 1, "buyer": 2, "code": 3, "number": 4, "amount": 5, "issued": 6}
    mapped = [word for name, place in names.items() for word in ("--map", f"{name}={place}")]
    options = (*mapped, "--map", "currency:=CNY", "--encoding", "gbk")
    found = importing([line], *first(*options), header=header, encoding="gbk")
    assert found["listed"][0]["amount"] == 1_234_560
    assert "registered already" in importing([FIRST], code=1, as_json=False)
    filled = [FIRST.replace("06174907", number) for number in ("6174907", "x")]
    told = importing(filled[:1], "--map", "number={number:8}", code=1, as_json=False)
    assert "registered already: line 2" in told
    assert "line 2, number: invalid code" in importing(filled[1:], "--map", "number={number:8}", code=2, as_json=False)
    for text, expected in {
        "{}": "not a list",
        "[7]": "invoice 1: not an object",
        '[{"sellr": "x"}]': "no member is called 'sellr'",
        '[{"seller": [1]}]': "invoice 1, seller: neither text nor number",
        "[": "not JSON",
        "[]": "there is no invoice in it",
        '[{"items": {}}]': "invoice 1, items: not a list",
    }.items():
        assert expected in importing(text, code=2, as_json=False, name="invoices.json"), text
    assert "goes with CSV" in importing("[]", "--map", "seller=1", code=2, as_json=False, name="invoices.json")
    assert "ends in .csv or .json" in importing("[]", code=2, as_json=False, name="invoices.txt")
    assert "nothing gives the field 'amount'" in importing(
        [FIRST], code=2, as_json=False, header="seller,buyer,code,number,currency,sum,issued"
    )
    given = ("supply", "voucher", "invoices", tmp_path / "none.csv", *given)
    assert "no such file" in run(*given, code=2).output


def test_what_was_done_is_told_though_no_report_can_be_written(importing, run, network, monkeypatch, tmp_path):
    """The answer comes first, and then the error; the file of a dry run would be of fingerprints that nobody keeps."""
    told = importing([FIRST], *first("--dry-run", "--report", tmp_path / "r.csv"), code=2, as_json=False)
    assert "a dry run makes no secret" in told
    assert "neither .csv nor .json" in importing([FIRST], *first("--report", "r.txt"), code=2, as_json=False)

    def full(path, *_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(supply_invoices, "write_new_file", full)
    shown = importing([FIRST], *first("--report", tmp_path / "r.json"), code=3, as_json=False)
    assert shown.index("transactions 1") < shown.index("error: ") and "no space left" in shown
    with on_network(network) as stage:
        assert sum(1 for _ in stage.state.rows(INVOICES)) == 1 + REGISTERED


def test_one_registry_has_one_secret(importing, tmp_path, network):
    """With another every invoice would be new; one that others can read is none; a dry run makes none."""
    importing([FIRST], *first("--dry-run"))
    assert not (tmp_path / "registry.secret").exists()
    importing([FIRST], *first())
    assert "begun with the secret" in importing([SECOND], *first(), code=2, as_json=False)
    secret = tmp_path / "registry.secret"
    kept = secret.read_text()
    secret.write_text("another secret that is long enough\n")
    told = importing([FIRST], code=2, as_json=False)
    assert "could be registered, and financed, once more" in told and kept.strip() not in told
    secret.write_text(kept)
    secret.chmod(0o644)
    assert "others can read this secret" in importing([SECOND], code=2, as_json=False)


def test_whose_word_it_takes(importing, run, given, tmp_path):
    """The registry's key: another's is told to lack it, and an unknown programme is named with those that there are."""
    importing([FIRST], *first("--dry-run"))
    file, others = tmp_path / "invoices.csv", [word for word in given if word not in ("--key", "registry")]
    told = run("supply", "voucher", "invoices", file, *others, *first("--dry-run", "--key", "core"), code=2).output
    assert "registry" in told and "nothing was sent" in told
    assert "no key signs" in run("supply", "voucher", "invoices", file, *others, code=2).output
    unknown = importing([FIRST], "--programme", "yard", code=2, as_json=False)
    assert "there is no programme 'yard'" in unknown and f"programmes: {PLATFORM}" in unknown


def test_the_examples_run(run, network, tmp_path, monkeypatch, write):
    """As the help shows them, where their files are."""
    write("invoices.csv", f"{HEADER}\n{FIRST}\n")
    write("invoices.json", [dict(zip(HEADER.split(","), line.split(","), strict=True)) for line in (FIRST, DIGITAL)])
    network.rename(tmp_path / "trial")
    monkeypatch.chdir(tmp_path)
    for line in examples(("supply", "voucher", "invoices")):
        run(*shlex.split(line)[1:])


def test_thousands_are_several_transactions(importing, run, network):
    """More than one transaction could cause, none lost."""
    lines = [
        f"{SELLER},{BUYER},3300214130,{number:08},CNY,{number}.00,2025-{1 + number % 9:02}-{1 + number % 28:02}"
        for number in range(1, 5_001)
    ]
    found = importing(lines, *first())
    assert found["new"] == 5_000 and found["transactions"] >= 5 and not found["refused"]
    with on_network(network) as stage:
        assert sum(1 for _ in stage.state.rows(INVOICES)) == 5_000 + REGISTERED
