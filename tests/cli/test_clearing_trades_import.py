# SPDX-License-Identifier: Apache-2.0
"""What an import of trades says beforehand: of sides that differ, trades that are booked, keys, and odd files."""

import json
from pathlib import Path

import pytest
import typer

from counterfoil.cli.clearing_imports import tell_of_file
from counterfoil.cli.ordering import Given
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS
from counterfoil.node.futures.contracts_meant import LISTED, contracts_meant
from counterfoil.node.futures.product_file import EXAMPLE
from support.fix_reports import fix
from support.futures_network import call, open_futures
from support.network import CHAIN, copy_network, open_network
from support.network import run as do

COLUMNS = ("TradeID", "InstrumentID", "Direction", "OffsetFlag", "HedgeFlag", "Price", "Volume", "TradingDay")
HEADER = ",".join((*COLUMNS, "TradeTime", "ClientID"))
ACCOUNTS = {"0": "m-alice", "1": "m-bob"}


@pytest.fixture(scope="module")
def futures_template(trading_template, tmp_path_factory):
    return open_futures(copy_network(trading_template, tmp_path_factory.mktemp("importing") / "network"))


@pytest.fixture
def futures(futures_template, tmp_path):
    return copy_network(futures_template, tmp_path / "futures")


@pytest.fixture
def importing(futures, tmp_path, run, run_json):
    """Imports lines, by the venue unless it is said otherwise; gives what was printed, or JSON."""

    def imported(lines, *more, code=0, key="venue", header=HEADER, as_json=False):
        (tmp_path / "trades.csv").write_text("\n".join([header, *lines]) + "\n")
        given = ("clearing", "trades", "import", tmp_path / "trades.csv", *more, "--no-publish", "--network", futures)
        given += ("--key", key) if key else ()
        if as_json:
            return run_json(*given, code=code)
        return " ".join(run(*given, code=code).output.split())

    return imported


def line(trade, direction, *, price="5216.2", lots=3, account=None, time="09:30:00", contract="IF2101"):
    return f"{trade},{contract},{direction},0,1,{price},{lots},20210104,{time},{account or ACCOUNTS[direction]}"


def trade(number, **given):
    return [line(number, "0", **given), line(number, "1", **given)]


def height(network):
    with open_network(network) as opened:
        return opened.chain(CHAIN, writable=False).height


def booked(network, account="m-alice"):
    with open_network(network) as opened:
        position = opened.chain(CHAIN, writable=False).ledger.view.read(POSITIONS, account, "IF2101", "speculation")
    return [] if position is None else [one.trade for one in position.fills]


def test_sides_that_differ_are_named_before_anything_is_ordered(importing, futures):
    """A buy 30001 against a sell 30002 was booked; sides of two prices told turnover, and no line."""
    before = height(futures)
    told = importing([line(30001, "0"), line(30002, "1")], code=2)
    assert "trade 30001: line 2 bought 3 at 5216.2, and no line sold; IF2101, trade 30002: line 3 sold 3" in told
    told = importing([line(1001, "0", price="5216.4"), line(1001, "1")], code=2)
    assert "trade 1001: line 2 bought 3 at 5216.4, line 3 sold 3 at 5216.2" in told
    assert height(futures) == before


def test_the_same_file_again_is_already_booked(importing, futures):
    """It said that numbers go upwards: the very trades stand there."""
    importing([*trade(1001), *trade(1003)])
    before = height(futures)
    told = importing([*trade(1001), *trade(1003)], code=1)
    assert "4 of 4 sides are already booked: IF2101, trade 1001; IF2101, trade 1003 (nothing is left to book" in told
    assert height(futures) == before


def test_the_rest_of_an_import_that_was_interrupted_is_booked(importing, futures):
    """What stands there is left out when that is asked for; again, nothing is left."""
    importing(trade(1001))
    both = [*trade(1001), *trade(1002)]
    assert "2 of 4 sides are already booked: IF2101, trade 1001 (--rest books the others)" in importing(both, code=1)
    done = importing(both, "--rest", as_json=True)
    assert (done["sides"], done["booked_before"], done["contracts"]) == (2, 2, ["IF2101"])
    assert booked(futures) == booked(futures, "m-bob") == [1001, 1002]
    again = importing(both, "--rest", as_json=True)
    assert (again["sides"], again["booked_before"], again["transactions"]) == (0, 4, 0)


