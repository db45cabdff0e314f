# SPDX-License-Identifier: Apache-2.0
"""Securities as margin from the command line: a policy from a file, a price, what is lodged, a statement, and back."""

import shlex

import pytest

from counterfoil.modules.holdings.calls import Issue
from counterfoil.modules.instruments.calls import ChangeStatus
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.node.futures.combinations_file import EXAMPLE as COMBINED
from counterfoil.node.futures.combinations_file import read_combinations
from counterfoil.node.futures.securities_file import EXAMPLE, read_securities
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import InstrumentId
from support.cli_examples import examples
from support.futures_network import open_futures
from support.network import CHAIN, YUAN, copy_network, define, open_network
from support.network import run as do

HEADER = "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID"
TRADES = [
    "1,IF2101,0,0,1,5200,5,20210105,09:30:00,m-alice",
    "1,IF2101,1,0,1,5200,5,20210105,09:30:00,m-bob",
]
SETTLED = ("--contract", "IF2101", "--price", 52_000, "--reason", "as before", "--key", "ccp")


@pytest.fixture(scope="module")
def taking_template(trading_template, tmp_path_factory):
    """A house with files of its policy and of trades."""
    root = open_futures(copy_network(trading_template, tmp_path_factory.mktemp("securities") / "network"))
    (root / "trades.csv").write_text("\n".join([HEADER, *TRADES]) + "\n")
    (root / "securities.toml").write_text(EXAMPLE)
    return root


@pytest.fixture
def taking(taking_template, tmp_path, run):
    """Alice has bonds, the house a keeper and a policy, which it set between two days."""
    network = copy_network(taking_template, tmp_path / "trial")
    quiet = ("--no-publish", "--network", network)
    with open_network(network) as opened:
        node, issuer = opened.chain(CHAIN), opened.keyring.get("issuer")
        bond = define(InstrumentId("BOND"), InstrumentKind.bond, "issuer", Unit(name="bond", decimals=0))
        active = ChangeStatus(instrument="BOND", status=InstrumentStatus.active, by="issuer")
        do(node, [bond, active, Issue(instrument="BOND", account="alice-1", quantity=2_000)], issuer)
    run("futures", "name-keeper", "--house", "CC", "--account", "ccp-fees", "--key", "ccp", *quiet)
    run("clearing", "settle-day", "CC", "--key", "bob", *quiet)
    run("clearing", "securities", "policy", network / "securities.toml", "--key", "ccp", *quiet)
    run("futures", "open-day", "--house", "CC", "--day", "2021-01-05", "--key", "ccp", *quiet)
    price = ("--house", "CC", "--instrument", "BOND", "--price", 10_000, "--reason", "closing price of the day before")
    run("futures", "price-security", *price, "--key", "ccp", *quiet)
    return network


def test_bonds_count_as_margin_and_stand_on_the_statement(taking, run, run_json):
    """Five lots need more than the cash of a million yuan; a thousand bonds at 90 yuan count beside it."""
    where = ("--network", taking)
    quiet = ("--no-publish", *where)
    told = run_json("clearing", "securities", "taken", "CC", *where)["securities"]
    assert [(one["instrument"], one["haircut_ppm"], one["price"], one["per"]) for one in told] == [
        ("BOND", 100_000, 10_000, 1)
    ]
    lodge = ("--pledge", "p-1", "--from", "alice-1", "--instrument", "BOND", "--quantity", 1_000, "--key", "alice")
    run("clearing", "securities", "lodge", "m-alice", *lodge, *quiet)
    shown = run_json("clearing", "securities", "show", "m-alice", *where)
    assert (shown["cash"], shown["worth"], shown["counts"], shown["available"]) == (
        100_000_000,
        9_000_000,
        9_000_000,
        100_000_000,
    )
    run("clearing", "trades", "import", taking / "trades.csv", "--key", "venue", *quiet)
    run("futures", "fix-settlement", *SETTLED, *quiet)
    foretold = run_json("clearing", "settle-day", "CC", "--dry-run", *where)
    assert {one["account"]: one["mortgage"] for one in foretold["accounts"]} == {"m-alice": "90000.00", "m-bob": "0.00"}
    run("clearing", "settle-day", "CC", "--key", "bob", *quiet)
    said = run_json("clearing", "statement", "m-alice", *where)
    assert (said["Mortgage"], said["Balance"] + said["Mortgage"]) == (90_000.0, said["Equity"])
    assert [(one["PledgeID"], one["Volume"], one["Value"]) for one in said["Securities"]] == [("p-1", 1_000, 90_000.0)]
    text = run("clearing", "statement", "m-alice", *where).output
    assert "质押金 Pledge Amount" in text and "质押明细" in text and "90000.00" in text
    back = ("--account", "m-alice", "--pledge", "p-1")
    run("futures", "give-back", *back, "--key", "alice", *quiet)
    assert run_json("clearing", "securities", "show", "m-alice", *where)["lodged"] == []


