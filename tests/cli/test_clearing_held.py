# SPDX-License-Identifier: Apache-2.0
"""What is held together, and quotas, from the command line: said in a product file, granted, used up, shown."""

import pytest

from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import MemberLimit, OpenedLots, OpeningLimit
from counterfoil.node.futures.product_file import EXAMPLE, LIMITED, read_product
from counterfoil.primitives.errors import InputError
from support.futures_network import DAY, open_futures
from support.network import copy_network

HEADER = "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID"
HEDGED = [
    "1,IF-Q,0,0,3,5216.2,3,20210104,09:30:00,m-alice",
    "1,IF-Q,1,0,1,5216.2,3,20210104,09:30:00,m-bob",
]
SMALL = LIMITED.replace("= 1200", "= 5").replace("= 960", "= 3").replace("= 150000", "= 40").replace("600000", "100")


def file_of(limits: str) -> str:
    other = EXAMPLE.replace('"IF"', '"if_q"').replace("IF2101", "IF-Q")
    return other.replace("[product.rules.fees]", f"{limits}\n[product.rules.fees]")


@pytest.fixture
def network(trading_template, tmp_path, run):
    """A product whose hedging and arbitrage need a quota, and whose members have a limit."""
    made = open_futures(copy_network(trading_template, tmp_path / "network"))
    (made / "limited.toml").write_text(file_of(SMALL))
    (made / "trades.csv").write_text("\n".join([HEADER, *HEDGED]) + "\n")
    run(
        "clearing",
        "product",
        made / "limited.toml",
        "--key",
        "ccp",
        "--key",
        "venue",
        "--no-publish",
        "--network",
        made,
    )
    return made


def test_a_product_file_says_limits_and_quotas(tmp_path):
    """Of a member a number, or a share of what is open; a number that is none is named."""
    file = tmp_path / "product.toml"
    file.write_text(file_of(LIMITED))
    rules = read_product(file)[0].rules
    assert (rules.position_limit, rules.reported_from, rules.counted) == (1_200, 960, (HedgeFlag.speculation,))
    assert rules.quotas == (HedgeFlag.hedge, HedgeFlag.arbitrage)
    assert rules.member_limit == MemberLimit(lots=150_000, of_open_ppm=250_000, of_open_from=600_000)
    assert rules.member_reported == MemberLimit(lots=120_000, of_open_ppm=200_000, of_open_from=600_000)
    assert rules.reported == (HedgeFlag.speculation, HedgeFlag.hedge)
    assert rules.openings == OpeningLimit(lots=500, product_lots=2_000, contracts=(OpenedLots("IF2101", 200),))
    file.write_text(file_of(LIMITED.replace('"25%"', "25")))
    with pytest.raises(InputError) as found:
        read_product(file)
    assert "member_limit, of_open" in str(found.value)
    file.write_text(file_of(LIMITED.replace("{IF2101 = 200}", "200")))
    with pytest.raises(InputError) as found:
        read_product(file)
    assert "openings, contracts" in str(found.value)


def test_trades_for_hedging_come_in_within_a_quota(network, run, run_json):
    """Without one they are refused as a whole; with one they are booked, and what is left is told."""
    quiet = ("--no-publish", "--network", network)
    given = ("clearing", "trades", "import", network / "trades.csv", "--key", "venue", *quiet)
    assert "no_quota" in run(*given, code=1).output
    of = ("--product", "if_q", "--holder", "alice", "--hedge", "hedge", "--document", "ab" * 32)
    lots = ("--long", 4, "--short", 0, "--first", DAY, "--last", DAY + 30)
    run("futures", "grant-quota", *of, *lots, "--key", "ccp", *quiet)
    run(*given)
    long, short = run_json("clearing", "quota", "alice", "--house", "CC", "--network", network)["quotas"]
    assert [long[name] for name in ("contract", "side", "from", "quota", "open", "left")] == [
        "all",
        "long",
        "2021-01-04",
        4,
        3,
        1,
    ]
    assert (short["side"], short["quota"], short["open"], short["document"]) == ("short", 0, 0, "ab" * 32)
    assert "hedge" in run("clearing", "quota", "alice", "--house", "CC", "--network", network).output
    told = run("clearing", "quota", "ccp", "--house", "CC", "--network", network, code=2).output
    assert "has no margin account there" in told


