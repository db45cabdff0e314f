# SPDX-License-Identifier: Apache-2.0
"""Trades that a venue balances by its word, and what an import says that the ledger refuses."""

import shlex

import pytest

from counterfoil.identity.signing import single_key_policy
from counterfoil.modules.futures.positions import TRADINGS
from counterfoil.modules.parties.calls import RegisterParty
from support.cli_examples import examples
from support.futures_network import call, open_futures
from support.network import CHAIN, copy_network, open_network
from support.network import run as send

HEADER = "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID"
SIDES = ("0,0,1,5216.2,3,20210104,09:30:00,m-alice", "1,0,1,5216.2,3,20210104,09:30:00,m-bob")
TURNOVER = 521_620 * 300 * 3


@pytest.fixture
def futures(trading_template, tmp_path):
    """A network whose house has a day open."""
    return open_futures(copy_network(trading_template, tmp_path / "futures"))


def cancel(run, network, number):
    for account, side in (("m-alice", "bought"), ("m-bob", "sold")):
        told = ("--account", account, "--contract", "IF2101", "--trade", number, "--direction", side)
        signed = ("--key", "venue", "--key", account.removeprefix("m-"), "--no-publish", "--network", network)
        run("futures", "cancel", *told, "--reason", "an error", *signed)


