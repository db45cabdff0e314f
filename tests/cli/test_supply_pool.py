# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply pool``: lots weighed and admitted, a pool shown and looked through, a payment day rehearsed."""

import shlex

import pytest

from counterfoil.modules.receivables.calls import RegisterInvoice
from counterfoil.modules.securitisation import calls as c
from counterfoil.modules.traceability import calls as tr
from support.cli_examples import examples
from support.network import copy_network
from support.pooled import (
    BRIDGES,
    INVESTORS_OF,
    LOTS,
    OPENS,
    SPLIT,
    admit,
    bridge,
    open_pool,
    pool_of,
    sell,
    subscribing,
    voucher,
    with_parties,
)
from support.supply_network import make_supply_network, on_network
from support.vouchers import FACE, PLATFORM, WEAK, print_of, promised, set_line, share
from support.vouchers_stage import day_of

BATCH = "traceability/batch/yard/1"


def _bought(stage):
    """A pool that has bought three vouchers of ten thousand yuan each: two of the core enterprise, one of the weak."""
    with_parties(stage)
    day = day_of(stage.time)
    stage.do(set_line(10**12), set_line(10**12, WEAK), signed_by="platform")
    opened = open_pool(cut_off=day, first_payment=day + 100, final=day + 400)
    stage.do(opened, signed_by=OPENS)
    stage.do(bridge(), signed_by=BRIDGES)
    for number, root in enumerate(LOTS):
        voucher(stage, root, WEAK if number == 2 else "core", matures=day + 90)
        sell(stage, f"{root}-0")


def _issued(stage):
    """Its lots are admitted and its notes are out."""
    _bought(stage)
    stage.do(*(admit(f"{root}-0") for root in LOTS), c.ClosePool(pool="P"), signed_by="spv")
    for note, holders in INVESTORS_OF.items():
        for holder in holders:
            stage.do(*subscribing(note, holder, SPLIT[holder]), signed_by=holder)
    stage.do(c.IssueNotes(pool="P"), signed_by="spv")


@pytest.fixture(scope="module")
def bought_template(tmp_path_factory):
    return make_supply_network(tmp_path_factory.mktemp("bought") / "network", _bought)


@pytest.fixture(scope="module")
def issued_template(tmp_path_factory):
    return make_supply_network(tmp_path_factory.mktemp("issued") / "network", _issued)


@pytest.fixture
def network(bought_template, tmp_path):
    return copy_network(bought_template, tmp_path / "network")


@pytest.fixture
def issued(issued_template, tmp_path):
    return copy_network(issued_template, tmp_path / "issued")


@pytest.fixture
def admitting(run, run_json, network):
    """Admits lots to the pool as its manager; gives what was printed, or JSON."""

    def admit_them(*words, code=0, as_json=False, key=("--key", "spv"), pool="P"):
        said = ("supply", "pool", "admit", pool, *words, *key, "--network", network)
        said = (*said, "--no-publish") if key else said
        return run_json(*said, code=code) if as_json else " ".join(run(*said, code=code).output.split())

    return admit_them


def lots_of(network):
    with on_network(network) as stage:
        return pool_of(stage).lots


def test_without_a_key_lots_are_weighed_and_nothing_is_sent(admitting, network):
    """What fits, what the cut-off would look at, whose signature it takes."""
    told = admitting("--all-of", "of-pool", key=())
    assert "P-1-0 core first" in told and "10,000.00" in told
    assert "66.66 % of at most 70.00 %" in told and "100.00 % of at most 100.00 %" in told
    assert "refused as yet" not in told
    assert "1 of the keys spv" in told and "Nothing was sent" in told
    assert lots_of(network) == 0
    told = admitting("P-1-0", key=())
    assert "debtor_share_exceeded" in told and "pool_worth_less" in told


