# SPDX-License-Identifier: Apache-2.0
"""A product file used again: rules change from a time on, what is lost is said, and every key is documented."""

import shlex

import pytest

from counterfoil.modules.futures.ending_rules import EndingMode, FinalMethod
from counterfoil.modules.futures.option_terms import ExerciseStyle, OptionRight
from counterfoil.modules.futures.records import PRODUCTS, HedgeFlag
from counterfoil.modules.futures.trade_policy import ClosingOrder, SettlementMethod
from counterfoil.node.futures.product_file import EXAMPLE, IN_GOODS, LIMITED, read_product
from counterfoil.node.futures.product_keys import KEYS, LISTS
from counterfoil.primitives.errors import InputError
from support.cli_examples import examples
from support.futures_network import open_futures
from support.network import CHAIN, copy_network, open_network

SIGN = ("--key", "ccp", "--key", "venue")
BETWEEN = '[product.rules.bilateral]\nblock_band = "2%"\n'
STEPS = '[product.rules.widening]\nsteps = [{limit = "3%", margin = "2%"}]\n'
OPTIONAL = """
[product.rules.widening.reduction]
days = 3
loss = "6%"
tiers = ["6%"]

[product.rules.option]
style = "american"

[[option]]
contract = "x"

"""
RICH = EXAMPLE.replace(
    'sessions = ["09:30-11:30", "13:00-15:00"]', 'sessions = ["21:00-02:30", "09:30-11:30", "13:00-15:00"]'
).replace("[product.rules.fees]", LIMITED + "[product.rules.fees]")


@pytest.fixture(scope="module")
def template(trading_template, tmp_path_factory):
    return open_futures(copy_network(trading_template, tmp_path_factory.mktemp("products") / "network"))


@pytest.fixture
def futures(template, tmp_path):
    return copy_network(template, tmp_path / "futures")


def rules_of(network):
    with open_network(network) as opened:
        return opened.chain(CHAIN).ledger.view.read(PRODUCTS, "IF").rules


def test_a_margin_is_moved_by_the_product_file_and_nothing_else(futures, tmp_path, run, run_json):
    """ "To move a margin I must retype all": the file is used again, and what changes is shown, before and after."""
    file = tmp_path / "if.toml"
    file.write_text(EXAMPLE.replace('long_margin = "12%"', 'long_margin = "13%"'))
    given = ("clearing", "product", file, "--since", "+1d", "--network", futures)
    [told] = run_json(*given, *SIGN, "--dry-run")["transactions"]
    [change] = told["policy_changes"]
    assert [(one["name"], one["before"], one["after"], one["gone"]) for one in change["rules"]] == [
        ("margin of long positions", "12.0000 %", "13.0000 %", False)
    ]
    shown = run(*given, *SIGN, "--dry-run").stdout
    assert "12.0000 %" in shown and "13.0000 %" in shown and "margin of short" not in shown
    done = run_json(*given, "--key", "ccp")
    assert (done["transactions"][0]["status"], len(done["policy_changes"])) == ("committed", 1)
    before, after = rules_of(futures)
    assert (before.long_ppm, after.long_ppm) == (120_000, 130_000)
    assert (after.fees, after.ending, after.position_limit) == (before.fees, before.ending, before.position_limit)


def test_the_first_day_of_new_rules_is_told(futures, tmp_path, run):
    """A day keeps the rules with which its date began: who changes them on an open day reads when they hold."""
    file = tmp_path / "if.toml"
    file.write_text(EXAMPLE.replace('long_margin = "12%"', 'long_margin = "13%"'))
    given = ("clearing", "product", file, "--key", "ccp", "--dry-run", "--network", futures)
    for since, first in (("2021-03-05T20:00+08:00", "2021-03-08"), ("2021-03-08T00:00+08:00", "2021-03-08")):
        told = " ".join(run(*given, "--since", since, code=None).output.split())
        assert f"These rules hold from the trading day {first} on" in told


def test_nothing_changes_is_said(futures, tmp_path, run, run_json):
    """The file as it was is no product_exists, and orders nothing."""
    file = tmp_path / "if.toml"
    file.write_text(EXAMPLE)
    given = ("clearing", "product", file, *SIGN, "--network", futures)
    assert "Nothing changes" in run(*given).output
    assert run_json(*given) == {"ordered": False, "transactions": [], "policy_changes": []}
    assert len(rules_of(futures)) == 1