def test_an_import_that_was_interrupted_before_it_balanced_is_ended(importing, futures, tmp_path):
    """All sides are booked, and the venue has not said what they come to."""
    with open_network(futures) as opened:
        node, key = opened.chain(CHAIN), opened.keyring.get("venue")
        fill = {"trade": 1, "time": 1_609_723_800_000, "offset": "opens", "price": 52_162, "lots": 3}
        for account, direction in (("m-alice", "bought"), ("m-bob", "sold")):
            fills = [fill | {"direction": direction}]
            do(node, [call("futures.book", account=account, contract="IF2101", fills=fills)], key)
    assert importing(trade(1), "--rest", as_json=True)["contracts"] == ["IF2101"]
    with open_network(futures) as opened:
        assert opened.chain(CHAIN, writable=False).ledger.view.read(TRADINGS, "IF2101").balanced


def test_a_late_trade_is_told_how_it_is_booked(importing, futures):
    """Under a number above the last: then the ledger takes it."""
    importing([*trade(1001), *trade(1003)])
    told = importing(trade(1002), code=1)
    assert "numbers_unordered: IF2101, trade 1002: line 2 comes after trade 1003 of m-alice" in told
    assert "a trade that came late is booked, both sides of it, under a number above the last" in told
    importing(trade(1004))
    assert booked(futures) == [1001, 1003, 1004]


def test_a_trade_that_is_booked_otherwise_is_told_with_both_figures(importing):
    """The number is there, the figures are others."""
    importing(trade(1001))
    told = importing(trade(1001, lots=2), code=1)
    assert "trade 1001: line 2 bought 2 at 5216.2, and m-alice has it booked as bought 3 at 5216.2" in told
    assert "counterfoil futures cancel" in told and "already booked" not in told


def test_a_trade_of_another_hour_is_not_left_out_as_booked(importing):
    """ "Booked before", it was said of a trade at half past two, where one at ten stands: that decides the price."""
    importing(trade(1001, time="10:00:00"))
    told = importing(trade(1001, time="14:30:00"), "--rest", code=1)
    assert "line 2 bought 3 at 5216.2, opens, 14:30:00, and m-alice has it booked opens, 10:00:00" in told
    assert importing(trade(1001, time="10:00:01"), "--rest", as_json=True)["booked_before"] == 2


@pytest.mark.parametrize("day", ["2-0210-104", "2021-0104", "202101-04", "20210104-", "-20210104", "2021-1-4"])
def test_a_day_is_written_in_one_of_two_ways(importing, day):
    """Dashes were left out wherever they stood."""
    assert "line 2, TradingDay" in importing([one.replace("20210104", day) for one in trade(1)], code=2)
    importing([one.replace("20210104", "2021-01-04") for one in trade(1)])


def test_a_key_that_may_not_is_told_before_anything_is_sent(importing, futures):
    """It was ordered, and refused in a block; a dry run says whose word it takes."""
    before = height(futures)
    told = importing(trade(1), key="alice", code=2)
    assert "signatures: signatures are missing: venue (key venue); the keys given sign for alice alone" in told
    assert "(add --key; nothing was sent)" in told
    assert "signatures are missing: venue" in importing(trade(1), "--dry-run", key="alice", code=2)
    assert height(futures) == before
    dry = importing(trade(1), "--dry-run", key=None, as_json=True)
    assert dry["lacking"] == "signatures are missing: venue (key venue)"
    assert importing(trade(1), "--dry-run", as_json=True)["lacking"] == ""


def test_a_file_separated_otherwise_is_told_so(importing):
    """All its columns were said to be missing; tabs and an empty file named an option that there is not."""
    lines = trade(1)
    told = importing([one.replace(",", ";") for one in lines], header=HEADER.replace(",", ";"), code=2)
    assert "line 1: its fields are separated by ; and not by , (save it with , between fields)" in told
    told = importing([one.replace(",", "\t") for one in lines], header=HEADER.replace(",", "\t"), code=2)
    assert "line 1: its fields are separated by tabs and not by ," in told
    told = importing([], header="", code=2)
    assert "no header on line 1: it is empty (a first line that names its columns)" in told


def test_other_columns_are_told_with_those_that_are_wanted(importing):
    """As Chinese front ends export them: CTP's names are expected, and which may be left out."""
    told = importing(trade(1), header="成交编号,合约,买卖,开平,投保,成交价格,手数,交易日,成交时间,客户号", code=2)
    assert "no column TradeID, InstrumentID, Direction" in told and "its columns are 成交编号, 合约" in told
    assert "CTP's names are expected, as they stand here: TradeID, InstrumentID, Direction, OffsetFlag" in told
    assert "TradingDay or TradeDate, AccountID or ClientID; may be left out: HedgeFlag" in told


