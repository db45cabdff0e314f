# SPDX-License-Identifier: Apache-2.0
"""Large positions from the command line: noted with the day's settlement, reported sealed, opened by the house."""

import pytest

from counterfoil.modules.futures.positions import Direction
from counterfoil.node.futures.product_file import EXAMPLE
from counterfoil.node.futures.report_file import EXAMPLE as REPORT
from counterfoil.node.futures.report_file import Head, Plain, read_report
from counterfoil.primitives.errors import InputError
from support.futures_network import DAY, open_futures
from support.network import copy_network

HEADER = "TradeID,InstrumentID,Direction,OffsetFlag,HedgeFlag,Price,Volume,TradingDay,TradeTime,ClientID"
TRADES = [
    "1,IF-W,0,0,1,5216.2,3,20210104,09:30:00,m-alice",
    "1,IF-W,1,0,1,5216.2,3,20210104,09:30:00,m-bob",
]
RULES = "reported_from = 3\nreports_stop = true\n"
WATCHED = EXAMPLE.replace('"IF"', '"if_w"').replace("IF2101", "IF-W")


@pytest.fixture
def network(trading_template, tmp_path, run):
    """A day on which Alice and Bob came to three lots each, which is a large position."""
    made = open_futures(copy_network(trading_template, tmp_path / "network"))
    (made / "watched.toml").write_text(WATCHED.replace("[product.rules.fees]", f"{RULES}\n[product.rules.fees]"))
    (made / "trades.csv").write_text("\n".join([HEADER, *TRADES]) + "\n")
    (made / "report.toml").write_text(REPORT)
    quiet = ("--no-publish", "--network", made)
    run("clearing", "product", made / "watched.toml", "--key", "ccp", "--key", "venue", *quiet)
    run("clearing", "trades", "import", made / "trades.csv", "--key", "venue", *quiet)
    priced = ("--contract", "IF-W", "--price", 52_162, "--reason", "as before")
    run("futures", "fix-settlement", *priced, "--key", "ccp", *quiet)
    return made


def test_a_large_position_is_noted_reported_and_opened(network, run, run_json):
    """With the day's settlement; what came too late is late, and who was noted to owe one opens nothing meanwhile."""
    quiet = ("--no-publish", "--network", network)
    done = run_json("clearing", "settle-day", "CC", "--key", "bob", *quiet)
    assert (done["futures.note_position"], done["closed"]) == (2, True)
    owed = run_json("clearing", "report", "show", "CC", "--network", network)["large_positions"]
    assert [(one["name"], one["side"], one["lots"], one["status"], one["overdue"]) for one in owed] == [
        ("alice", "bought", 3, "awaited", True),
        ("bob", "sold", 3, "awaited", True),
    ]
    assert owed[0]["due"] == "2021-01-05T15:00:00+08:00"  # by the house's clock
    waits = run_json("due", "futures", "--network", network)["outstanding"]
    assert [(one["party"], one["what"], one["of"], one["told"], one["until"]) for one in waits] == [
        ("alice", "overdue report", "IF-W", "bought, 3 lots", owed[0]["due"]),
        ("bob", "overdue report", "IF-W", "sold, 3 lots", owed[0]["due"]),
    ]
    of = ("--contract", "IF-W")
    told = ("--holder", "bob", "--direction", "sold", "--reason", "none")
    run("futures", "note-missing", *of, *told, "--key", "ccp", *quiet)
    run("futures", "open-day", "--house", "CC", "--day", DAY + 1, "--key", "ccp", *quiet)
    (network / "trades.csv").write_text("\n".join([HEADER, *(one.replace("20210104", "20210105") for one in TRADES)]))
    given = ("clearing", "trades", "import", network / "trades.csv", "--key", "venue", *quiet)
    assert "report_missing_first" in run(*given, code=1).output
    sent = ("clearing", "report", "send", network / "report.toml", *of, "--account", "m-bob", "--side", "short")
    assert "position_reported" in run(*sent, "--dry-run", "--network", network, code=1).output
    run(*sent, "--key", "bob", "--key", "alpha", *quiet)
    run(*given)
    opened = ("clearing", "report", "open", "IF-W", "--client", "bob", "--side", "short", "--network", network)
    [found] = run_json(*opened, "--key", "ccp")["reports"]
    assert (found["problem"], found["late"]) == ("", True)
    assert found["purpose"] == "hedging of 5,000 tonnes of copper to be smelted until June"
    assert found["time"].endswith("+08:00")
    for also in (("--holder", "bob", "--direction", "sold"), ("--account", "m-bob", "--side", "short")):
        same = ("clearing", "report", "open", "IF-W", *also, "--network", network, "--key", "ccp")
        assert run_json(*same)["reports"] == [found]
    assert "credit line" in run(*opened, "--key", "ccp").output
    assert "is sealed to" in run(*opened, "--key", "bob", code=2).output
    nothing = ("clearing", "report", "open", "IF-W", "--client", "alice", "--side", "long", "--network", network)
    assert "nothing was reported" in run(*nothing, "--key", "ccp").output
    assert "reported" in run("clearing", "report", "show", "CC", "--network", network).output
    of_alice = ("clearing", "report", "send", network / "report.toml", *of, "--side", "long", "--client", "alice")
    run(*of_alice, "--key", "alice", "--key", "alpha", *quiet)
    nobody = run(*of_alice[:-1], "carol", "--dry-run", "--network", network, code=2).output
    assert "carol has 0 margin accounts at CC" in nobody
    assert "is no side" in run(*sent[:-1], "up", "--dry-run", "--network", network, code=2).output


