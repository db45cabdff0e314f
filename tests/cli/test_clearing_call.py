# SPDX-License-Identifier: Apache-2.0
"""Margin calls within a day from the command line: a price is marked, who lacks is shown, called, and answers."""

import pytest

from counterfoil.modules.futures.records import MARGIN_ACCOUNTS
from support.futures_network import open_futures
from support.network import CHAIN, YUAN, copy_network, open_network

HEADER = "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID"
TRADES = [
    "1,IF2101,0,0,1,5216.2,5,20210104,09:30:00,m-alice",
    "1,IF2101,1,0,1,5216.2,5,20210104,09:30:00,m-bob",
]


@pytest.fixture
def network(trading_template, tmp_path, run):
    """Alice is long five lots, and Bob short five."""
    made = open_futures(copy_network(trading_template, tmp_path / "network"))
    (made / "trades.csv").write_text("\n".join([HEADER, *TRADES]) + "\n")
    run("clearing", "trades", "import", made / "trades.csv", "--key", "venue", "--no-publish", "--network", made)
    return made


def test_who_lacks_at_a_marked_price_is_called_and_answers(network, run, run_json):
    """At 5,165.0: 1,000,000.00 - 76,800.00 - 179.96 = 923,020.04 for 929,700.00, so 6,679.96 lack."""
    where, quiet = ("--network", network), ("--no-publish", "--network", network)
    assert run_json("clearing", "call", "CC", "--dry-run", *where)["accounts"] == []
    marked = ("--contract", "IF2101", "--price", 51_650, "--reason", "it fell")
    run("futures", "mark-price", *marked, "--key", "ccp", *quiet)
    [shown] = run_json("clearing", "call", "CC", "--dry-run", *where)["accounts"]
    assert shown == {
        "account": "m-alice",
        "member": "alpha",
        "variation": -7_680_000,
        "fees": 17_996,
        "balance": 92_302_004,
        "needed": 92_970_000,
        "called": 667_996,
        "before": 0,
    }
    assert "6679.96" in run("clearing", "call", "CC", "--dry-run", *where).output.replace(",", "")
    assert "--until" in run("clearing", "call", "CC", "--key", "ccp", *quiet, code=2).output
    called = ("clearing", "call", "CC", "--until", "+2h", "--reason", "it fell", "--key")
    assert run_json(*called, "bob", *quiet, code=1)["refused"][0]["outcome"] == "not_authorised"
    assert run_json(*called, "ccp", *quiet)["refused"] == []
    with open_network(network) as opened:
        account = opened.chain(CHAIN).ledger.view.read(MARGIN_ACCOUNTS, "m-alice")
    assert account.intraday is not None and account.intraday.amount == 667_996
    again = run("clearing", "call", "CC", "--until", "+3h", "--reason", "again", "--key", "ccp", *quiet)
    assert "Called within the day" in again.output
    with open_network(network) as opened:
        assert opened.chain(CHAIN).ledger.view.read(MARGIN_ACCOUNTS, "m-alice").intraday == account.intraday
    paid = ("--instrument", YUAN, "--account", "m-alice", "--quantity", 667_996)
    run("holdings", "issue", *paid, "--key", "bank", "--key", "alice", *quiet)
    run("futures", "answer-today", "--account", "m-alice", "--key", "bob", *quiet)
    assert run_json("clearing", "call", "CC", "--dry-run", *where)["accounts"] == []
