# SPDX-License-Identifier: Apache-2.0
"""Settlement prices of a day as people write them: from a file or of one contract, within the day's limits."""

import shlex

import pytest

from counterfoil.modules.futures.records import FUTURES
from support.cli_examples import examples
from support.futures_network import open_futures
from support.network import CHAIN, copy_network, open_network

HEADER = "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID"
LAST_HOUR = [f"1,IF2101,{side},0,1,5230.4,3,20210104,14:30:00,m-{who}" for side, who in ((0, "alice"), (1, "bob"))]


@pytest.fixture(scope="module")
def template(trading_template, tmp_path_factory):
    return open_futures(copy_network(trading_template, tmp_path_factory.mktemp("prices") / "network"))


@pytest.fixture
def futures(template, tmp_path):
    return copy_network(template, tmp_path / "futures")


@pytest.fixture
def prices(futures, tmp_path, run, run_json):
    """``clearing prices`` with a file of these lines."""

    def prices(*lines, more=("--key", "ccp"), head="contract,price,reason", code=0, plain=False):
        (tmp_path / "prices.csv").write_text("\n".join([head, *lines]) + "\n")
        call = run if plain else run_json
        return call("clearing", "prices", tmp_path / "prices.csv", *more, "--network", futures, code=code)

    return prices


def price_of(network):
    with open_network(network) as opened:
        found = opened.chain(CHAIN).ledger.view.read(FUTURES, "IF2101")
    return found.settlement, found.settled


def test_a_price_stands_as_people_write_it(futures, prices):
    """5230.0 is 52300 in its last decimal; the dry run shows it, with the day's limits, and fixes nothing."""
    dry = prices("IF2101,5230.0,as published", more=("--key", "ccp", "--dry-run"), plain=True).stdout
    assert all(one in dry for one in ("Settlement prices of 2021-01-04", "5230.0", "5216.2", "4694.6", "5737.8"))
    assert price_of(futures) == (52_162, None)
    assert prices("IF2101,5230,as published")["transactions"][0]["status"] == "committed"
    assert price_of(futures) == (52_300, 18_631)


def test_a_price_outside_the_limits_is_refused_with_its_line(futures, prices):
    """ "2510 means 251.0, though limits were 2259.0 to 2761.0": said, and taken where that is meant."""
    for line, said in (("IF2101,523.0,as published", "523.0"), ("IF2101,5800.0,as published", "5800.0")):
        told = prices(line, code=2, plain=True).output
        assert f"prices.csv, line 2, IF2101: {said} is outside the limits of 2021-01-04, 4694.6 to 5737.8" in told
        assert "--beyond-limits" in told
    assert price_of(futures) == (52_162, None)
    prices("IF2101,5800.0,as published", more=("--key", "ccp", "--beyond-limits"))
    assert price_of(futures)[0] == 58_000
    # Once it is fixed the limits are still the day's, and not those of the day after.
    assert "4694.6 to 5737.8" in prices("IF2101,5800.0,a slip", code=2, plain=True).output


def test_yesterdays_file_is_used_again(futures, tmp_path, prices, run):
    """On the day itself it said `already_seen`, and not that all is fixed so; on the next it is another intent."""
    line = "IF2101,5230.0,as published"
    done = prices(line)
    assert done["prices"] == [{"contract": "IF2101", "price": "5230.0"}]
    again = prices(line)
    assert (again["transactions"], again["fixed_before"], again["prices"]) == ([], True, done["prices"])
    assert "All is fixed already, at these prices." in prices(line, plain=True).output
    assert prices(line, more=("--key", "ccp", "--new-intent"))["transactions"][0]["status"] == "committed"
    run("clearing", "settle-day", "CC", "--key", "bob", "--no-publish", "--network", futures)
    run("futures", "open-day", "--house", "CC", "--day", "2021-01-05", "--key", "ccp", "--network", futures)
    assert prices(line)["transactions"][0]["status"] == "committed"
    assert price_of(futures) == (52_300, 18_632)