def test_a_report_names_what_is_missing(tmp_path):
    """Funds and where they come from, positions, purpose and intentions are texts; others may come beside them."""
    file = tmp_path / "report.toml"
    file.write_text(REPORT + 'grades = "A"\n')
    wanted = ["controller", "funds", "grades", "intentions", "positions", "purpose", "sources"]
    assert sorted(read_report(file)) == wanted
    for text, told in (
        (REPORT.replace("funds", "fund"), "funds"),
        (REPORT.replace("sources", "source"), "sources"),
        (REPORT.replace("positions", "position"), "positions"),
        (REPORT + "years = 3\n", "years"),
        ("=", "not TOML"),
    ):
        file.write_text(text)
        with pytest.raises(InputError) as found:
            read_report(file)
        assert told in str(found.value)


def test_the_root_of_a_report_is_of_all_its_parts():
    """One part otherwise, or another seed, is another root: nobody guesses a part from it."""
    head = Head("IF-W", "bob", "CC", Direction.sold)
    parts = {"funds": "own", "purpose": "hedging", "intentions": "to close"}
    one = Plain(head, parts, "ab" * 32).root
    assert one == Plain(head, dict(reversed(parts.items())), "ab" * 32).root
    others = (Plain(head, parts | {"funds": "lent"}, "ab" * 32), Plain(head, parts, "cd" * 32))
    assert one not in {other.root for other in others}


def test_of_whoever_is_no_person_it_is_reported_who_controls_it(network, run):
    """Bob is an organisation: without that part nothing is sent."""
    quiet = ("--no-publish", "--network", network)
    run("clearing", "settle-day", "CC", "--key", "bob", *quiet)
    (network / "report.toml").write_text("".join(one for one in REPORT.splitlines(True) if "controller" not in one))
    sent = ("clearing", "report", "send", network / "report.toml", "--contract", "IF-W", "--side", "short")
    told = run(*sent, "--account", "m-bob", "--key", "bob", "--key", "alpha", *quiet, code=2).output
    assert "controller" in told


MEMBERS = "[product.rules.member_reported]\nlots = 3\n"


def test_a_members_own_position_is_noted_reported_and_opened(trading_template, tmp_path, run, run_json):
    """What Alice and Bob have through alpha; one or the other is named, and not both."""
    made = open_futures(copy_network(trading_template, tmp_path / "network"))
    (made / "weighed.toml").write_text(WATCHED.replace("[product.rules.fees]", f"{MEMBERS}\n[product.rules.fees]"))
    (made / "trades.csv").write_text("\n".join([HEADER, *TRADES]) + "\n")
    (made / "report.toml").write_text(REPORT)
    quiet = ("--no-publish", "--network", made)
    run("clearing", "product", made / "weighed.toml", "--key", "ccp", "--key", "venue", *quiet)
    run("clearing", "trades", "import", made / "trades.csv", "--key", "venue", *quiet)
    priced = ("--contract", "IF-W", "--price", 52_162, "--reason", "as before")
    run("futures", "fix-settlement", *priced, "--key", "ccp", *quiet)
    run("clearing", "settle-day", "CC", "--key", "bob", *quiet)
    owed = run_json("clearing", "report", "show", "CC", "--network", made)["large_positions"]
    assert [(one["of"], one["name"], one["side"], one["lots"]) for one in owed] == [
        ("member", "alpha", "bought", 3),
        ("member", "alpha", "sold", 3),
    ]
    [row] = [
        one
        for one in run_json("clearing", "together", "IF-W", "--member", "alpha", "--network", made)["held"]
        if one["side"] == "long"
    ]
    assert (row["reported_from"], row["large"]) == (3, True)
    sent = ("clearing", "report", "send", made / "report.toml", "--contract", "IF-W", "--side", "long")
    assert "give one of them" in run(*sent, "--key", "alpha", *quiet, code=2).output
    both = ("--member", "alpha", "--account", "m-alice")
    assert "give one of them" in run(*sent, *both, "--key", "alpha", *quiet, code=2).output
    run(*sent, "--member", "alpha", "--key", "alpha", *quiet)
    opened = ("clearing", "report", "open", "IF-W", "--member", "alpha", "--side", "long", "--network", made)
    [found] = run_json(*opened, "--key", "ccp")["reports"]
    assert (found["problem"], found["sources"].startswith("own capital")) == ("", True)