def test_every_example_runs(taking, monkeypatch, run):
    """What the help of each command says can be typed."""
    monkeypatch.chdir(taking.parent)
    (taking.parent / "securities.toml").write_text(EXAMPLE)
    (taking.parent / "combinations.toml").write_text(COMBINED)
    named = [("securities", name) for name in ("policy", "lodge", "show", "taken")]
    for path in (*named, ("combinations", "policy"), ("combinations", "show")):
        for line in examples(("clearing", *path)):
            run(*shlex.split(line)[1:])
    assert "100%" in run("clearing", "combinations", "show", "CC", "--network", "trial").output
    assert "p-1" in run("clearing", "securities", "show", "m-alice", "--network", "trial").output


def test_combinations_from_a_file(taking, run, run_json, tmp_path):
    """Shown with what each spares; a group that is wrong is told with its key."""
    where, file = ("--network", taking), tmp_path / "combinations.toml"
    assert "no products" in run("clearing", "combinations", "show", "CC", *where, code=2).output
    file.write_text(COMBINED.replace("100%", "62.5%"))
    run("clearing", "combinations", "policy", file, "--key", "ccp", "--no-publish", *where)
    [group] = run_json("clearing", "combinations", "show", "CC", *where)["groups"]
    assert (group["group"], group["products"], group["credit_ppm"]) == ("bonds", ["IF"], 625_000)
    for old, new, told in (
        ("100%", "all", "is no share"),
        ("100%", "101%", "credit_ppm"),
        ("products", "goods", "goods"),
    ):
        file.write_text(COMBINED.replace(old, new))
        with pytest.raises(InputError, match=told):
            read_combinations(file)


def test_a_file_that_is_wrong_says_where(tmp_path):
    """No TOML, an unknown key, a share that is none, a multiple beyond all, a share of nothing."""
    file = tmp_path / "securities.toml"
    for old, new, told in (
        ("house =", "house", "not TOML"),
        ("house =", "home =", "home"),
        ('"10%"', '"a tenth"', "is no share"),
        ('"10%"', '"10.12345%"', "is no share"),
        ("multiple = 4", "multiple = 101", "multiple"),
        ('"95%"', '"0%"', "kept_ppm"),
    ):
        file.write_text(EXAMPLE.replace(old, new))
        with pytest.raises(InputError, match=told):
            read_securities(file)


def test_what_was_lodged_is_sold_to_whoever_pays_for_it(taking, run, run_json):
    """Alice owes 200,000 yuan: her thousand bonds go to Bob for 97,000, and not a fen below 95,000."""
    quiet = ("--no-publish", "--network", taking)
    lodge = ("--pledge", "p-1", "--from", "alice-1", "--instrument", "BOND", "--quantity", 1_000, "--key", "alice")
    run("clearing", "securities", "lodge", "m-alice", *lodge, *quiet)
    about = ("--pledge", "p-1", "--quantity", 1_000, "--pays", "bob-1", "--into", "bob-1", "--reason", "best of three")
    keys = ("--key", "ccp", "--key", "bob")
    early = ("--sale", "s-0", *about, "--amount", 9_700_000, *keys)
    assert "futures_nothing_owed" in run("clearing", "securities", "sell", "m-alice", *early, *quiet, code=1).output
    run("clearing", "trades", "import", taking / "trades.csv", "--key", "venue", *quiet)
    fallen = ("--contract", "IF2101", "--price", 44_000, "--reason", "a fall", "--key", "ccp")
    run("futures", "fix-settlement", *fallen, *quiet)
    run("futures", "settle", "--account", "m-alice", "--key", "bob", *quiet)
    money = ("--instrument", YUAN, "--account", "bob-1", "--quantity", 9_700_000)
    run("holdings", "issue", *money, "--key", "bank", "--key", "bob", *quiet)
    low = ("--sale", "s-1", *about, "--amount", 9_499_999, *keys)
    assert "sold_too_low" in run("clearing", "securities", "sell", "m-alice", *low, *quiet, code=1).output
    run("clearing", "securities", "sell", "m-alice", "--sale", "s-1", *about, "--amount", 9_700_000, *keys, *quiet)
    shown = run_json("clearing", "securities", "show", "m-alice", "--network", taking)
    assert (shown["cash"], shown["lodged"]) == (9_700_000, [])