def test_a_new_month_is_listed_by_the_file_that_grows(futures, tmp_path, run_json):
    """Contracts that are there stay, the new one comes; one that is another than it was is named."""
    month = EXAMPLE.partition("[[contract]]")[2].replace("IF2101", "IF2102").replace("2021-01-15", "2021-02-19")
    file = tmp_path / "if.toml"
    file.write_text(f"{EXAMPLE}\n[[contract]]{month}")
    told = run_json("clearing", "product", file, "--key", "venue", "--dry-run", "--network", futures)
    assert [one["type"] for one in told["transactions"][0]["would_happen"]] == ["futures.contract_listed"]


def test_a_dry_run_promises_no_more_contracts_than_can_be_listed_at_once(futures, tmp_path, run):
    """It said that 1,200 would be committed, and ordering them that a transaction has 1,000."""
    days = "first = 2021-01-04\nlast = 2021-01-15\nlisting_price = 5216.2\n"
    many = "".join(f'[[contract]]\ncontract = "C{number}"\n{days}' for number in range(1_200))
    file = tmp_path / "if.toml"
    file.write_text(EXAMPLE + many)
    for more in (("--dry-run",), ("--no-publish",)):
        told = run("clearing", "product", file, *SIGN, *more, "--network", futures, code=2).output
        assert "1200 calls (a transaction has 1 to 1000: in parts)" in " ".join(told.split())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('house = "CC"', 'house = "CD"'), "product, house: is CD, and IF has CC for ever"),
        (('venue = "venue"', 'venue = "ccp"'), "product, venue: is ccp"),
        (('"CSI 300 index"', '"CSI 500 index"'), "product, title: is CSI 500 index"),
        (("multiplier = 300 ", "multiplier = 200 "), "product, multiplier: is 200, and IF has 300 for ever"),
        (("tick = 0.2", "tick = 0.02"), "product, tick: is of 2 decimals, and IF has 1 for ever"),
        (("last = 2021-01-15", "last = 2021-01-18"), "IF2101: is listed already, of IF from 2021-01-04 to 2021-01-15"),
        (("5216.2", "5261.2"), "is listed already, of IF from 2021-01-04 to 2021-01-15 at 5216.2"),
    ],
)
def test_what_is_fixed_for_ever_is_named(futures, tmp_path, run, change, told):
    """House, venue, title, decimals, multiplier, and a contract's days, and its listing price while it stands."""
    file = tmp_path / "if.toml"
    file.write_text(EXAMPLE.replace(*change))
    assert told in run("clearing", "product", file, "--dry-run", "--network", futures, code=2).output


def test_a_coarser_tick_keeps_the_decimals(futures, tmp_path, run_json):
    """Of 0.2 it becomes 1: prices have the decimals that they had."""
    file = tmp_path / "if.toml"
    file.write_text(EXAMPLE.replace("tick = 0.2", "tick = 1").replace("5216.2", "5216"))
    told = run_json("clearing", "product", file, *SIGN, "--dry-run", "--network", futures)
    [rule] = told["transactions"][0]["policy_changes"][0]["rules"]
    assert (rule["at"], rule["before"], rule["after"]) == ("tick", "2", "10")


def test_a_time_is_for_a_product_that_is_there(futures, tmp_path, run):
    """Of a new one the rules hold from its beginning."""
    file = tmp_path / "ih.toml"
    file.write_text(EXAMPLE.replace('"IF"', '"IH"').replace("IF2101", "IH2101"))
    told = run("clearing", "product", file, "--since", "+1d", "--dry-run", "--network", futures, code=2)
    assert "--since: there is no product IH yet" in told.output


def test_set_rules_loses_no_rule_unsaid(futures, tmp_path, run, run_json):
    """Fees, ending, position limit, openings, thresholds, night session "were lost without a word"."""
    file = tmp_path / "if.toml"
    file.write_text(RICH)
    run("clearing", "product", file, *SIGN, "--network", futures)
    typed = "tick=2,limit_ppm=10%,long_ppm=10%,short_ppm=12%"
    given = ("futures", "set-rules", "--product", "IF", "--rules", typed, "--key", "ccp", "--network", futures)
    [told] = run_json(*given, "--dry-run")["transactions"]
    gone = {one["at"].partition(".")[0].partition("[")[0] for one in told["policy_changes"][0]["rules"] if one["gone"]}
    assert gone >= {"fees", "ending", "position_limit", "openings", "reported_from", "member_limit", "sessions"}
    for more in (("--dry-run",), ()):
        done = run(*given, *more)
        assert "warning: futures/product/IF has from" in done.stderr and "without" in done.stderr
        assert "position limit (1,200)" in done.stderr or "(1200)" in done.stderr
        assert "12.0000 %" in done.stdout and "10.0000 %" in done.stdout
    standing = run_json("show", "record", "futures/product/IF", "--network", futures)["standing"]
    assert list(standing.values()).count("in force 生效中") == 1