def test_each_file_is_decoded_by_itself(importing, tmp_path):
    """Trades in UTF-8 and a GBK client map: one --encoding was for both, and either failed."""
    lines = [one.replace("m-alice", "爱丽丝甲") for one in trade(1)]
    file = tmp_path / "clients.csv"
    mapped = ("--accounts", file, "--dry-run")
    file.write_bytes("ClientID,account\n爱丽丝甲,m-alice\n".encode("gbk"))
    assert "--accounts-encoding gbk" in importing(lines, *mapped, code=2)
    importing(lines, *mapped, "--accounts-encoding", "gbk")
    told = importing(lines, *mapped, "--accounts-encoding", "klingon", code=2)
    assert "--accounts-encoding: no encoding 'klingon'" in told


def test_trades_in_gbk_and_a_map_in_utf_8_or_in_gbk(futures, tmp_path, run):
    """--encoding is of the trades, and of the map where that is no UTF-8."""
    lines = [one.replace("m-alice", "爱丽丝甲") for one in trade(1)]
    (tmp_path / "trades.csv").write_bytes("\n".join([HEADER, *lines]).encode("gbk"))
    for encoding in ("utf-8", "gbk"):
        (tmp_path / "clients.csv").write_bytes("ClientID,account\n爱丽丝甲,m-alice\n".encode(encoding))
        given = ("--accounts", tmp_path / "clients.csv", "--encoding", "gbk", "--dry-run", "--network", futures)
        run("clearing", "trades", "import", tmp_path / "trades.csv", *given)


def test_a_column_that_is_empty_is_named_by_its_own_name(importing):
    """ClientID, and not AccountID, which the file has not; the same of its date."""
    told = importing([line(1, "0").replace("m-alice", ""), line(1, "1")], code=2)
    assert "line 2, ClientID: is missing (a column ClientID with a value)" in told
    told = importing([line(1, "0").replace("20210104", "")], header=HEADER.replace("TradingDay", "TradeDate"), code=2)
    assert "line 2, TradeDate: is missing" in told


def test_a_client_map_without_its_column_is_told_of_its_header(importing, tmp_path):
    """It was said of line 2 and of alice."""
    (tmp_path / "clients.csv").write_text("ClientID,acct\nalice,m-alice\n")
    told = importing(trade(1), "--accounts", tmp_path / "clients.csv", code=2)
    assert "clients.csv, line 1: no column account; its columns are ClientID, acct" in told
    assert "(columns: ClientID or AccountID, account)" in told


def test_a_contract_that_is_not_known_is_told_with_which_was_meant(importing):
    """By a name like it; else those that trade at the house of the row's account."""
    assert "'if2101' is no contract here (did you mean IF2101?)" in importing(trade(1, contract="if2101"), code=2)
    assert "'zz0020' is no contract here (of CC trade: IF2101)" in importing(trade(1, contract="zz0020"), code=2)


def test_contracts_that_are_known_are_named_as_far_as_one_reads(futures):
    """The list ended within a name, and named another house's."""
    with open_network(futures) as opened:
        node = opened.chain(CHAIN)
        given = {"product": "IF", "first": 18_631, "last": 18_800, "listing_price": 52_162}
        listed = [call("futures.list_contract", contract=f"IF{number}", **given) for number in range(3000, 3025)]
        do(node, listed, opened.keyring.get("ccp"), opened.keyring.get("venue"))
        told = contracts_meant(node.ledger.view, "zz0020", "CC")
        assert told.startswith("of CC trade: IF2101, IF3000, ") and told.endswith(f"IF3018 and {26 - LISTED} more")
        assert contracts_meant(node.ledger.view, "zz0020", None) == told
        assert contracts_meant(node.ledger.view, "zz0020", "XX") == "none of XX trades on its open day"


def test_the_names_of_320_contracts_are_not_all_printed(capsys):
    """An import printed every one; JSON has them."""
    contracts = [f"c{number}" for number in range(320)]
    for as_json, there in ((False, False), (True, True)):
        given = Given(Path(), None, [], False, False, True, None, as_json)
        with pytest.raises(typer.Exit):
            tell_of_file("Trades", {"contracts": contracts, "refused": []}, given)
        printed = " ".join(capsys.readouterr().out.split())
        assert ("c319" in printed) is there and ("c19, and 300 more" in printed) is not there