def test_all_of_an_account_are_admitted_and_again_none(admitting, network):
    """Those that fit, in one transaction; run again it finds them in the pool, and does nothing."""
    made = admitting("--all-of", "of-pool", as_json=True)
    assert (made["taken"], made["not_taken"], made["transactions"]) == (3, 0, 1)
    assert [one["lot"] for one in made["lots"]] == ["P-1-0", "P-2-0", "P-3-0"]
    assert made["cut_off"]["refused"] == [] and made["cut_off"]["balance"] == 3 * FACE
    with on_network(network) as stage:
        pool = pool_of(stage)
    weighed = made["cut_off"]
    assert (pool.lots, pool.discounted) == (3, weighed["discounted"])
    assert (pool.largest_debtor, pool.largest_seller) == (weighed["largest_debtor"], weighed["largest_seller"])
    again = admitting("--all-of", "of-pool", as_json=True)
    assert (again["taken"], again["in_it_before"], again["transactions"]) == (0, 3, 0)
    assert "in it before 3" in admitting("--all-of", "of-pool")


def test_every_reason_is_told_of_each_lot(admitting, network):
    """The ledger stops at the first; lots of others' accounts are weighed too."""
    with on_network(network) as stage:
        voucher(stage, "F", matures=day_of(stage.time) + 181)
    told = admitting("F-0", as_json=True, code=1)
    assert [one["outcome"] for one in told["lots"][0]["reasons"]] == [
        "not_in_pools_account",
        "not_sold_truly",
        "tenor_beyond_pool",
    ]
    assert all(one["said"] for one in told["lots"][0]["reasons"])
    assert told["transactions"] == 0
    told = admitting("--all-of", "of-first", code=1)
    assert "F-0 not_in_pools_account" in told and "tenor_beyond_pool" in told
    assert "1 lot is not taken; nothing was sent" in told


def test_what_fits_is_admitted_of_an_account_and_nothing_of_what_is_named(admitting, network):
    """A lot that is due too late is left out of an account and told; named, it stops all."""
    with on_network(network) as stage:
        stage.do(c.Admit(pool="P", owed="receivables/lot/P-1-0"), signed_by="spv")
        voucher(stage, "G", matures=day_of(stage.time) + 181)
        stage.do(bridge(FACE), signed_by=BRIDGES)
        sell(stage, "G-0")
    assert "G-0 tenor_beyond_pool" in admitting("P-2-0", "G-0", code=1)
    assert lots_of(network) == 1
    made = admitting("--all-of", "of-pool", as_json=True)
    assert (made["taken"], made["in_it_before"], made["not_taken"]) == (2, 1, 1)
    assert lots_of(network) == 3


def test_mistakes_are_told(admitting, network):
    """No pool, a lot for a pool; nothing named, or too much; no account; an empty one; another's key."""
    assert "there is no such pool (pools: P)" in admitting("P-1-0", pool="Q", code=2)
    assert "nothing says which lots" in admitting(code=2)
    assert "lots are named, and all of an account" in admitting("P-1-0", "--all-of", "of-pool", code=2)
    assert "there is no account 'x'" in admitting("--all-of", "x", code=2)
    assert "of-fund-a has no lots" in admitting("--all-of", "of-fund-a", code=2)
    assert "no_right_to_money" in admitting("P-1", code=1)
    assert "signatures are missing: spv" in admitting("P-1-0", key=("--key", "first"), code=2)
    assert lots_of(network) == 0
    admitting("--all-of", "of-pool")
    with on_network(network) as stage:
        stage.do(c.ClosePool(pool="P"), signed_by="spv")
    assert "P is lots fixed" in admitting("P-1-0", code=1)
    assert "senior: it is a note, and no pool" in admitting("P-1-0", pool="senior", code=2)


