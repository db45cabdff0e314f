# SPDX-License-Identifier: Apache-2.0
"""Statements of a margin account from the command line: what is shown, written, confirmed, and what does not add up."""

import csv

import pytest

from counterfoil.cli.futures_statement import statement_text
from counterfoil.modules.futures import calls as c
from counterfoil.node.futures import statement as statements
from counterfoil.node.futures import statement_days
from counterfoil.node.futures.statement_json import ctp_fields
from support.futures_ending import fix
from support.futures_maintained import maintained_floor
from support.futures_network import DAY, call, open_futures
from support.ledger import Ledger
from support.network import CHAIN, copy_network, open_network
from support.network import run as ordered
from support.statements import as_node

MORNING = DAY * 86_400_000 + (570 - 480) * 60_000
AT = 52_162


def day_of_trades(root):
    """Alice bought three lots from Bob; two days are settled, the second with nothing traded."""
    with open_network(root) as network:
        node, keys = network.chain(CHAIN), network.keyring
        one = {"trade": 1, "time": MORNING, "offset": "opens", "price": AT, "lots": 3}
        sides = [
            call("futures.book", account=f"m-{name}", contract="IF2101", fills=[one | {"direction": direction}])
            for name, direction in (("alice", "bought"), ("bob", "sold"))
        ]
        worth = 3 * AT * 3_000
        balanced = call("futures.balance", contract="IF2101", lots=3, turnover=worth, open_interest=3)
        ordered(node, [*sides, balanced], keys.get("venue"))
        for day in (DAY, DAY + 1):
            if day > DAY:
                ordered(node, [call("futures.open_day", house="CC", day=day)], keys.get("ccp"))
            fixed = call("futures.fix_settlement", contract="IF2101", price=AT, reason="published")
            ordered(node, [fixed], keys.get("ccp"))
            settles = [call("futures.settle", account=f"m-{name}") for name in ("alice", "bob")]
            ordered(node, [*settles, call("futures.close_day", house="CC")], keys.get("bob"))


@pytest.fixture(scope="module")
def settled_template(trading_template, tmp_path_factory):
    root = open_futures(copy_network(trading_template, tmp_path_factory.mktemp("stated") / "network"))
    day_of_trades(root)
    return root


@pytest.fixture
def settled(settled_template, tmp_path):
    return copy_network(settled_template, tmp_path / "settled")


def test_maintenance_margin_stands_on_the_text_where_a_policy_is_in_force():
    """Ann lacks margin, at a risk degree over 100, and is called for nothing: three quarters of it are enough."""
    ledger = maintained_floor(Ledger())
    fix(ledger, {"iron-1": 58_560})
    ledger.do(c.Settle(account="m-ann"), signed_by="bob")
    fields = ctp_fields(statements.read_statement(as_node(ledger), "m-ann"))
    text = statement_text(fields)
    assert bytes(fields["MaintenanceRatio"]) == b"75.0000"
    shown = [one.split()[-1] for one in text.splitlines() if "Maintenance" in one or "Margin Call" in one]
    assert shown == ["0.00", "79056.00"]
    assert float(bytes(fields["Available"])) < 0 < float(bytes(fields["RiskDegree"])) - 100


def test_without_a_policy_it_does_not(settled, run, run_json):
    """And the JSON says that no share was said."""
    assert "Maintenance" not in run("clearing", "statement", "m-alice", "--network", settled).output
    assert run_json("clearing", "statement", "m-alice", "--network", settled)["MaintenanceRatio"] is None


def test_only_the_last_statement_can_be_confirmed_and_it_is_said_which(settled, run):
    """After the next day was settled; that the account was not settled for the day before would be false."""
    given = ("futures", "confirm", "--account", "m-alice", "--key", "alice", "--no-publish", "--network", settled)
    told = " ".join(run(*given, "--day", "2021-01-04", code=1).output.split())
    assert "only its last statement can be confirmed" in told and "the last is of 2021-01-05" in told
    assert "not settled" not in told
    assert "was not settled for this day" in " ".join(run(*given, "--day", "2021-01-06", code=1).output.split())
    run(*given, "--day", "2021-01-05")


def test_the_lines_of_a_statement_are_written_as_csv(settled, tmp_path, run, run_json):
    """A row for each trade and position, under the names that the JSON has; a file that is there is not touched."""
    file = tmp_path / "alice.csv"
    given = ("clearing", "statement", "m-alice", "--day", "2021-01-04", "--network", settled)
    assert "交易结算单" in run(*given, "--csv", file).output
    rows = list(csv.DictReader(file.read_text().splitlines()))
    said = run_json(*given)
    assert [one["Part"] for one in rows] == ["Transactions", "PositionsDetail", "Positions", "DepositsWithdrawals"]
    assert {one["TradingDay"] for one in rows} == {"20210104"}
    for row in rows:
        [entry] = said[row["Part"]]
        assert {name: row[name] for name in entry} == {name: _written(row[name], entry[name]) for name in entry}
    assert (rows[0]["Price"], rows[0]["Volume"], rows[0]["Turnover"]) == ("5216.2", "3", "4694580.00")
    written = file.read_text()
    run(*given, "--csv", file, code=2)
    assert file.read_text() == written


def _written(text, value):
    """How a value of the JSON stands in a cell."""
    return text if isinstance(value, float) and float(text) == value else str(value)


def test_a_statement_that_does_not_add_up_ends_with_1_and_says_which_figure(settled, run, monkeypatch):
    """As if something had come to the balance between two statements that neither tells."""
    steps = statement_days.steps

    def one_fen_more(*given):
        first, *rest = steps(*given)
        before = rest[-1].before
        return [first, *rest[:-1], rest[-1]._replace(before=statements.replace(before, balance=before.balance + 1))]

    monkeypatch.setattr(statement_days, "steps", one_fen_more)
    told = run("clearing", "statement", "m-alice", "--network", settled, code=1).output
    assert "does not add up: PreBalance" in told


def test_a_deposit_without_a_trade_has_its_statement(settled, tmp_path, run, run_json):
    """In text, JSON and CSV; member alpha, which holds nothing, is paid in on a day on which it trades nothing."""
    with open_network(settled) as network:
        node, key = network.chain(CHAIN), network.keyring.get
        ordered(node, [call("futures.open_day", house="CC", day=DAY + 2)], key("ccp"))
        paid = call("holdings.issue", instrument="CNY", account="m-alpha", quantity=1_234)
        ordered(node, [paid], key("bank"), key("alpha"))
    given = ("clearing", "statement", "m-alpha", "--network", settled)
    text = run(*given, "--csv", tmp_path / "alpha.csv").output
    assert "出入金明细 Deposit/Withdrawal" in text and "12.34" in text
    said = run_json(*given)
    assert (said["TradingDay"], said["PreBalance"], said["Deposit"], said["Balance"]) == ("20210106", 0, 12.34, 12.34)
    [row] = csv.DictReader((tmp_path / "alpha.csv").read_text().splitlines())
    assert (row["Part"], row["Kind"], row["Amount"]) == ("DepositsWithdrawals", "deposit", "12.34")