def test_the_first_day_of_a_calendar_has_no_evening_before_it(futures, importing, tmp_path, run):
    """It took no trade at all, of its day sessions neither: the house's calendar begins with the day."""
    accounts = [{"account": f"d-{who}", "house": "CD", "holder": who, "member": "alpha"} for who in ("alice", "bob")]
    with open_network(futures) as opened:
        node, key = opened.chain(CHAIN), opened.keyring.get
        house = {"house": "CD", "by": "ccp", "cash": "CNY", "account": "pool", "fees": "fees-2", "offset_min": 480}
        calendar = {"first": 18_631, "last": 18_931}
        fees = {"account": "fees-2", "holder": "ccp", "outgoing": "holder", "incoming": "nobody"}
        opening = call("futures.open_house", **house, calendar=calendar)
        do(node, [call("parties.open_account", **fees), opening], key("ccp"))
        members = [call("futures.admit", house="CD", member="alpha")]
        members += [call("futures.open_account", **one) for one in accounts]
        do(node, members, *map(key, ("ccp", "alpha", "alice", "bob")))
    product = EXAMPLE.replace('"CC"', '"CD"').replace('"IF"', '"CU"').replace("IF2101", "CU2101")
    (tmp_path / "cu.toml").write_text(product.replace('["09:30', '["21:00-02:30", "09:30'))
    given = ("--no-publish", "--network", futures)
    run("clearing", "product", tmp_path / "cu.toml", "--key", "ccp", "--key", "venue", *given)
    run("futures", "open-day", "--house", "CD", "--day", "2021-01-04", "--key", "ccp", *given)
    sides = [line(1, side, contract="CU2101", account=f"d-{who}") for side, who in (("0", "alice"), ("1", "bob"))]
    night = [one.replace("09:30:00", "21:30:00") for one in sides]
    told = importing(night, code=2)
    assert "line 2, TradeTime: '21:30:00' is in no session of 2021-01-04 (09:30-11:30, 13:00-15:00; no night" in told
    assert "session before the calendar begins)" in told
    importing(sides)
    balance = ("clearing", "trades", "balance", "CU2101", "--dry-run", "--key", "venue", "--network", futures)
    run(*balance)


def test_a_day_that_is_closed_has_no_balance(futures, run):
    """Where there is a night session it was said of day 0 that the calendar does not reach it."""
    run("clearing", "settle-day", "CC", "--key", "bob", "--no-publish", "--network", futures)
    told = run("clearing", "trades", "balance", "IF2101", "--dry-run", "--network", futures, code=2).output
    assert "CC: no trading day is open (counterfoil futures open-day)" in told


def test_a_file_without_trades_is_named(importing):
    """ "the trade file: there is no trade in it" said not which file."""
    assert "trades.csv: there is no trade in it" in importing([], code=2)


def test_an_encoding_is_no_fault_of_one_line(importing, tmp_path, futures, run):
    """ "line 2: the file is not utf-8 (line 4, byte 3)": the file is named, and one place in it."""
    (tmp_path / "odd.csv").write_bytes("\n".join([HEADER, *trade(1)]).encode() + b"\n10\xff\xfe\n")
    given = ("clearing", "trades", "import", tmp_path / "odd.csv", "--key", "venue", "--network", futures)
    told = " ".join(run(*given, code=2).output.split())
    assert "odd.csv: the file is not utf-8 (line 4, byte 3)" in told
    assert "mend the line" not in told


def test_what_the_ledger_refuses_is_told_in_words(importing):
    """ "not_forced: lack_deposit" says neither what is wrong, nor of which position."""
    told = importing(
        [f"{line(1, '0')},", "1,IF2101,1,2,1,5216.2,3,20210104,09:30:00,m-bob,1"],
        "--dry-run",
        code=1,
        header=f"{HEADER},ForceCloseReason",
    )
    assert "m-bob, IF2101, speculation: would be refused, not_forced: " in told
    assert "(lack_deposit)" in told


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"time": "20210104-09:30:00"}, "TransactTime (60): '20210104-09:30:00' is UTC, and is in no session"),
        ({"price": "5216.3"}, "LastPx (31): '5216.3' is no multiple of the tick"),
        ({"sides": [("1", "m-zoe", "O"), ("2", "m-bob", "O")]}, "Account (1): 'm-zoe' is no margin account of CC"),
        ({"lots": "0"}, "LastQty (32): '0' is no whole number in bounds"),
        ({"trade": "T-7"}, "TradeReportID (571): 'T-7' is no whole number in bounds"),
    ],
)
def test_a_fix_report_is_told_of_in_its_own_words(futures, tmp_path, run, changed, told):
    """ "TransactTime: '1795683723000' is in no session": a time is told as the file has it, a field by its tag."""
    right = {"trade": "1", "price": "5216.2", "lots": "3", "time": "20210104-01:30:00"}
    sides = {"sides": [("1", "m-alice", "O"), ("2", "m-bob", "O")]}
    (tmp_path / "t.fix").write_bytes(fix(**{**right, **sides, **changed}))
    given = ("clearing", "trades", "import", tmp_path / "t.fix", "--dry-run", "--key", "venue", "--network", futures)
    assert f"t.fix, message 1, {told}" in " ".join(run(*given, code=2).output.split())


