# SPDX-License-Identifier: Apache-2.0
"""A clearing house's day from the command line: trades from files, settlement, statements; a published day again."""

import json
import shlex

import pytest
from rich.cells import cell_len

from counterfoil.cli.futures_statement import statement_text
from counterfoil.modules.futures.positions import POSITIONS
from counterfoil.modules.futures.trade_policy import BilateralRules
from counterfoil.modules.futures.widening import ReductionRules, Widening, WideningStep
from counterfoil.node.futures.product_file import EXAMPLE, LOCKED, read_product
from counterfoil.node.futures.trade_files import read_rows
from counterfoil.primitives.errors import InputError
from support.cli_examples import examples
from support.fix_reports import fix
from support.futures_network import open_futures
from support.network import CHAIN, YUAN, copy_network, open_network
from support.tick_files import Traded, small_day, tick_rows, write_ticks

HEADER = "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID"
FIRST = "1,IF2101,0,0,1,5216.2,3,20210104,09:30:00,a-17"
TRADES = [
    FIRST,
    "1,IF2101,1,0,1,5216.2,3,20210104,09:30:00,m-bob",
    "2,IF2101,1,1,1,5220,1,20210104,14:30:00,a-17",
    "2,IF2101,0,1,1,5220,1,20210104,14:30:00,m-bob",
]
SETTLEMENT = 52_300
BETWEEN = """\
[product.rules.bilateral]
block_band = "2%"
block_lots = 50
efp_band = "4%"

"""


@pytest.fixture(scope="module")
def futures_template(trading_template, tmp_path_factory):
    return open_futures(copy_network(trading_template, tmp_path_factory.mktemp("futures") / "network"))


@pytest.fixture
def futures(futures_template, tmp_path):
    """A network of one's own, with the trade file and its accounts."""
    network = copy_network(futures_template, tmp_path / "futures")
    (tmp_path / "trades.csv").write_text("\n".join([HEADER, *TRADES]) + "\n")
    (tmp_path / "accounts.csv").write_text("ClientID,account\na-17,m-alice\n")
    return network


def written_otherwise(tmp_path):
    """The same trades as JSON lines, and as FIX."""
    names = HEADER.split(",")
    lines = [json.dumps(dict(zip(names, line.split(","), strict=True))) for line in TRADES]
    (tmp_path / "trades.jsonl").write_text("\n".join(lines) + "\n")
    opened = fix("1", "5216.2", "3", [("1", "a-17", "O"), ("2", "m-bob", "O")], "20210104-01:30:00.000")
    closed = fix("2", "5220", "1", [("2", "a-17", "C"), ("1", "m-bob", "C")], "20210104-06:30:00.000")
    (tmp_path / "trades.fix").write_bytes(opened + closed)


