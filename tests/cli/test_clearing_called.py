# SPDX-License-Identifier: Apache-2.0
"""Who is called for margin is told once a day is settled, and as long as the call is open."""

from counterfoil.cli.clearing_shown import called_rows, write_called
from counterfoil.node.futures.settling_day import Called
from support.futures_network import open_futures
from support.network import YUAN, copy_network

HEADER = "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID"
TRADES = [
    "1,IF2101,0,0,1,5216.2,5,20210104,09:30:00,m-alice",
    "1,IF2101,1,0,1,5216.2,5,20210104,09:30:00,m-bob",
]
BANK = ("--key", "bank", "--key", "bob", "--no-publish")


def test_who_is_called_is_told_after_settling(trading_template, tmp_path, run, run_json):
    """As the dry run said before, and as ``due`` says as long as it is open: whom, how much, since when."""
    where = ("--network", open_futures(copy_network(trading_template, tmp_path / "network")))
    (tmp_path / "trades.csv").write_text("\n".join([HEADER, *TRADES]) + "\n")
    run("clearing", "trades", "import", tmp_path / "trades.csv", "--key", "venue", "--no-publish", *where)
    fixed = ("--contract", "IF2101", "--price", 57_000, "--reason", "far", "--key", "ccp", "--no-publish")
    run("futures", "fix-settlement", *fixed, *where)
    foretold = run_json("clearing", "settle-day", "CC", "--dry-run", *where)["accounts"]
    called = [
        {"account": one["account"], "holder": "bob", "member": "alpha", "called": one["called"]}
        for one in foretold
        if one["called"] != "0.00"
    ]
    assert [one["account"] for one in called] == ["m-bob"]
    settled = ("clearing", "settle-day", "CC", "--key", "ccp", "--no-publish", *where)
    told = run(*settled).output
    assert all(word in told for word in ("Called for margin", "m-bob", called[0]["called"]))
    assert run_json(*settled)["called"] == called
    [waits] = run_json("due", "futures", *where)["outstanding"]
    assert (waits["party"], waits["what"], waits["of"], waits["since"]) == ("bob", "margin call", "m-bob", "2021-01-04")
    assert waits["told"].replace(",", "").startswith(called[0]["called"])
    told = run("due", "futures", *where).output
    assert "Nothing is due that anybody may do." in told
    assert "margin call" in told
    assert run_json("due", "futures", "--of", "m-alice", *where)["outstanding"] == []
    run("holdings", "issue", "--instrument", YUAN, "--account", "m-bob", "--quantity", 10**9, *BANK, *where)
    run("due", "futures", "--key", "bob", "--no-publish", *where)
    assert "Nothing is due." in run("due", "futures", *where).output


def test_the_largest_twenty_calls_are_shown(capsys):
    """And how many more there are; a script has all of them."""
    calls = [Called(f"m-{number}", "ann", "alpha", 100 * number) for number in range(25, 0, -1)]
    write_called(calls)
    shown = capsys.readouterr().out
    assert "m-25" in shown and "m-6 " in shown and "m-5 " not in shown and "and 5 more" in shown
    assert len(called_rows(calls)) == 25
    write_called([])
    assert capsys.readouterr().out == ""