def test_without_a_price_the_rules_compute_it(futures, tmp_path, prices, run):
    """--reason holds for what is announced alone; what cannot be computed the ledger refuses."""
    assert prices("IF2101", head="contract", code=1)["transactions"][0]["outcome"] == "price_not_computed"
    (tmp_path / "trades.csv").write_text("\n".join([HEADER, *LAST_HOUR]) + "\n")
    run("clearing", "trades", "import", tmp_path / "trades.csv", "--key", "venue", "--network", futures)
    computed = ("--key", "ccp", "--reason", "as published")
    dry = " ".join(prices("IF2101,,", more=(*computed, "--dry-run"), plain=True).stdout.split())
    assert "IF2101 5230.4 5216.2 4694.6 5737.8 computed" in dry and "as computed" not in dry
    done = " ".join(prices("IF2101,,", more=computed, plain=True).stdout.split())
    assert "Fixed contract price" in done and done.count("5230.4") == 2
    assert price_of(futures) == (52_304, 18_631)
    assert "All is fixed already" in prices("IF2101,,", more=computed, plain=True).stdout


def test_all_prices_that_are_wrong_are_told_at_once(prices):
    """One at a time they were."""
    told = prices("IF2101,5230.1,x", ",1,x", "none,1,x", code=2, plain=True).output
    assert "line 3, contract: it is missing" in told
    told = prices("IF2101,5230.1,x", "none,1,x", code=2, plain=True).output
    assert "2 mistakes" in told and "line 2, IF2101: 5230.1 is no multiple" in told and "line 3, contract" in told


def test_one_contract_needs_no_file(futures, run, run_json):
    """By options: with a price and its reason, and what is lacking is said."""
    given = ("clearing", "prices", "--contract", "IF2101", "--network", futures, "--key", "ccp")
    for more, told in (
        (("--price", "5230.1", "--reason", "x"), "5230.1 is no multiple of the tick (multiples of 0.2)"),
        (("--price", "dear", "--reason", "x"), "'dear' is no price"),
        (("--price", "523", "--reason", "x"), "--price, IF2101: 523.0 is outside the limits"),
        (("--price", "5230.0"), "a price that is announced has a reason"),
    ):
        assert told in run(*given, *more, code=2).output
    done = run_json(*given, "--price", "5230.0", "--reason", "as published")
    assert done["transactions"][0]["status"] == "committed"


@pytest.mark.parametrize(
    ("head", "lines", "told"),
    [
        ("contract,prize", ["IF2101,1"], "the column 'prize' is not known"),
        ("contract,price,reason", ["none,1,x"], "line 2, contract: 'none' is no contract here"),
        ("contract,price,reason", ["IF2101,5230,x", "IF2101,5230,x"], "line 3, contract: IF2101 stands twice"),
        ("contract,price,reason", [",5230,x"], "line 2, contract: it is missing"),
        ("contract,price,reason", ["IF2101,5230"], "line 2"),
        ("contract,price,reason", ["IF2101,5230,"], "line 2, reason: a price that is announced has a reason"),
        ("contract,price,reason", ["IF2101,,why"], "line 2, reason: what is computed has no reason"),
        ("contract,price,reason", [], "0 prices"),
    ],
)
def test_a_damaged_file_is_named_by_its_line(prices, head, lines, told):
    """Nothing is sent unless every line is right."""
    assert told in prices(*lines, head=head, code=2, plain=True).output


def test_either_a_file_or_one_contract(futures, tmp_path, run):
    """And not both, nor none."""
    told = run("clearing", "prices", "--network", futures, code=2).output
    assert "either FILE, or --contract" in told


def test_the_act_says_that_prices_are_in_their_last_decimal(futures, run):
    """ "2606.2 is not a whole number" says what it is to be."""
    given = ("futures", "fix-settlement", "--contract", "IF2101", "--price", "2606.2", "--reason", "x")
    told = run(*given, "--key", "ccp", "--network", futures, code=2).output
    assert "'2606.2' is not a whole number (a whole number in its last decimal: 52162 is 5216.2" in told


def test_no_day_no_prices(futures, prices, run):
    """Between two days nothing is fixed."""
    prices("IF2101,5230.0,as published")
    run("clearing", "settle-day", "CC", "--key", "bob", "--no-publish", "--network", futures)
    assert "no trading day is open" in prices("IF2101,5230.0,as published", code=2, plain=True).output


def test_every_example_of_prices_runs(futures, tmp_path, monkeypatch, run):
    """A file, and one contract."""
    futures.rename(tmp_path / "trial")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prices.csv").write_text("contract,price\nIF2101,5230.0\n")
    for line in examples(("clearing", "prices")):
        run(*shlex.split(line)[1:])