def test_what_is_held_together_is_shown_with_limit_and_what_is_left(network, run, run_json):
    """Bob has three short of five, a large position; Alice's three for hedging are one too, and count for no limit."""
    where = ("--network", network)
    of = ("--product", "if_q", "--holder", "alice", "--hedge", "hedge", "--document", "ab" * 32)
    lots = ("--long", 4, "--short", 0, "--first", DAY, "--last", DAY + 30)
    run("futures", "grant-quota", *of, *lots, "--key", "ccp", "--no-publish", *where)
    controlled = ("--house", "CC", "--group", "kin", "--holder", "bob", "--reason", "one decides")
    run("futures", "record-control", *controlled, "--key", "ccp", "--no-publish", *where)
    run("clearing", "trades", "import", network / "trades.csv", "--key", "venue", "--no-publish", *where)
    held = run_json("clearing", "together", "IF-Q", *where)["held"]
    assert [tuple(one.values()) for one in held] == [
        ("client", "alice", "long", 0, 3, 5, 5, 3, True, 0, 500),
        ("client", "bob", "short", 3, 0, 5, 2, 3, True, 3, 500),
        ("control", "kin", "short", 3, 0, 5, 2, 3, True, 3, 500),
        ("member", "alpha", "long", 0, 3, 40, 40, 500, False, 3, None),
        ("member", "alpha", "short", 3, 0, 40, 37, 500, False, 3, None),
    ]
    only = {"client": "bob", "group": "kin", "member": "alpha"}
    for name, value in only.items():
        rows = run_json("clearing", "together", "IF-Q", f"--{name}", value, *where)["held"]
        assert {one["name"] for one in rows} == {value}
    assert "reported_from" in run("clearing", "together", "IF-Q", *where).output
    both = run("clearing", "together", "IF-Q", "--client", "bob", "--group", "kin", *where, code=2).output
    assert "give one of them" in both
    assert "is no contract here" in run("clearing", "together", "none", *where, code=2).output


OPENED = "[product.rules.openings]\nlots = 4\nproduct = 6\n"
SPECULATED = [one.replace(",0,3,", ",0,1,") for one in HEDGED]


def test_what_is_opened_in_a_day_is_shown_and_refused_beyond_its_limit(trading_template, tmp_path, run, run_json):
    """Three of four: shown for the client; three more are refused, with what they come to."""
    made = open_futures(copy_network(trading_template, tmp_path / "network"))
    (made / "capped.toml").write_text(file_of(OPENED))
    (made / "trades.csv").write_text("\n".join([HEADER, *SPECULATED]) + "\n")
    quiet = ("--no-publish", "--network", made)
    run("clearing", "product", made / "capped.toml", "--key", "ccp", "--key", "venue", *quiet)
    given = ("clearing", "trades", "import", made / "trades.csv", "--key", "venue", *quiet)
    run(*given)
    held = run_json("clearing", "together", "IF-Q", "--client", "alice", "--network", made)["held"]
    assert [(one["side"], one["opened"], one["openings"]) for one in held] == [("long", 3, 4)]
    in_force = run_json("clearing", "limits", "IF-Q", "--network", made)
    assert (in_force["openings"], in_force["openings_of_product"]) == (4, 6)
    (made / "trades.csv").write_text("\n".join([HEADER, *(f"2{one[1:]}" for one in SPECULATED)]) + "\n")
    told = run(*given, code=1).output
    assert "opened_too_many" in told and "6 of 4 in the day" in told
