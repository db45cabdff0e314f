# SPDX-License-Identifier: Apache-2.0
"""Orders and terminal data from the command line: handed in sealed, opened by the supervisor, secret elsewhere."""

import csv
from pathlib import Path

import pytest

from counterfoil.modules.futures.handing_in import ROWS_MAX, HandedKind
from counterfoil.modules.futures.handing_in_calls import HandIn
from counterfoil.node.futures.order_batches import Head, Plain, batches_of, opened, sealed
from support.futures_network import DAY, open_futures
from support.ledger import key_of
from support.network import copy_network

ORDER_COLUMNS = (
    "InvestorID,InstrumentID,OrderSysID,Direction,CombOffsetFlag,CombHedgeFlag,LimitPrice,VolumeTotalOriginal,"
    "TradingDay,InsertTime,OrderStatus,ExchangeID"
)
ORDERS = [
    "88001234,IF2101,000001,0,0,1,5216.2,3,20210104,09:30:00,0,CFFEX",
    "88001234,IF2101,000002,1,1,1,5230.4,1,20210104,10:00:00,5,CFFEX",
]
TERMINAL_COLUMNS = "UserID,TradingDay,ClientLoginTime,ClientPublicIP,ClientIPPort,ClientAppID,MacAddress,HDSerialID"
TERMINALS = ["88001234,20210104,08:59:01,203.0.113.77,51234,client_tester_1.0,3C-52-82-11-3A-B7,WD-WX21A12345"]
SECRETS = ("88001234", "203.0.113.77", "3C-52-82-11-3A-B7", "WD-WX21A12345", "5230.4")


def write(file: Path, columns: str, rows: list[str]) -> Path:
    file.write_text("\n".join([columns, *rows]) + "\n")
    return file


@pytest.fixture(scope="module")
def futures_template(trading_template, tmp_path_factory):
    return open_futures(copy_network(trading_template, tmp_path_factory.mktemp("handing") / "network"))


@pytest.fixture
def futures(futures_template, tmp_path):
    return copy_network(futures_template, tmp_path / "futures")


@pytest.fixture
def collected(futures, run, run_json):
    """A network whose supervisor collects."""
    keyid = run_json("keys", "show", "supervisor", "--network", futures)["keyid"]
    about = ("--house", "CC", "--supervisor", "supervisor", "--sealed-to", keyid, "--due-min", 1_980)
    run("futures", "set-collection", *about, "--key", "supervisor", "--no-publish", "--network", futures)
    return futures


def handing_in(file: Path, network: Path, *more):
    return ("clearing", "orders", "import", file, "--house", "CC", "--member", "alpha", *more, "--network", network)


def test_what_a_member_hands_in_the_supervisor_opens_and_nobody_else(collected, tmp_path, run, run_json):
    """Foretold, handed in, again without effect, opened; no other key opens it, no file shows it."""
    orders = write(tmp_path / "orders.csv", ORDER_COLUMNS, ORDERS)
    dry = run_json(*handing_in(orders, collected, "--dry-run"))
    assert (dry["kind"], dry["day"], dry["rows"], dry["batches"], dry["transactions"]) == (
        "orders",
        "2021-01-04",
        2,
        [1],
        0,
    )
    done = run_json(*handing_in(orders, collected, "--key", "alpha", "--no-publish"))
    assert (done["batches"], done["transactions"], done["refused"]) == ([1], 1, [])
    again = run_json(*handing_in(orders, collected, "--key", "alpha", "--ends-day", "--no-publish"))
    assert (again["handed_in_before"], again["batches"]) == (1, [2])
    terminals = write(tmp_path / "terminals.csv", TERMINAL_COLUMNS, TERMINALS)
    assert run_json(*handing_in(terminals, collected, "--key", "alpha"))["kind"] == "terminals"

    asked = ("clearing", "orders", "open", "CC", "--member", "alpha", "--network", collected)
    told = run_json(*asked, "--kind", "orders", "--key", "supervisor", "--out", tmp_path / "opened.csv")
    assert [(one["number"], one["rows"], one["ends_day"], one["problem"]) for one in told["batches"]] == [
        (1, 2, False, ""),
        (2, 0, True, ""),
    ]
    assert told["batches"][0]["late"], "the day is of years ago"
    with (tmp_path / "opened.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(one["Batch"], one["Row"], one["OrderSysID"], one["LimitPrice"]) for one in rows] == [
        ("1", "1", "000001", "5216.2"),
        ("1", "2", "000002", "5230.4"),
    ]
    run(*asked, "--kind", "terminals", "--key", "supervisor", "--out", tmp_path / "terminals-opened.csv")
    assert "203.0.113.77" in (tmp_path / "terminals-opened.csv").read_text()
    assert (
        "give that key too" in run(*asked, "--kind", "orders", "--key", "alpha", "--out", tmp_path / "x", code=2).stderr
    )
    assert not (tmp_path / "x").exists()

    package = tmp_path / "package.zip"
    record = ("--claim", "record", "--record", "futures/handed_in/CC/alpha/terminals", "-o", package)
    run("evidence", "export", *record, "--network", collected)
    run("verify", package, "--trust", collected / "trust.json")
    for file in (package, *(one for one in collected.rglob("*") if one.is_file())):
        found = file.read_bytes()
        assert not [secret for secret in SECRETS[:4] if secret.encode() in found], file