def test_ten_bad_rows_are_told_in_one_run(importing, futures):
    """Errors came one at a time, so ten bad rows took ten runs; of a row every column is told."""
    before = height(futures)
    lines = [line(number, "0", price="5216.3", lots="x", account="m-zoe") for number in range(1, 11)]
    told = importing([*lines, "1,2"], code=2)
    assert "trades.csv: 31 mistakes (mend them all; nothing was sent)" in told
    for number in range(2, 12):
        assert f"line {number}, Price: '5216.3' is no multiple of the tick (multiples of 0.2)" in told
        assert f"line {number}, Volume: 'x' is no whole number in bounds (1 to 1000000000)" in told
        assert f"line {number}, ClientID: 'm-zoe' is no margin account of CC" in told
    assert told.index("line 2, ") < told.index("line 11, ") < told.index("line 12: 2 fields; the others have 10")
    assert height(futures) == before


def test_of_many_bad_rows_people_are_told_fifty_and_how_many_more(importing, futures, tmp_path, run):
    """JSON lists a thousand, each with where, problem and remedy."""
    lines = [line(number, "0", price="5216.3") for number in range(1, 1_101)]
    told = importing(lines, code=2)
    assert "line 51, Price" in told and "line 52, Price" not in told and "and 1,050 more" in told
    given = ("clearing", "trades", "import", tmp_path / "trades.csv", "--key", "venue", "--json", "--network", futures)
    error = json.loads(run(*given, code=2).stderr)["error"]
    assert (error["problem"], error["more"], len(error["errors"])) == ("1,100 mistakes", 100, 1_000)
    assert error["errors"][0] == {
        "problem": "'5216.3' is no multiple of the tick",
        "where": f"{tmp_path / 'trades.csv'}, line 2, Price",
        "remedy": "multiples of 0.2",
    }


@pytest.mark.parametrize("name", ["trades.jsonl", "trades.fix"])
def test_all_lines_of_json_and_all_messages_of_fix_are_told(futures, tmp_path, run, name):
    """The first that was damaged ended it."""
    sides = [("1", "m-zoe", "O"), ("2", "m-bob", "O")]
    report = {"lots": "3", "sides": sides, "time": "20210104-01:30:00"}
    reports = [fix("1", "5216.2", **report).replace(b"m-bob", b"m-bab"), fix("2", "5216.3", **report)]
    objects = [dict(zip(HEADER.split(","), line(1, "0", price="5216.3", account="m-zoe").split(","), strict=True)), []]
    data = b"".join(reports) if name.endswith("fix") else "\n".join(map(json.dumps, objects)).encode()
    (tmp_path / name).write_bytes(data)
    given = ("clearing", "trades", "import", tmp_path / name, "--dry-run", "--network", futures)
    told = " ".join(run(*given, code=2).output.split())
    if name.endswith("fix"):
        assert "3 mistakes" in told and "message 1, CheckSum (10)" in told
        assert "message 2, LastPx (31): '5216.3' is no multiple" in told and "message 2, Account (1): 'm-zoe'" in told
    else:
        assert "3 mistakes" in told and "line 1, Price" in told and "line 1, ClientID" in told
        assert "line 2: not an object" in told


def test_what_the_ledger_refuses_is_told_with_its_line(importing):
    """ "call 9", counted from 0, is no line of a file."""
    lines = [*(f"{one}," for one in trade(1)), f"{line(2, '0')},", "2,IF2101,1,2,1,5216.2,3,20210104,09:30:00,m-bob,1"]
    told = importing(lines, "--dry-run", code=1, header=f"{HEADER},ForceCloseReason")
    assert "trades.csv, line 5: m-bob, IF2101, speculation: would be refused, not_forced" in told
