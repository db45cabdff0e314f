# SPDX-License-Identifier: Apache-2.0
"""An auction from the command line: announced, sealed, opened, awarded, and carried out with the day."""

import json

import pytest

from counterfoil.node import network as networks
from support.futures_network import open_futures
from support.network import YUAN, copy_network

HEADER = "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID"
TRADES = [
    "1,IF2101,0,0,1,5216.2,1,20210104,09:30:00,m-alpha",
    "1,IF2101,1,0,1,5216.2,1,20210104,09:30:00,m-bob",
]


@pytest.fixture
def failed(trading_template, tmp_path, run):
    """Alpha bought a lot, fails, and Alice is a member too."""
    root = open_futures(copy_network(trading_template, tmp_path / "network"))
    quiet = ("--no-publish", "--network", root)
    (root / "trades.csv").write_text("\n".join([HEADER, *TRADES]) + "\n")
    run("futures", "admit", "--house", "CC", "--member", "alice", "--key", "ccp", "--key", "alice", *quiet)
    own = ("--account", "o-alice", "--house", "CC", "--holder", "alice", "--member", "alice", "--own")
    run("futures", "open-account", *own, "--key", "alice", *quiet)
    for account, holder in (("o-alice", "alice"), ("m-alpha", "alpha")):
        paid = ("--instrument", YUAN, "--account", account, "--quantity", 50_000_000)
        run("holdings", "issue", *paid, "--key", "bank", "--key", holder, *quiet)
    run("clearing", "trades", "import", root / "trades.csv", "--key", "venue", *quiet)
    layers = ("--account", "f-1", "--skin", "f-2", "--reserve", "f-3", "--own-funds", "f-4")
    run("futures", "found-fund", "--house", "CC", *layers, "--key", "ccp", *quiet)
    said = ("--house", "CC", "--member", "alpha", "--reason", "it did not pay")
    run("futures", "declare-default", *said, "--key", "ccp", *quiet)
    return root


def test_what_a_member_leaves_is_auctioned(failed, run, run_json, tmp_path, monkeypatch):
    """Alice is paid 1,000.00 yuan for taking a lot that lost 100 points of 300 yuan; both statements add up."""
    where = ("--network", failed)
    quiet = ("--no-publish", "--accept-clock", *where)
    now = networks.clock_ms()
    times = ("--sealed-until", "+30m", "--opened-until", "+40m", "--reason", "it did not pay")
    about = ("clearing", "auction", "announce", "CC", "a-1", "--account", "m-alpha", *times)
    assert "nothing is open" in run(*about, "--contract", "IF2102", "--key", "ccp", *quiet, code=2).output
    run(*about, "--contract", "IF2101", "--least", -500_000, "--key", "ccp", *quiet)
    file = tmp_path / "bid.json"
    sealed = run("clearing", "auction", "seal", "CC", "a-1", "--bidder", "alice", "--price", -100_000, "--out", file)
    assert json.loads(file.read_text())["price"] == -100_000 and "sealed it is" in sealed.output
    run("clearing", "auction", "bid", file, "--key", "alice", *quiet)
    [shown] = run_json("clearing", "auction", "show", "CC", *where)["auctions"]
    assert (shown["status"], shown["bids"], shown["open bids"], shown["best"]) == ("announced", 1, 0, None)
    assert shown["lots"] == "1 bought IF2101 speculation"
    monkeypatch.setattr(networks, "clock_ms", lambda: now + 31 * 60_000)
    run("clearing", "auction", "open", file, "--key", "alice", *quiet)
    monkeypatch.setattr(networks, "clock_ms", lambda: now + 41 * 60_000)
    fixed = ("--contract", "IF2101", "--price", 51_162, "--reason", "notice 1")
    run("futures", "fix-settlement", *fixed, "--key", "ccp", *quiet)
    early = run_json("clearing", "settle-day", "CC", "--key", "bob", *quiet, code=1)
    assert "auction_under_way" in {one["outcome"] for one in early["left"]}
    assert "alice" in run("clearing", "auction", "award", "CC", "a-1", "--dry-run", *where).output
    run("clearing", "auction", "award", "CC", "a-1", "--key", "bob", *quiet)
    assert "awarded" in run("clearing", "auction", "show", "CC", *where).output
    done = run_json("clearing", "settle-day", "CC", "--key", "bob", *quiet)
    assert (done["futures.give_lots"], done["futures.take_lots"], done["futures.charge_bid"]) == (1, 1, 2)
    assert (done["closed"], done["left"]) == (True, [])
    gave = run_json("clearing", "statement", "m-alpha", *where)
    took = run_json("clearing", "statement", "o-alice", *where)
    assert (gave["CloseProfit"], gave["PositionProfit"], took["PositionProfit"]) == (-30_000, 0, 0)
    for told, amount in ((gave, -1_000), (took, 1_000)):
        assert [(one["Kind"], one["InstrumentID"], one["Amount"]) for one in told["Deliveries"]] == [
            ("bid_charged", "a-1", amount)
        ]
    assert "持仓拍卖价款" in run("clearing", "statement", "o-alice", *where).output
    assert "no trading day is open" in run("clearing", "auction", "show", "CC", *where, code=2).output


def test_a_bid_is_a_file_that_was_written(run, tmp_path, failed):
    """Another is refused before anything is signed; of no auction nothing is awarded."""
    file = tmp_path / "other.json"
    file.write_text('{"price": 1}')
    quiet = ("--no-publish", "--network", failed)
    refused = run("clearing", "auction", "bid", file, "--key", "alice", *quiet, code=2)
    assert "counterfoil clearing auction seal" in refused.output
    none = run("clearing", "auction", "award", "CC", "a-9", "--key", "bob", *quiet, code=2)
    assert "no auction 'a-9'" in none.output
    said = ("--sealed-until", "+1h", "--opened-until", "+2h", "--reason", "x", "--account", "m-none")
    unknown = run("clearing", "auction", "announce", "CC", "a-1", *said, "--key", "ccp", *quiet, code=2)
    assert "no margin account 'm-none'" in unknown.output
    assert "has no auction" in run("clearing", "auction", "show", "CC", "--network", failed).output