def test_a_members_cell_is_no_formula_in_the_supervisors_file(collected, tmp_path, run):
    """What a member writes is opened in a spreadsheet: a cell that would be a formula there is a text."""
    row = ORDERS[0].replace("88001234", "=HYPERLINK(1)").replace("000001", "@SUM(A1)").replace("5216.2", "-5")
    orders = write(tmp_path / "orders.csv", ORDER_COLUMNS, [row])
    run(*handing_in(orders, collected, "--key", "alpha", "--no-publish"))
    asked = ("clearing", "orders", "open", "CC", "--member", "alpha", "--kind", "orders", "--key", "supervisor")
    run(*asked, "--out", tmp_path / "opened.csv", "--network", collected)
    with (tmp_path / "opened.csv").open() as file:
        [read] = csv.DictReader(file)
    assert (read["InvestorID"], read["OrderSysID"], read["LimitPrice"]) == ("'=HYPERLINK(1)", "'@SUM(A1)", "-5")


WRONG = {
    "another direction": (ORDERS[1].replace(",1,1,1,", ",7,1,1,"), "line 3: Direction is not 0, 1"),
    "a price that is none": (ORDERS[1].replace("5230.4", "88.x"), "line 3: LimitPrice is not a price"),
    "a price without measure": (ORDERS[1].replace("5230.4", "1E999999999"), "line 3: LimitPrice is not a price"),
    "a formula for a contract": (ORDERS[1].replace("IF2101", "=1+1"), "line 3: InstrumentID is not a contract"),
    "a time that is none": (ORDERS[1].replace("10:00:00", "25:00:00"), "line 3: InsertTime is not HH:MM:SS"),
    "no lots": (ORDERS[1].replace("5230.4,1", "5230.4,0"), "line 3: VolumeTotalOriginal is not a whole number"),
    "nobody": (ORDERS[1].replace("88001234", ""), "line 3: InvestorID is missing"),
    "another day": (ORDERS[1].replace("20210104", "20210105"), "line 3: TradingDay is another"),
    "the same order": (ORDERS[0], "line 3: stands on line 2 already"),
    "a status that is none": (ORDERS[1].replace(",5,CFFEX", ",9,CFFEX"), "line 3: OrderStatus is not"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_row_that_is_wrong_is_told_by_line_and_column_alone(collected, tmp_path, run, name):
    """What is right is said, what stands there is not; nothing is sent."""
    row, told = WRONG[name]
    file = write(tmp_path / "orders.csv", ORDER_COLUMNS, [ORDERS[0], row])
    said = run(*handing_in(file, collected, "--key", "alpha"), code=2).output
    assert told in " ".join(said.split())
    assert not [secret for secret in (*SECRETS, "88.x") if secret in said]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("203.0.113.77", "203.0.113.777", "ClientPublicIP is not an address"),
        ("3C-52-82-11-3A-B7,WD-WX21A12345", ",", "one of MacAddress"),
        ("3C-52-82-11-3A-B7", "3C-52", "MacAddress is not such as"),
        ("51234", "99999", "ClientIPPort is not 0 to 65535"),
    ],
)
def test_terminal_data_that_is_wrong_is_told_so_too(collected, tmp_path, run, old, new, told):
    """Of whose terminal it was nothing is said."""
    file = write(tmp_path / "terminals.csv", TERMINAL_COLUMNS, [TERMINALS[0].replace(old, new)])
    said = run(*handing_in(file, collected, "--key", "alpha"), code=2).output
    assert told in " ".join(said.split())
    assert not [secret for secret in (*SECRETS, new) if len(secret) > 1 and secret in said]