def test_a_day_from_file_to_statement(futures, tmp_path, run, run_json):
    """Booked, balanced, foretold, settled, paid, closed, stated; the same file again is refused and sends nothing."""
    where = ("--network", futures)
    given = ("clearing", "trades", "import", tmp_path / "trades.csv", "--accounts", tmp_path / "accounts.csv", *where)
    dry = run_json(*given, "--dry-run")
    assert (dry["sides"], dry["transactions"], dry["dry_run"]) == (4, 0, True)
    done = run_json(*given, "--key", "venue")
    assert (done["sides"], done["positions"], done["contracts"], done["transactions"]) == (4, 2, ["IF2101"], 1)
    again = run(*given, "--key", "venue", code=1)
    assert "numbers_unordered" in again.output

    unpriced = run_json("clearing", "settle-day", "CC", "--dry-run", *where, code=1)
    assert {one["outcome"] for one in unpriced["left"]} == {"price_missing"}
    fixed = ("futures", "fix-settlement", "--contract", "IF2101", "--price", SETTLEMENT, "--reason", "published")
    run(*fixed, "--key", "ccp", "--no-publish", *where)
    foretold = {
        one["account"]: one for one in run_json("clearing", "settle-day", "CC", "--dry-run", *where)["accounts"]
    }
    settled = run_json("clearing", "settle-day", "CC", "--key", "bob", "--no-publish", *where)
    assert settled["closed"] and settled["left"] == []
    assert (settled["futures.settle"], settled["futures.pay"]) == (2, 1)
    again = run_json("clearing", "settle-day", "CC", "--key", "bob", *where)
    assert again == {"house": "CC", "day": "2021-01-04", "closed": True, "published": True, "called": [], "left": []}

    said = run_json("clearing", "statement", "m-alice", "--day", "2021-01-04", *where)
    # 3 opened at 5216.2, 1 of them closed at 5220.0, 2 at 5230.0; 300 yuan a point; 0.0023 % and 0.023 % of turnover
    fees = -(-(3 * 52_162 * 3_000 * 23 + 52_200 * 3_000 * 230) * 2 // 2_000_000)
    assert (said["CloseProfit"], said["PositionProfit"]) == (1_140.00, 8_280.00)
    assert said["Balance"] == pytest.approx(1_000_000 + 1_140 + 8_280 - said["Commission"])
    assert said["Commission"] == pytest.approx(fees / 100, abs=0.01)
    assert foretold["m-alice"]["balance"] == f"{said['Balance']:.2f}"
    assert said["CurrMargin"] == 2 * 5_230 * 300 * 0.12
    assert [one["OffsetFlag"] for one in said["Transactions"]] == ["0", "1"]
    assert [(one["Volume"], one["OpenPrice"], one["CloseProfitByDate"]) for one in said["PositionsClosed"]] == [
        (1, 5_216.2, 1_140.00)
    ]
    assert [(one["Volume"], one["Direction"], one["ExchangeID"]) for one in said["PositionsDetail"]] == [
        (2, "0", "venue")
    ]
    assert (said["Positions"][0]["PosiDirection"], said["Positions"][0]["Position"]) == ("2", 2)

    out = tmp_path / "alice.txt"
    run("clearing", "statement", "m-alice", "--text", "--out", out, *where)
    text = out.read_text()
    assert "交易结算单(盯市)" in text
    assert all(title in text for title in ("资金状况", "成交记录", "平仓明细", "持仓明细", "持仓汇总"))
    assert f"{said['Balance']:.2f}" in text
    for table in text.split("\n\n"):
        grid = [line for line in table.split("\n") if line.startswith(("|", "--")) and "资金" not in table]
        assert len({cell_len(line) for line in grid}) <= 1
    assert (
        "no statement of 2021-01-05"
        in run("clearing", "statement", "m-alice", "--day", "2021-01-05", *where, code=2).output
    )


@pytest.mark.parametrize("name", ["trades.jsonl", "trades.fix"])
def test_other_files_say_the_same(futures, tmp_path, run_json, name):
    """JSON lines and FIX reports book the same sides as the CSV."""
    written_otherwise(tmp_path)
    mapped = ("--accounts", tmp_path / "accounts.csv", "--dry-run", "--network", futures)
    told = run_json("clearing", "trades", "import", tmp_path / name, *mapped)
    assert (told["sides"], told["positions"]) == (4, 2)
    assert len(read_rows(tmp_path / name)) == len(read_rows(tmp_path / "trades.csv"))


def test_trades_of_statements_come_in_again(futures, tmp_path, run, run_json):
    """What statements list as transactions is a trade file: on the same network as it was, it books the same sides."""
    before = copy_network(futures, tmp_path / "before")
    where = ("--network", futures)
    mapped = ("--accounts", tmp_path / "accounts.csv")
    run("clearing", "trades", "import", tmp_path / "trades.csv", *mapped, "--key", "venue", "--no-publish", *where)
    fixed = ("--contract", "IF2101", "--price", SETTLEMENT, "--reason", "published", "--key", "ccp", "--no-publish")
    run("futures", "fix-settlement", *fixed, *where)
    run("clearing", "settle-day", "CC", "--key", "ccp", "--no-publish", *where)
    said = [run_json("clearing", "statement", name, *where)["Transactions"] for name in ("m-alice", "m-bob")]
    (tmp_path / "again.jsonl").write_text("".join(f"{json.dumps(one)}\n" for some in said for one in some))

    where = ("--network", before)
    run("clearing", "trades", "import", tmp_path / "again.jsonl", "--key", "venue", "--no-publish", *where)
    run("futures", "fix-settlement", *fixed, *where)
    run("clearing", "settle-day", "CC", "--key", "ccp", "--no-publish", *where)
    assert said == [run_json("clearing", "statement", name, *where)["Transactions"] for name in ("m-alice", "m-bob")]


def test_a_day_stays_open_until_losses_are_covered(futures, tmp_path, run, run_json):
    """A client loses more than it has, and its member has nothing: told; once the member can, the day is closed."""
    where = ("--network", futures)
    (tmp_path / "trades.csv").write_text("\n".join([HEADER, *(line.replace(",3,", ",10,") for line in TRADES[:2])]))
    mapped = ("--accounts", tmp_path / "accounts.csv")
    run("clearing", "trades", "import", tmp_path / "trades.csv", *mapped, "--key", "venue", "--no-publish", *where)
    fixed = ("--contract", "IF2101", "--price", 57_000, "--reason", "far", "--key", "ccp", "--no-publish")
    run("futures", "fix-settlement", *fixed, *where)
    settled = ("clearing", "settle-day", "CC", "--key", "ccp", "--no-publish", *where)
    told = run_json(*settled, code=1)
    assert not told["closed"]
    (owing,) = told["left"]
    assert (owing["call"], owing["account"], owing["outcome"]) == (
        "futures.declare_default",
        "m-bob",
        "accounts_unsettled",
    )
    assert "which neither it nor its member alpha has" in owing["detail"]
    given = ("--instrument", YUAN, "--account", "m-alpha", "--quantity", 100_000_000)
    run("holdings", "issue", *given, "--key", "bank", "--key", "alpha", "--no-publish", *where)
    told = run_json(*settled)
    assert (told["futures.cover"], told["futures.pay"], told["closed"]) == (1, 1, True)


REFUSED = [
    (0, "x", "line 2, TradeID: 'x' is no whole number"),
    (1, "IF9999", "line 2, InstrumentID: 'IF9999' is no contract here"),
    (2, "2", "line 2, Direction: '2' is not known"),
    (3, "9", "line 2, OffsetFlag: '9' is not known"),
    (4, "7", "line 2, HedgeFlag: '7' is not known"),
    (5, "5216.3", "line 2, Price: '5216.3' is no multiple of the tick (multiples of 0.2)"),
    (5, "6000", "line 2, Price: '6000' is outside the day's limits"),
    (5, "", "line 2, Price: is missing"),
    (6, "0", "line 2, Volume: '0' is no whole number"),
    (7, "20210105", "line 2, TradingDay: '20210105' is not the trading day that is open (20210104)"),
    (7, "2021", "line 2, TradingDay: '2021' is no date"),
    (8, "12:00:00", "line 2, TradeTime: '12:00:00' is in no session of 2021-01-04 (09:30-11:30, 13:00-15:00)"),
    (8, "9:30", "line 2, TradeTime: '9:30' is no time"),
    (3, "2", "line 2, ForceCloseReason: '' is no reason of a forced closing (1 lack_deposit, 2 over_limit"),
    (10, "1", "line 2, ForceCloseReason: '1' is a reason, and this is no forced closing"),
    (11, "5", "line 2, TradeType: '5' was agreed between two"),
    (11, "1", "line 2, TradeType: '1' is no trade: an option was exercised"),
    (9, "nobody", "line 2, ClientID: 'nobody' is no margin account of CC"),
    (9, "m-bob", "line 3, TradeID: '1' stands on"),
    (6, "4", "IF2101, trade 1: line 2 bought 4 at 5216.2, line 3 sold 3 at 5216.2"),
]


def test_a_wrong_line_is_refused_with_its_column(futures, tmp_path, run):
    """Each rule, by the row that breaks it alone; nothing is sent, and it says what would be right."""
    file = tmp_path / "wrong.csv"
    for column, value, told in REFUSED:
        cells = [*FIRST.split(","), "", "0"]
        cells[column] = value
        second = TRADES[1].replace(",1,0,1,", ",0,0,1,", 1) if "stands on" in told else TRADES[1]
        lines = [
            f"{HEADER},ForceCloseReason,TradeType",
            ",".join(cells),
            *(f"{one},0," for one in (second, *TRADES[2:])),
        ]
        file.write_text("\n".join(lines) + "\n")
        given = ("--accounts", tmp_path / "accounts.csv", "--dry-run", "--network", futures)
        assert told in run("clearing", "trades", "import", file, *given, code=2).output
    file.write_bytes("\n".join([f"{HEADER},备注", *(f"{line},开仓" for line in TRADES)]).encode("gbk"))
    given = ("clearing", "trades", "import", file, "--accounts", tmp_path / "accounts.csv", "--dry-run")
    assert "--encoding gbk" in run(*given, "--network", futures, code=2).output
    run(*given, "--encoding", "gbk", "--network", futures)
    file.write_text(HEADER.replace("Price", "Cost") + "\n" + FIRST + "\n")
    assert (
        "line 1: no column Price"
        in run("clearing", "trades", "import", file, "--dry-run", "-n", futures, code=2).output
    )


def test_a_forced_closing_of_a_file_carries_its_reason(futures, tmp_path, run_json):
    """By the venue's word for a violation: the call names it, after what the same position traded before."""
    file = tmp_path / "forced.csv"
    rows = [f"{line}," for line in TRADES[:2]]
    rows += [
        f"{line.replace(',1,1,1,5220', ',1,2,1,5220').replace(',0,1,1,5220', ',0,6,1,5220')},5" for line in TRADES[2:]
    ]
    file.write_text("\n".join([f"{HEADER},ForceCloseReason", *rows]) + "\n")
    given = ("--accounts", tmp_path / "accounts.csv", "--key", "venue", "--no-publish", "--network", futures)
    made = run_json("clearing", "trades", "import", file, *given)
    assert (made["sides"], made["positions"], made["refused"]) == (4, 2, [])
    with open_network(futures) as network:
        view = network.chain(CHAIN).ledger.view
        position = view.read(POSITIONS, "m-alice", "IF2101", "speculation")
        assert position is not None and [one.offset.value for one in position.fills] == ["opens", "forced"]


def test_a_block_among_reports_is_refused_with_what_to_use(futures, tmp_path, run):
    """FIX TrdType 1, by its message."""
    file = tmp_path / "block.fix"
    file.write_bytes(fix("1", "5216.2", "3", [("1", "m-alice", "O"), ("2", "m-bob", "O")], "20210104-01:30:00", "1"))
    told = run("clearing", "trades", "import", file, "--dry-run", "--network", futures, code=2).output
    assert "message 1, TrdType (828): '1' was agreed between two" in told and "trades register" in told


def test_two_sides_of_a_report_that_are_one_are_refused(futures, tmp_path, run):
    """They stand on one place, the message: they were not told from each other."""
    twice = [("1", "m-alice", "O"), ("1", "m-alice", "O"), ("2", "m-bob", "O")]
    (tmp_path / "t.fix").write_bytes(fix("1", "5216.2", "3", twice, "20210104-01:30:00.000"))
    told = run("clearing", "trades", "import", tmp_path / "t.fix", "--dry-run", "--network", futures, code=2).output
    assert "message 1, TradeReportID (571): '1' stands on" in told


def test_a_damaged_report_is_refused(tmp_path):
    """FIX: the sum of a message, its sides, and an end that lacks."""
    whole = fix("1", "5216.2", "3", [("1", "m-alice", "O"), ("2", "m-bob", "O")], "20210104-01:30:00")
    for data, told in (
        (whole.replace(b"5216.2", b"5216.4"), "CheckSum"),
        (fix("1", "5216.2", "3", [("7", "m-alice", "O")], "20210104-01:30:00"), "Side"),
        (fix("1", "5216.2", "3", [("1", "m-alice", "X")], "20210104-01:30:00"), "PositionEffect"),
        (fix("1", "5216.2", "3", [("1", "m-alice", "O")], "yesterday"), "TransactTime"),
        (whole[:-20], "message 1"),
    ):
        file = tmp_path / "reports.fix"
        file.write_bytes(data)
        with pytest.raises(InputError) as error:
            read_rows(file)
        assert told in error.value.where


def test_a_product_file_is_rehearsed(futures, tmp_path, run, run_json):
    """In the exchanges' units; a key that is not known, and a share that is none, are named."""
    file = tmp_path / "product.toml"
    other = EXAMPLE.replace('"IF"', '"IH"').replace("IF2101", "IH2101")
    file.write_text(other)
    given = ("clearing", "product", file, "--key", "ccp", "--key", "venue", "--network", futures)
    [told] = run_json(*given, "--dry-run")["transactions"]
    assert (told["code"], told["complete"]) == (0, True)
    file.write_text(other.replace("[product.rules.fees]", BETWEEN + "[product.rules.fees]"))
    assert run_json(*given, "--dry-run")["transactions"][0]["code"] == 0
    assert read_product(file)[0].rules.bilateral == BilateralRules(block_ppm=20_000, block_lots=50, efp_ppm=40_000)
    for change, wrong in (
        (("tick = 0.2", "ticks = 0.2"), "product, ticks: is not known"),
        (('"10%"', '"10"'), "rules, limit: '10' is no share"),
        (("09:30-11:30", "morning"), "'morning' is no session"),
        (("2021-01-15", '"soon"'), "contract 1, last: is no date"),
    ):
        file.write_text(other.replace(*change))
        assert wrong in run("clearing", "product", file, "--network", futures, "--dry-run", code=2).output


def test_a_product_file_says_what_comes_after_locked_days(futures, tmp_path, run, run_json):
    """Step by step, in points, and when positions are reduced; what is no list is named."""
    file = tmp_path / "product.toml"
    other = EXAMPLE.replace('"IF"', '"IH"').replace("IF2101", "IH2101")
    file.write_text(other.replace("[product.rules.fees]", LOCKED + "[product.rules.fees]"))
    given = ("clearing", "product", file, "--key", "ccp", "--key", "venue", "--network", futures, "--dry-run")
    assert run_json(*given)["transactions"][0]["code"] == 0
    steps = (WideningStep(30_000, 20_000), WideningStep(20_000, 20_000))
    rule = ReductionRules(days=3, loss_ppm=60_000, tiers=(60_000, 30_000, 0), hedge_ppm=60_000)
    assert read_product(file)[0].rules.widening == Widening(steps, rule)
    for change, told in (
        (('[{limit = "3%", margin = "2%"}, {limit = "2%", margin = "2%"}]', '"3%"'), "steps: is no list of tables"),
        (('["6%", "3%", "0%"]', '"6%"'), "tiers: is no list of shares"),
        (('"3%", "0%"', '"3%", "0"'), "tiers, 3: '0' is no share"),
    ):
        file.write_text(other.replace("[product.rules.fees]", LOCKED.replace(*change) + "[product.rules.fees]"))
        assert told in run(*given, code=2).output


def test_limits_and_margins_in_force_are_shown_with_where_they_come_from(futures, run, run_json):
    """By the rules, and then as they were announced; of no contract it is said so."""
    found = run_json("clearing", "limits", "IF2101", "--network", futures)
    assert (found["settlement"], found["limits"], found["margins"]) == ("5216.2", "rules", "rules")
    announced = {"lower": 52_000, "upper": 52_500, "reason": "notice 3"}
    told = [part for name, value in announced.items() for part in (f"--{name}", value)]
    run("futures", "announce-limits", "--contract", "IF2101", *told, "--key", "venue", "--network", futures)
    found = run_json("clearing", "limits", "IF2101", "--network", futures)
    assert (found["lower"], found["upper"], found["limits"]) == ("5200.0", "5250.0", "announced")
    ratios = ("--long-ppm", 150_000, "--short-ppm", 140_000, "--reason", "notice 4")
    run("futures", "announce-margins", "--contract", "IF2101", *ratios, "--key", "ccp", "--network", futures)
    found = run_json("clearing", "limits", "IF2101", "--network", futures)
    assert (found["long"], found["short"], found["margins"]) == ("15%", "14%", "announced")
    assert "is no contract here" in run("clearing", "limits", "none", "--network", futures, code=2).output
    told = run("clearing", "reduction", "IF2101", "--network", futures, code=2).output
    assert "has no forced reduction today" in told


def test_a_trade_that_was_given_up_is_moved_at_both_ends(futures, run_json):
    """In one transaction; of one that nobody gave up it is said so."""
    given = ("clearing", "trades", "move", "g-1", "--key", "alpha", "--network", futures)
    told = run_json(*given, "--dry-run", code=1)["transactions"][0]
    assert (told["outcome"], told["call"]) == ("unknown_give_up", 0)


def test_both_sides_of_an_agreed_trade_are_registered_together(futures, run_json):
    """In one transaction; of a trade that nobody proposed it is said so, and nothing is sent."""
    given = ("clearing", "trades", "register", "t-1", "--number", "9", "--key", "venue", "--network", futures)
    told = run_json(*given, "--dry-run", code=1)["transactions"][0]
    assert (told["outcome"], told["call"]) == ("unknown_agreed_trade", 0)


def test_a_published_day_is_cleared_again(tmp_path, run, run_json):
    """From a small file: what is printed under its names; other settlement prices, and one that is off the tick."""
    file = write_ticks(tmp_path / "ticks.csv.gz", tick_rows(small_day()))
    given = ("clearing", "replay", file, "--product", "IF", "--clients", 4)
    told = run_json(*given, "--settlement", "5230.6")
    assert (told["settlement"], told["variation_sum"], told["statements_balanced"]) == ("5230.6", 0, True)
    assert {"volume", "open_interest", "trades", "margin_calls", "fees", "computed_settlement", "seconds"} <= set(told)
    assert "no multiple of the tick" in run(*given, "--settlement", "5230.7", code=2).output
    assert "no product 'ZZ'" in run("clearing", "replay", file, "--product", "ZZ", code=2).output


def test_every_example_runs(futures, tmp_path, monkeypatch, run):
    """What the help of each command says can be typed, in the order of a day."""
    futures.rename(tmp_path / "trial")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "product.toml").write_text(EXAMPLE.replace('"IF"', '"IH"').replace("IF2101", "IH2101"))
    sides = [("1", "m-alice", "O"), ("2", "m-bob", "O")]
    (tmp_path / "reports.fix").write_bytes(fix("3", "5216.2", "1", sides, "20210104-06:40:00.000"))
    write_ticks(tmp_path / "ticks.csv.gz", tick_rows(small_day()))
    traded = [Traded("093000400", 4, 100, 0, 0), Traded("150000400", 1, 101, 0, 1)]
    priced = {"upper_limit": "0", "lower_limit": "0", "pre_settle": "100"}
    write_ticks(tmp_path / "ticks.csv", [row | priced for row in tick_rows(traded, worth=10, settle="0")])
    for name in ("product", "trades import", "settle-day", "statement", "replay"):
        for line in examples(("clearing", *name.split())):
            if name == "settle-day" and "--dry-run" in line:
                fixed = ("--contract", "IF2101", "--price", SETTLEMENT, "--reason", "published", "--network", "trial")
                run("futures", "fix-settlement", *fixed, "--key", "ccp", "--no-publish")
            run(*shlex.split(line)[1:])


def test_an_empty_statement_has_no_empty_tables():
    """Where there is nothing to list, no heading stands."""
    amounts = ("PreBalance", "Balance", "Deposit", "CurrMargin", "Withdraw", "Available", "CloseProfit", "RiskDegree")
    names = ("PositionProfit", "MarginCall", "Commission", "Owed", "CashIn", "DeliveryMargin", "Mortgage", "Equity")
    said = dict.fromkeys((*amounts, *names, "OtherCash"), "0.00") | dict.fromkeys(
        ("ClientID", "AccountID", "BrokerID", "ClearingHouse", "TradingDay", "CurrencyID"), "x"
    )
    listed = ("Transactions", "PositionsClosed", "PositionsDetail", "Positions", "Securities", "Deliveries")
    listed += ("DepositsWithdrawals",)
    lists = {name: [] for name in listed}
    text = statement_text(said | lists | {"MaintenanceRatio": None})
    assert "资金状况" in text
    assert "|" not in text
