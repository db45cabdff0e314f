# SPDX-License-Identifier: Apache-2.0
"""Options from the command line: a product file, trades, what holders say, the house's cut, settlement, statement."""

import pytest

from counterfoil.node.futures.product_file import EXAMPLE, OPTIONS, read_product
from counterfoil.primitives.errors import InputError
from support.futures_network import open_futures
from support.network import copy_network

HEADER = "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID"
TRADES = [
    "1,IF2101C5000,0,0,1,230,3,20210104,09:30:00,m-alice",
    "1,IF2101C5000,1,0,1,230,3,20210104,09:30:00,m-bob",
]
SERIES = (
    OPTIONS.replace('"cu_o"', '"if_o"')
    .replace("cu2106C60000", "IF2101C5000")
    .replace('"cu2106"', '"IF2101"')
    .replace("multiplier = 5 ", "multiplier = 300 ")
    .replace("tick = 1", "tick = 0.2")
    .replace("60000", "5000")
    .replace("2021-05-25", "2021-01-15")
    .replace("1200", "220")
)


@pytest.fixture(scope="module")
def template(trading_template, tmp_path_factory):
    """A house whose day is open, and the files of a product of options and of its trades."""
    root = open_futures(copy_network(trading_template, tmp_path_factory.mktemp("options") / "network"))
    (root / "options.toml").write_text(SERIES)
    (root / "trades.csv").write_text("\n".join([HEADER, *TRADES]) + "\n")
    return root


@pytest.fixture
def optioned(template, tmp_path, run):
    network = copy_network(template, tmp_path / "options")
    quiet = ("--no-publish", "--network", network)
    run("clearing", "product", network / "options.toml", "--key", "ccp", "--key", "venue", *quiet)
    return network


def test_options_are_traded_exercised_drawn_and_settled(optioned, run, run_json):
    """Three bought, two exercised: the statement has the premium, and two lots of the future at the strike."""
    where = ("--network", optioned)
    quiet = ("--no-publish", *where)
    run("clearing", "trades", "import", optioned / "trades.csv", "--key", "venue", *quiet)
    (optioned / "said.csv").write_text("account,contract,exercised\nm-alice,IF2101C5000,2\n")
    run("futures", "instruct", "--csv", optioned / "said.csv", "--key", "alice", *quiet)
    assert "nothing is to be drawn" in run("clearing", "options", "draw", "CC", "--key", "ccp", *quiet, code=2).output
    for name, price in (("IF2101", 52_500), ("IF2101C5000", 2_600)):
        fixed = ("--contract", name, "--price", price, "--reason", "notice 1")
        run("futures", "fix-settlement", *fixed, "--key", "ccp", *quiet)
    assert "IF2101C5000" in run("clearing", "options", "draw", "CC", "--dry-run", "--key", "ccp", *where).output
    run("clearing", "options", "draw", "CC", "--key", "ccp", *quiet)
    done = run_json("clearing", "settle-day", "CC", "--key", "bob", *quiet)
    assert (done["futures.exercise"], done["futures.assign"], done["closed"], done["left"]) == (1, 1, True, [])
    [series] = run_json("clearing", "options", "show", "CC", *where)["series"]
    assert (series["strike"], series["open"], series["exercised"]) == (50_000, 1, "2 on 2021-01-04")
    assert "IF2101C5000" in run("clearing", "options", "show", "CC", *where).output
    told = run_json("clearing", "statement", "m-alice", *where)
    # Three at 230.0 points of 300 yuan are paid; two lots at 5,000.0 gain 250.0 points each.
    assert (told["CashIn"], told["PositionProfit"], told["CloseProfit"]) == (-207_000, 150_000, 0)
    other = run_json("clearing", "statement", "m-bob", *where)
    assert (other["CashIn"], other["PositionProfit"]) == (207_000, -150_000)
    assert "权利金收支" in run("clearing", "statement", "m-bob", *where).output


def test_a_file_of_options_says_what_a_series_is(tmp_path):
    """The example reads; a key that is no key of an option is named."""
    file = tmp_path / "options.toml"
    file.write_text(OPTIONS)
    product, series = read_product(file)
    assert (product.rules.option.otm_ppm, series.strike, series.underlying) == (500_000, 60_000, "cu2106")
    file.write_text(OPTIONS.replace("least =", "lest ="))
    with pytest.raises(InputError, match="lest"):
        read_product(file)
    file.write_text(EXAMPLE + "\n[option]\nx = 1\n")
    with pytest.raises(InputError, match=r"\[\[option\]\]"):
        read_product(file)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("strike = 5000", "strike = 5100"), ""),
        (('right = "call"', 'right = "put" '), ""),
        (('underlying = "IF2101"', 'underlying = "IF2102"'), ""),
        (("listing_price = 220", "listing_price = 222"), " at 220.0"),
    ],
)
def test_another_strike_of_a_series_that_is_listed_is_no_file_that_changes_nothing(optioned, run, change, told):
    """ "All that options.toml says is so already", it said of a put in the place of a call."""
    file = optioned / "options.toml"
    said = ("clearing", "product", file, "--key", "ccp", "--key", "venue", "--no-publish", "--network", optioned)
    assert "Nothing changes" in run(*said).output
    assert change[0] in SERIES
    file.write_text(SERIES.replace(*change))
    refused = " ".join(run(*said, code=2).output.split())
    there = "is listed already, of if_o from 2021-01-04 to 2021-01-15 at 220.0, call at 5000.0 on IF2101"
    assert f"IF2101C5000: {there}" in refused and told in refused