def test_files_that_are_neither_and_houses_that_nobody_collects_of(futures, tmp_path, run):
    """A column that is not known, a file of something else, no collection: each says what would be right."""
    file = write(tmp_path / "a.csv", "Name,Price", ["x,1"])
    assert "neither orders nor terminal data" in run(*handing_in(file, futures, "--dry-run"), code=2).output
    file = write(tmp_path / "b.csv", f"{ORDER_COLUMNS},Passport", [f"{ORDERS[0]},P1"])
    assert "'Passport'" in run(*handing_in(file, futures, "--dry-run"), code=2).output
    file = write(tmp_path / "c.csv", ORDER_COLUMNS, ORDERS)
    assert "nobody collects" in run(*handing_in(file, futures, "--dry-run"), code=2).output


HEAD = Head(DAY, "CC", HandedKind.orders, "alpha")
MANY = [dict(zip(ORDER_COLUMNS.split(","), f"{number}{ORDERS[0]}".split(","), strict=True)) for number in range(2_500)]


def test_a_day_of_thousands_goes_into_few_batches_that_open_again():
    """In order, none left out, within every limit; the same rows and key make the same roots, another key others."""
    made = list(batches_of(HEAD, MANY, key_of("alpha")))
    assert [row for one in made for row in one.rows] == MANY
    assert 3 <= len(made) <= 6 and all(len(one.rows) <= ROWS_MAX for one in made)
    roots = [one.root for one in made]
    assert roots == [one.root for one in batches_of(HEAD, MANY, key_of("alpha"))]
    assert not set(roots) & {one.root for one in batches_of(HEAD, MANY, key_of("beta"))}
    for one in made:
        attachments = sealed(one, key_of("watch").public)
        HandIn(house="CC", member="alpha", kind="orders", number=1, day=DAY, rows=1, root=one.root, sealed=attachments)
        assert opened(attachments, HEAD, len(one.rows), one.root, key_of("watch")).problem == ""


def test_what_is_sealed_otherwise_than_committed_to_is_found():
    """Other rows, another head, another root, something that is no batch: the supervisor is told."""
    (plain,) = batches_of(HEAD, MANY[:3], key_of("alpha"))
    attachments, watch = sealed(plain, key_of("watch").public), key_of("watch")
    fewer = sealed(Plain(plain.head, plain.rows[:2], plain.seed), watch.public)
    assert "committed to" in opened(fewer, HEAD, 3, plain.root, watch).problem
    assert "committed to" in opened(attachments, HEAD, 3, "00" * 32, watch).problem
    other = Head(DAY + 1, "CC", HandedKind.orders, "alpha")
    assert "another" in opened(attachments, other, 3, plain.root, watch).problem
    assert "no batch" in opened(attachments[:0], HEAD, 3, plain.root, watch).problem


def test_a_member_that_is_not_there_is_told(collected, tmp_path, run):
    """Before anything is sealed or opened: whose it would be, and who was meant."""
    orders = write(tmp_path / "orders.csv", ORDER_COLUMNS, ORDERS)
    whose = ("--house", "CC", "--member", "alfa", "--network", collected)
    told = run("clearing", "orders", "import", orders, *whose, "--dry-run", code=2).output
    assert "--member: there is no party 'alfa' on this chain (did you mean alpha?)" in told
    opening = ("clearing", "orders", "open", "CC", "--member", "alfa", "--kind", "orders", "--key", "supervisor")
    told = run(*opening, "-o", tmp_path / "o.csv", "--network", collected, code=2).output
    assert "there is no party 'alfa'" in told and not (tmp_path / "o.csv").exists()


def test_a_key_that_may_not_hand_in_is_told_before_anything_is_sent(collected, tmp_path, run):
    """It was ordered, and refused in a block."""
    orders = write(tmp_path / "orders.csv", ORDER_COLUMNS, ORDERS)
    told = " ".join(run(*handing_in(orders, collected, "--key", "bob"), code=2).output.split())
    assert "signatures are missing: alpha (key alpha); the keys given sign for bob alone (add --key; nothing" in told


def test_orders_that_are_separated_by_something_else_are_told_so(collected, tmp_path, run):
    """And not that they are no orders."""
    orders = write(tmp_path / "orders.csv", ORDER_COLUMNS.replace(",", ";"), [ORDERS[0].replace(",", ";")])
    assert "fields are separated by ; and not by ," in run(*handing_in(orders, collected, "--dry-run"), code=2).output
