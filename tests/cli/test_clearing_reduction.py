# SPDX-License-Identifier: Apache-2.0
"""A locked day from the command line: the venue's word, the house's order, what is reduced, and the day settled."""

from counterfoil.node.futures.product_file import EXAMPLE
from support.futures_network import open_futures
from support.network import copy_network

HEADER = "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID"
TRADES = [
    "1,IF-R,0,0,1,5216.2,3,20210104,09:30:00,m-alice",
    "1,IF-R,1,0,1,5216.2,3,20210104,09:30:00,m-bob",
]
RULES = """\
[product.rules.widening]
steps = [{limit = "3%", margin = "2%"}]
reduction = {days = 1, loss = "6%", tiers = ["6%", "3%", "0%"]}

"""
REDUCED = EXAMPLE.replace('"IF"', '"if_r"').replace("IF2101", "IF-R").replace("[[contract]]", f"{RULES}[[contract]]")


def test_a_forced_reduction_that_is_due_is_carried_out_with_the_day(trading_template, tmp_path, run, run_json):
    """Bob lost 521.6 points, 9.1 %: two of his lots are closed, and two of Alice's three, who gained as much."""
    network = open_futures(copy_network(trading_template, tmp_path / "network"))
    where = ("--network", network)
    quiet = ("--no-publish", *where)
    (network / "reduced.toml").write_text(REDUCED)
    (network / "trades.csv").write_text("\n".join([HEADER, *TRADES]) + "\n")
    run("clearing", "product", network / "reduced.toml", "--key", "ccp", "--key", "venue", *quiet)
    run("clearing", "trades", "import", network / "trades.csv", "--key", "venue", *quiet)
    of = ("--contract", "IF-R")
    run("futures", "lock-day", *of, "--side", "at_upper", "--reason", "no offers", "--key", "venue", *quiet)
    asked = ("--account", "m-bob", "--lots", 2)
    run("futures", "state-unfilled", *of, *asked, "--key", "venue", *quiet)
    run("futures", "fix-settlement", *of, "--price", 57_378, "--reason", "the limit", "--key", "ccp", *quiet)
    undecided = run_json("clearing", "settle-day", "CC", "--key", "bob", *quiet, code=1)
    assert {one["outcome"] for one in undecided["left"]} == {"reduction_first"}
    run("futures", "order-reduction", *of, "--reason", "a day up", "--key", "ccp", *quiet)
    shown = run_json("clearing", "reduction", "IF-R", *where)
    assert (shown["price"], shown["status"]) == ("5737.8", "ordered")
    assert [tuple(one.values()) for one in shown["positions"]] == [
        ("m-alice", "speculation", 2, 0),
        ("m-bob", "speculation", 2, 0),
    ]
    done = run_json("clearing", "settle-day", "CC", "--key", "bob", *quiet)
    assert (done["futures.reduce"], done["futures.conclude_reduction"], done["futures.settle"]) == (2, 1, 2)
    assert (done["closed"], done["left"]) == (True, [])
    [line] = run_json("clearing", "statement", "m-bob", *where)["Positions"]
    # Two at 521.6 points of 300 yuan are closed, and one is left.
    assert (line["CloseProfit"], line["PositionProfit"], line["Position"]) == (-312_960, -156_480, 1)
    assert "m-alice" in run("clearing", "statement", "m-alice", *where).output
