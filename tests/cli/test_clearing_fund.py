# SPDX-License-Identifier: Apache-2.0
"""A guarantee fund from the command line: scenarios from a file, its size, what members owe and are given back."""

import pytest

from counterfoil.node.futures.stress_file import APART, EXAMPLE, read_stress
from counterfoil.primitives.errors import InputError
from support.futures_network import open_futures
from support.network import YUAN, copy_network

HEADER = "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID"
TRADES = [
    "1,IF2101,0,0,1,5200,2,20210104,09:30:00,m-alice",
    "1,IF2101,1,0,1,5200,2,20210104,09:30:00,m-bob",
]


@pytest.fixture(scope="module")
def sized_template(trading_template, tmp_path_factory):
    """A house with a fund, and the scenarios' file."""
    root = open_futures(copy_network(trading_template, tmp_path_factory.mktemp("fund") / "network"))
    (root / "trades.csv").write_text("\n".join([HEADER, *TRADES]) + "\n")
    (root / "stress.toml").write_text(EXAMPLE)
    return root


@pytest.fixture
def sized(sized_template, tmp_path, run):
    network = copy_network(sized_template, tmp_path / "fund")
    layers = ("--account", "gf", "--skin", "gf-skin", "--reserve", "gf-reserve", "--own-funds", "gf-own")
    where = ("--no-publish", "--network", network)
    run("futures", "found-fund", "--house", "CC", *layers, "--key", "ccp", *where)
    run("clearing", "fund", "policy", network / "stress.toml", "--key", "ccp", *where)
    return network


def test_a_day_is_sized_paid_for_and_given_back(sized, run, run_json):
    """Refused while the day is open; then all of one member, which pays; what is beyond goes back."""
    where = ("--network", sized)
    quiet = ("--no-publish", *where)
    assert "one is open" in run("clearing", "fund", "size", "CC", "--key", "ccp", *where, code=2).output
    run("clearing", "trades", "import", sized / "trades.csv", "--key", "venue", *quiet)
    run("futures", "fix-settlement", "--contract", "IF2101", "--price", 52_000, "--reason", "x", "--key", "ccp", *quiet)
    run("clearing", "settle-day", "CC", "--key", "bob", *quiet)

    told = run("clearing", "fund", "size", "CC", "--dry-run", "--key", "ccp", *where).output
    assert "crash" in told
    assert run_json("clearing", "fund", "show", "CC", *where) == {"house": "CC", "report": None, "shares": []}
    run("clearing", "fund", "size", "CC", "--key", "ccp", *quiet)
    shown = run_json("clearing", "fund", "show", "CC", *where)
    # a lot is worth 1,560,000 yuan, its margin 12 % of it: beyond are 8 % under the crash, 3 % under the rally
    crash = 2 * 156_000_000 * 8 // 100
    assert shown["report"]["stressed"] == [
        {"scenario": "crash", "largest": crash, "second": 0},
        {"scenario": "rally", "largest": 2 * 156_000_000 * 3 // 100, "second": 0},
    ]
    [share] = shown["shares"]
    assert (share["member"], share["required"], share["to_pay"]) == ("alpha", crash, crash)
    assert (shown["report"]["worst"], shown["report"]["shortfall"]) == ("crash", crash)

    issue = ("--instrument", YUAN, "--account", "m-alpha", "--quantity", crash + 500)
    run("holdings", "issue", *issue, "--key", "bank", "--key", "alpha", *quiet)
    paid = ("--house", "CC", "--member", "alpha", "--amount", crash + 500)
    run("futures", "contribute", *paid, "--key", "alpha", *quiet)
    assert run_json("clearing", "fund", "show", "CC", *where)["shares"][0]["beyond"] == 500
    run("futures", "refund-share", "--house", "CC", "--member", "alpha", "--key", "bob", *where)
    assert run_json("clearing", "fund", "show", "CC", *where)["shares"][0]["paid"] == crash
    text = run("clearing", "fund", "show", "CC", *where).output
    assert "249600.00" in text and "crash" in text
    assert "sized_already" in run("clearing", "fund", "size", "CC", "--key", "ccp", *where, code=1).output


def test_a_file_that_is_wrong_says_where(tmp_path):
    """No TOML, an unknown key, a shock that is none, a base of half a fen, a weighing that is none."""
    file = tmp_path / "stress.toml"
    for old, new, told in (
        ("house =", "house", "not TOML"),
        ("house =", "home =", "home"),
        ('"-20%"', '"a fifth"', "is no shock"),
        ('"-20%"', '"-20.12345%"', "is no shock"),
        ("base = 10000", "base = 0.005", "yuan and fen"),
        ('"margin"', '"mood"', "weighing"),
    ):
        file.write_text(EXAMPLE.replace(old, new))
        with pytest.raises(InputError, match=told):
            read_stress(file)


def test_months_move_apart_by_a_file(tmp_path, sized, run, run_json):
    """Of one contract, of those that end soon, of all others; the house sets it, and is told what is wrong."""
    file = tmp_path / "apart.toml"
    file.write_text(EXAMPLE + APART)
    shocks = [(one.ppm, one.contract, one.within_days) for one in read_stress(file).scenarios[2].shocks]
    assert shocks == [(-50_000, None, None), (-200_000, None, 40), (20_000, "IF2101", None)]
    run("clearing", "fund", "policy", file, "--key", "ccp", "--no-publish", "--network", sized)
    file.write_text(EXAMPLE + APART.replace('"40"', '"soon"'))
    with pytest.raises(InputError, match="no number of days"):
        read_stress(file)