def test_a_pool_is_shown_as_it_stands(run, run_json, issued):
    """Its ranks drawn, what is unpaid, lots by standing, triggers with what is left until they are hit."""
    told = run_json("supply", "pool", "show", "P", "--network", issued)
    assert told["status"] == "notes_issued" and told["unpaid"] == 3 * FACE and not told["payment_day_has_come"]
    assert [(one["note"], one["outstanding"], one["units"], one["accounts"]) for one in told["ranks"]] == [
        ("senior", 2_400_000, 2_400_000, 2),
        ("mezz", 300_000, 300_000, 1),
        ("sub", 200_000, 200_000, 1),
    ]
    assert told["lots"] == {"performing": {"lots": 3, "balance": 3 * FACE, "unpaid": 3 * FACE}}
    default, late = told["triggers"]
    assert (default["part"], default["whole"], default["room"], default["hit"]) == (0, 3 * FACE, 600_000, False)
    assert late["room"] == 900_000
    drawn = " ".join(run("supply", "pool", "show", "P", "--network", issued).output.split())
    assert "senior 3.00 % 24,000.00 24,000.00 0.00 0.00 2 ████████████████████████" in drawn
    assert "cumulative default 0.00 % of at most 20.00 % 6,000.00 more not hit" in drawn
    assert "next payment day" in drawn


def test_a_pool_is_shown_before_it_is_cut_off(run, run_json, network, admitting):
    """It has no standing of ranks, no payment day, no triggers yet; after its cut-off what was subscribed is told."""
    told = run_json("supply", "pool", "show", "P", "--network", network)
    assert (told["status"], told["next_payment_day"], told["triggers"]) == ("pooling", None, [])
    assert "subscribed" in run("supply", "pool", "show", "P", "--network", network).output
    admitting("--all-of", "of-pool")
    with on_network(network) as stage:
        stage.do(c.ClosePool(pool="P"), signed_by="spv")
        stage.do(*subscribing("senior", "fund-a", 1_700_001), signed_by="fund-a")
    ranks = run_json("supply", "pool", "show", "P", "--network", network)["ranks"]
    assert [one["subscribed"] for one in ranks] == [1_700_001, 0, 0]


def test_a_note_is_looked_through_to_what_was_delivered(run, run_json, network, admitting):
    """Note, pool, lots, vouchers, records of invoices, and the batch of events that an invoice names."""
    with on_network(network) as stage:
        stage.do(tr.OpenRepository(repository="yard", keeper="registry", title="Yard"), signed_by="registry")
        stage.do(tr.Anchor(repository="yard", batch=1, events=7, root="d" * 64), signed_by="registry")
        about = {"fingerprint": print_of("D"), "amount": FACE, "buyer": WEAK, "seller": "first"}
        shown = RegisterInvoice(programme=PLATFORM, delivered=(BATCH,), **about)
        stage.do(shown, signed_by="registry")
        promised(stage, "D", issuer=WEAK, invoices=(share("D"),), face=FACE, matures=day_of(stage.time) + 90)
        stage.do(bridge(FACE), signed_by=BRIDGES)
        sell(stage, "D-0")
    admitting("--all-of", "of-pool")
    with on_network(network) as stage:
        stage.do(c.ClosePool(pool="P"), signed_by="spv")
    told = run_json("supply", "pool", "show", "--note", "senior", "--network", network)
    lots = {one["lot"]: one for one in told["behind"]}
    assert told["note"] == "senior" and sorted(lots) == ["D-0", "P-1-0", "P-2-0", "P-3-0"]
    [invoice] = lots["D-0"]["invoices"]
    assert invoice["fingerprint"] == print_of("D") and lots["D-0"]["voucher"] == "D"
    stands = run_json("show", "record", invoice["path"], "--network", network)["value"]
    assert stands["fingerprint"] == print_of("D") and lots["D-0"]["behind"] == [invoice["path"]]
    assert [(one["path"], one["batch"]["events"]) for one in invoice["delivered"]] == [(BATCH, 7)]
    drawn = run("supply", "pool", "show", "--note", "senior", "--network", network).output
    assert f"{BATCH}  7 events, anchored" in drawn and "no record shows its delivery" in drawn
    assert drawn.startswith("senior  rank 1")
    both = run("supply", "pool", "show", "P", "--lots", "--network", network).output
    assert "Ranks" in both and "voucher D" in both