@pytest.fixture
def booked(futures, tmp_path, run):
    """Two trades, of which the venue has cancelled one on both sides."""
    lines = [f"{trade},IF2101,{side}" for trade in (1, 2) for side in SIDES]
    (tmp_path / "trades.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    given = ("--key", "venue", "--no-publish", "--network", futures)
    run("clearing", "trades", "import", tmp_path / "trades.csv", *given)
    cancel(run, futures, 2)
    return futures


def trading(network):
    with open_network(network) as opened:
        return opened.chain(CHAIN, writable=False).ledger.view.read(TRADINGS, "IF2101")


def test_a_venue_balances_what_it_compared(booked, run):
    """The figures are shown first, in yuan; without --compared nothing is signed, and with it one trade is left."""
    given = ("clearing", "trades", "balance", "--key", "venue", "--no-publish", "--network", booked)
    asked = run(*given, code=2).output
    assert (
        f"{TURNOVER // 100:,}.00" in asked
        and "turnover in yuan" in asked
        and "compare with your own books" in asked
        and "say --compared" in asked
    )
    assert not trading(booked).balanced
    assert "would be committed" in run(*given, "--dry-run").output
    assert not trading(booked).balanced
    run(*given, "--compared")
    assert trading(booked).balanced and trading(booked).bought.turnover == TURNOVER
    assert "Every contract is balanced" in run(*given, "--compared").output


def test_what_is_not_even_is_not_balanced(booked, run):
    """One side alone was cancelled."""
    given = ("--key", "venue", "--no-publish", "--network", booked)
    told = ("--account", "m-alice", "--contract", "IF2101", "--trade", 1, "--direction", "bought")
    run("futures", "cancel", *told, "--reason", "an error", "--key", "alice", *given)
    uneven = run("clearing", "trades", "balance", "IF2101", "--compared", *given, code=2).output
    assert "0 lots are bought, and 3 sold" in uneven
    assert "no contract 'if2101'" in run("clearing", "trades", "balance", "if2101", *given, code=2).output


def test_who_may_cancel_with_the_venue_is_told(booked, run, run_json):
    """ "Missing: alice", though her member, or the house, would do."""
    told = (
        "--account",
        "m-alice",
        "--contract",
        "IF2101",
        "--trade",
        1,
        "--direction",
        "bought",
        "--reason",
        "an error",
    )
    given = ("futures", "cancel", *told, "--key", "venue", "--no-publish", "--network", booked)
    said = " ".join(run(*given, code=2).output.split())
    assert "signatures are missing: alice (key alice), or alpha or ccp in its place" in said
    [foretold] = run_json(*given, "--dry-run", code=1)["transactions"]
    assert [(one["party"], one["or_instead"]) for one in foretold["signatures"]] == [
        ("venue", []),
        ("alice", ["alpha", "ccp"]),
    ]
    run(*given, "--key", "ccp")


@pytest.fixture
def given_up(booked, run):
    """A network with a member beta, of which Alice is a client too, and a trade that alpha executed for her."""
    with open_network(booked) as opened:
        node, key = opened.chain(CHAIN), opened.keyring
        key.create("beta")
        registered = {"party": "beta", "registrar": "depository", "kind": "organisation", "name": "Beta"}
        policy = single_key_policy(key.get("beta"))
        send(node, [RegisterParty(**registered, keys=policy)], key.get("depository"))
        send(node, [call("futures.admit", house="CC", member="beta")], key.get("ccp"), key.get("beta"))
        account = {"account": "b-alice", "house": "CC", "holder": "alice", "member": "beta"}
        send(node, [call("futures.open_account", **account)], key.get("beta"), key.get("alice"))
    return booked


def test_a_give_up_with_a_mistyped_price_is_told_when_it_is_offered(given_up, run, run_json):
    """It was accepted, taken up, and hung: the ledger reads the position only when it moves."""
    where = ("--no-publish", "--network", given_up)
    fill = "trade=1,time=1609723800000,direction=bought,offset=opens,price={},lots=3"
    offer = ("--contract", "IF2101", "--executing", "alpha", "--carrying", "beta", "--client", "alice", *where)
    offer = ("futures", "give-up-trade", *offer, "--executed-in", "account=m-alice", "--carried-in", "b-alice")
    slip = run(*offer, "--give-up", "g", "--fill", fill.format(52_160), "--key", "alpha", code=1)
    told = " ".join(slip.output.split())
    assert "g: m-alice: of trade 1 the price 52162, not 52160 (offer it as it is booked; nothing was ordered)" in told
    later = run(*offer, "--give-up", "l", "--fill", fill.format(52_162).replace("=1,", "=7,", 1), "--key", "alpha")
    assert "m-alice has no trade 7 of IF2101, bought, speculation, today so far" in " ".join(later.output.split())
    run(*offer, "--give-up", "g", "--fill", fill.format(52_162), "--key", "alpha")
    move = ("clearing", "trades", "move", "g", "--key", "alice", *where)
    assert "g: offered, until beta takes it up" in " ".join(run(*move, code=1).output.split())
    waits = run_json("due", "futures", "--network", given_up)["outstanding"]
    assert ("beta", "give-up to take up", "g") in [(one["party"], one["what"], one["of"]) for one in waits]
    run("futures", "take-up", "--give-up", "g", "--key", "beta", *where)
    run(*move)
    assert "moved_already" in run(*move, code=1).output


def test_what_was_worth_unlike_sums_is_told_in_units(futures, run):
    """Bought at one price and sold at another: lots and money in words, by the command and by the law."""
    with open_network(futures) as opened:
        node, key = opened.chain(CHAIN), opened.keyring.get("venue")
        fill = {"trade": 1, "time": 1_609_723_800_000, "offset": "opens", "lots": 3}
        for account, direction, price in (("m-alice", "bought", 52_162), ("m-bob", "sold", 52_164)):
            fills = [fill | {"direction": direction, "price": price}]
            send(node, [call("futures.book", account=account, contract="IF2101", fills=fills)], key)
    given = ("--key", "venue", "--no-publish", "--network", futures)
    told = " ".join(run("clearing", "trades", "balance", *given, code=2).output.split())
    assert "IF2101: 3 lots are bought for 4,694,580.00 CNY, and sold for 4,694,760.00 CNY" in told
    said = ("--contract", "IF2101", "--lots", 3, "--turnover", 469_458_000, "--open-interest", 3, "--dry-run")
    told = " ".join(run("futures", "balance", *said, *given, code=1).output.split())
    assert "bought 3 lots for 4,694,580.00 CNY, sold 3 lots for 4,694,760.00 CNY; of what was" in told
    assert "open 3 lots long, 3 short" in told


def test_every_example_of_balancing_runs(booked, tmp_path, monkeypatch, run):
    """On a day on which something was cancelled."""
    booked.rename(tmp_path / "trial")
    monkeypatch.chdir(tmp_path)
    for line in examples(("clearing", "trades", "balance")):
        run(*shlex.split(line)[1:])


def test_what_the_ledger_would_refuse_is_a_no(booked, tmp_path, run):
    """Exit code 1, as the help says; what cannot be read is 2."""
    given = ("--dry-run", "--network", booked)
    (tmp_path / "one.csv").write_text("\n".join([HEADER, *(f"1,IF2101,{side}" for side in SIDES)]) + "\n")
    assert "numbers_unordered" in run("clearing", "trades", "import", tmp_path / "one.csv", *given, code=1).output
    (tmp_path / "none.csv").write_text(HEADER + "\n")
    run("clearing", "trades", "import", tmp_path / "none.csv", *given, code=2)


@pytest.mark.parametrize("early", [False, True])
def test_a_trade_that_was_cancelled_is_not_booked_again_by_the_old_file(booked, tmp_path, run, run_json, early):
    """With --rest it was, and nothing said: the record keeps what stands, and its trail what was cancelled."""
    file, given = tmp_path / "trades.csv", ("--key", "venue", "--no-publish", "--network", booked)
    gone = ["IF2101, trade 2: line 4, line 5"]
    if early:  # another comes after what was cancelled
        file.write_text(file.read_text() + "".join(f"3,IF2101,{side}\n" for side in SIDES))
        run("clearing", "trades", "import", file, "--rest", *given)
    told = " ".join(run("clearing", "trades", "import", file, *given, code=1).output.split())
    assert f"2 sides were booked today, and cancelled or given up: {gone[0]} (--rest leaves them out" in told
    done = run_json("clearing", "trades", "import", file, "--rest", *given)
    assert (done["sides"], done["booked_before"], done["cancelled_before"]) == (0, 4 if early else 2, gone)
    assert gone[0] in " ".join(run("clearing", "trades", "import", file, "--rest", *given).output.split())
    assert trading(booked).bought.lots == (6 if early else 3)


def test_a_trade_that_was_cancelled_is_put_right_under_its_number(booked, tmp_path, run_json):
    """With other figures than those that were cancelled it is no old file."""
    lines = [f"2,IF2101,{side}".replace("5216.2", "5216.4") for side in SIDES]
    (tmp_path / "right.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    given = ("--key", "venue", "--no-publish", "--network", booked)
    done = run_json("clearing", "trades", "import", tmp_path / "right.csv", *given)
    assert (done["sides"], done["cancelled_before"], trading(booked).bought.lots) == (2, [], 6)


HOSTILE = {
    "overflow.csv": f"{HEADER}\n1,IF2101,{SIDES[0]}\n".replace("5216.2", "1E999999999"),
    "formula.csv": f"{HEADER}\n1,=1+1,{SIDES[0]}\n",
    "twice.csv": f"{HEADER},Price\n1,IF2101,{SIDES[0]},1\n",
    "half.jsonl": '{"TradeID": "1", "ClientID": "\\ud800"}\n',
    "deep.jsonl": "[" * 100_000,
    "empty.fix": "=\x01",
    "letters.fix": "8=FIX.4.4\x01abc=1\x0110=000\x01",
    "length.fix": "8=FIX.4.4\x0195=x\x0196=abc\x0110=000\x01",
}


def test_of_a_hostile_file_nothing_is_sent(futures, tmp_path, run):
    """It ends in words that name it; the chain stands as it stood."""
    before = height(futures)
    given = ("--key", "venue", "--network", futures)
    for name, text in HOSTILE.items():
        (tmp_path / name).write_text(text)
        assert name in run("clearing", "trades", "import", tmp_path / name, *given, code=2).output
    (tmp_path / "fine.csv").write_text(f"{HEADER}\n1,IF2101,{SIDES[0]}\n1,IF2101,{SIDES[1]}\n")
    named = run("clearing", "trades", "import", tmp_path / "fine.csv", "--encoding", "idna", *given, code=2).output
    assert "--encoding: idna is not for files" in named
    assert height(futures) == before


def height(network):
    with open_network(network) as opened:
        return opened.chain(CHAIN, writable=False).height


def test_the_help_says_units_and_tags(run):
    """Of a turnover, and of a FIX report."""
    helped = " ".join(run("futures", "balance", "--help").output.split())
    assert "of CNY fen: price by multiplier by lots" in helped
    helped = run("clearing", "trades", "import", "--help").output
    assert all(tag in helped for tag in ("1003", "571", "17", "55", "31", "32", "715", "75", "60", "552", "54", "77"))