def test_what_was_to_come_and_does_not_is_said(futures, tmp_path, run):
    """Rules from tomorrow on take the place of those of next week."""
    file = tmp_path / "if.toml"
    for since, margin in (("+7d", "13%"), ("+1d", "14%")):
        file.write_text(EXAMPLE.replace('long_margin = "12%"', f'long_margin = "{margin}"'))
        said = run("clearing", "product", file, "--since", since, "--key", "ccp", "--network", futures).stderr
        assert ("in the place of what was to come at" in said) is (since == "+1d")


def test_words_and_nothings_of_a_product_file(futures, tmp_path, run):
    """'physical' is answered with the values, 0 is free, and an ending in goods says what to write."""
    file = tmp_path / "p.toml"
    file.write_text(EXAMPLE.replace('"0.023%"', "0"))
    assert read_product(file)[0].rules.fees.closing_today.per_lot == 0
    goods = EXAMPLE.partition("[product.rules.ending]")[0] + IN_GOODS
    schedule = "schedule = {offers = 1, matching = 2, payment = 3}\n"
    for text, told in (
        (EXAMPLE.replace('"in_cash"', '"physical"'), ("ending.mode", "one of in_cash, in_goods")),
        (EXAMPLE.replace('"index_mean"', '"mean"'), ("index_mean, whole_day_mean, last_settlement",)),
        (EXAMPLE.replace('"oldest_first"', '"fifo"'), ("closing", "stated, oldest_first, today_first")),
        (EXAMPLE.replace('"last_hour"', '"vwap"'), ("method", "last_hour, whole_day")),
        (EXAMPLE.replace("[product.rules]", '[product.rules]\ncounted = ["all"]', 1), ("hedge, market_maker",)),
        (goods.replace(schedule, ""), ("ending, schedule: is missing", schedule.strip())),
        (EXAMPLE.replace('"in_cash"', f'"in_cash"\n{schedule}'), ("schedule: stands here", "nothing is delivered")),
    ):
        file.write_text(text)
        said = run("clearing", "product", file, "--dry-run", "--network", futures, code=2).output
        assert all(one in said for one in told), said


WHOLE = EXAMPLE.replace("[product.rules.fees]", f"{LIMITED}\n{STEPS}\n{BETWEEN}\n{OPTIONAL}[product.rules.fees]")


@pytest.mark.parametrize("table", KEYS)
def test_every_key_is_documented(tmp_path, table):
    """The reference lists of each table just the keys that are read: a key that is none is answered with them."""
    file, head = tmp_path / "p.toml", f"[[{table}]]" if table in LISTS else f"[{table}]"
    file.write_text(WHOLE.replace(head, f"{head}\nnonsense = 1", 1))
    with pytest.raises(InputError) as found:
        read_product(file)
    assert "nonsense: is not known" in f"{found.value.where}: {found.value.problem}"
    inner = {name.rpartition(".")[2] for name in KEYS if name.rpartition(".")[0] == table}
    assert {one.name for one in KEYS[table]} | inner == set(found.value.remedy.removeprefix("keys: ").split(", "))


def test_help_names_every_word(run):
    """The values of mode, final, closing and method "stand nowhere in --help"."""
    told = run("clearing", "product", "--help", env={"COLUMNS": "100"}).output
    kinds = (EndingMode, FinalMethod, ClosingOrder, SettlementMethod, HedgeFlag, ExerciseStyle, OptionRight)
    assert all(one.value in told for kind in kinds for one in kind)
    assert all(key.name in told for keys in KEYS.values() for key in keys)


def test_every_example_of_the_product_file_runs(futures, tmp_path, monkeypatch, run):
    """Defined, and rehearsed anew."""
    futures.rename(tmp_path / "trial")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "product.toml").write_text(EXAMPLE.replace('"12%"', '"14%"'))
    for line in reversed(examples(("clearing", "product"))):
        run(*shlex.split(line)[1:])