def test_what_is_shown_is_named_rightly(run, network):
    """A pool or a note, one of them; a name that is neither, or the other."""

    def told(*words):
        return " ".join(run("supply", "pool", "show", *words, "--network", network, code=2).output.split())

    assert "nothing is named" in told()
    assert "a pool and a note are named" in told("P", "--note", "senior")
    assert "there is no such pool (pools: P)" in told("Q")
    assert "no pool has such a note" in told("--note", "senior")
    assert "it is a pool, and no note" in told("--note", "P")


def test_a_payment_day_is_rehearsed(run, run_json, issued):
    """All of it goes out by rank, to holders as they are; nothing is done by it."""
    told = run_json("supply", "pool", "rehearse", "P", "--collected", "20000.00", "--network", issued)
    before = run_json("supply", "pool", "show", "P", "--network", issued)
    days = (100 + 0, 101)
    senior = told["ranks"][0]
    assert senior["instrument"] == "senior" and senior["interest"] in [2_400_000 * 3 * one // 36_500 for one in days]
    assert told["to_come"] == 2_000_000 and told["fee"] > 0 and told["status"] == "amortising"
    shares = [one for one in told["holders"] if one["instrument"] == "senior"]
    assert [one["account"] for one in shares] == ["of-fund-a", "of-fund-b"]
    assert sum(one["amount"] for one in shares) == senior["interest"] + senior["principal"]
    paid = told["fee"] + told["interest"] + told["principal"] + told["reserve"] + told["surplus"]
    assert paid == told["collected"]
    assert run_json("supply", "pool", "show", "P", "--network", issued) == before
    drawn = " ".join(run("supply", "pool", "rehearse", "P", "--network", issued).output.split())
    assert "Nothing was done." in drawn and "pool then defaulted" in drawn


def test_what_cannot_be_rehearsed_is_said(run, network, issued):
    """No pool; no notes out; an amount without its decimals; more than there can be."""

    def told(root, *words, code=2):
        return " ".join(run("supply", "pool", "rehearse", *words, "--network", root, code=code).output.split())

    assert "there is no such pool" in told(network, "Q")
    assert "P is pooling" in told(network, "P", code=1)
    assert "'20000' is no amount" in told(issued, "P", "--collected", "20000")
    assert "more than the ledger counts" in told(issued, "P", "--collected", "90071992547409.92")


def test_what_cannot_be_cleaned_up_is_said(run, issued):
    """No account named, or none of that name; no pool; a pool of which no payment day was counted yet."""

    def told(*words, code=2):
        said = ("supply", "pool", "clean-up", *words, "--network", issued)
        return " ".join(run(*said, code=code).output.split())

    assert "--account" in told("P")
    assert "there is no account 'x'" in told("P", "--account", "x")
    assert "there is no such pool" in told("Q", "--account", "of-first")
    signers = [word for name in ("first", "spv", "trustee") for word in ("--key", name)]
    assert "pool_not_so_far" in told("P", "--account", "of-first", *signers, code=1)


def test_the_examples_of_a_clean_up_are_understood(run, issued, tmp_path, monkeypatch):
    """On a pool of which all is left they are refused, and nothing is done; the guide carries one out."""
    issued.rename(tmp_path / "trial")
    monkeypatch.chdir(tmp_path)
    for line in examples(("supply", "pool", "clean-up")):
        assert "price 30,000.00 CNY" in " ".join(run(*shlex.split(line)[1:], code=1).output.split())


@pytest.mark.parametrize("name", ["admit", "show", "rehearse"])
def test_the_examples_run(run, network, issued, tmp_path, monkeypatch, name):
    """As the help shows them, on a pool that takes lots or has its notes out."""
    (network if name == "admit" else issued).rename(tmp_path / "trial")
    monkeypatch.chdir(tmp_path)
    for line in examples(("supply", "pool", name)):
        run(*shlex.split(line)[1:])
