# SPDX-License-Identifier: Apache-2.0
"""``counterfoil supply voucher split`` and ``show``: a lot divided among many, and who has what of a voucher."""

import shlex

import pytest

from counterfoil.modules.holdings import calls as h
from counterfoil.modules.receivables.lot_calls import NamePayee
from counterfoil.modules.receivables.queries import leaves
from counterfoil.node.supply.voucher_tree import voucher_told
from support.cli_examples import examples
from support.network import copy_network
from support.supply_network import make_supply_network, on_network
from support.vouchers import (
    FACE,
    MATURES,
    finance,
    founded,
    offering,
    part,
    print_of,
    promised,
    root_of,
    share,
    split,
    take_back,
)
from support.vouchers_stage import DAY_MS, OnLedger, day_of, until_day

LOTS_HEADER = "account,amount,lot,mandate"


def _promise(stage):
    """Ten thousand yuan for the first supplier, out as one lot, and another voucher that is a draft."""
    founded(stage)
    promised(stage, matures=day_of(stage.time) + 30, invoices=(share("invoice-0"),))


@pytest.fixture(scope="module")
def voucher_template(tmp_path_factory):
    return make_supply_network(tmp_path_factory.mktemp("voucher") / "network", _promise)


@pytest.fixture
def network(voucher_template, tmp_path):
    return copy_network(voucher_template, tmp_path / "network")


@pytest.fixture
def splitting(run, run_json, network):
    """Splits a lot as the first supplier; gives what was printed, or JSON."""

    def split_up(lot, *more, code=0, as_json=False, key=("--key", "first")):
        words = ("supply", "voucher", "split", lot, *more, *key, "--network", network, "--no-publish")
        return run_json(*words, code=code) if as_json else " ".join(run(*words, code=code).output.split())

    return split_up


def lots_out(network):
    with on_network(network) as stage:
        return {one.instrument: (one.value, one.payee.account, one.depth) for one in leaves(stage.state, "R")}


@pytest.fixture
def proposing(run, run_json, network, tmp_path):
    """Proposes a voucher on what a report lists; gives what was printed, or JSON."""

    def propose(names, *more, code=0, key="first", account="of-first"):
        report = tmp_path / "report.csv"
        report.write_text("line,fingerprint\n" + "".join(f"2,{print_of(name)}\n" for name in names))
        (tmp_path / "contract.txt").write_text("Steel, 400 t")
        words = ("supply", "voucher", "propose", "V-1", "--programme", "platform", "--issuer", "core")
        words = (*words, "--account", account, "--matures", "+90d", "--contract", tmp_path / "contract.txt")
        words = (*words, "--invoices", report, "--key", key, "--network", network, "--no-publish", *more)
        return " ".join(run(*words, code=code).output.split())

    return propose


def test_a_voucher_is_proposed_on_registered_invoices(proposing, run, network):
    """It takes what is left of each, in the order of the report, up to its face; the rest is as the programme says."""
    proposing(["invoice-3", "invoice-1"], "--face", "15,000.00", "--min-split", "1.00")
    with on_network(network) as stage:
        terms = root_of(stage, "V-1").terms
        assert root_of(stage, "V-1").accepted_by == ("first",)
    assert [(one.fingerprint, one.amount) for one in terms.invoices] == [
        (print_of("invoice-3"), 1_000_000),
        (print_of("invoice-1"), 500_000),
    ]
    shown = run("supply", "voucher", "show", "V-1", "--network", network).output
    assert "draft" in shown and print_of("invoice-3") in shown
    assert (terms.face, terms.max_depth, terms.min_split) == (1_500_000, 6, 100)


def test_what_cannot_be_proposed_is_said(proposing, run, network, tmp_path):
    """Invoices that are not there or promised already, too many, too little left; no report; no account."""
    told = proposing(["invoice-0", "unknown", "invoice-1"], code=2)
    assert "2 mistakes" in told and "no invoice has this fingerprint" in told
    assert "all of it is promised or reserved" in told
    assert "the invoices have not so much left" in proposing(["invoice-1"], "--face", "10000.01", code=2)
    told = proposing([f"invoice-{n}" for n in range(1, 18)], code=2)
    assert "17 invoices" in told and "at most 16 in one voucher, the first of which come to --face 160,000.00" in told
    assert "'1,00.00' is no amount" in proposing(["invoice-1"], "--face", "1,00.00", code=2)
    with on_network(network) as stage:
        stage.do(take_back("invoice-2"), signed_by="registry")
    assert "its registry withdrew it" in proposing(["invoice-2"], code=2)
    assert "'7' is no amount" in proposing(["invoice-1"], "--face", "7", code=2)
    assert "there is no account 'x'" in proposing(["invoice-1"], code=2, account="x")
    assert "there is no invoice in it" in proposing([], code=2)
    assert "is no time" in proposing(["invoice-1"], "--matures", "soon", code=2)
    assert "tenor_too_long" in proposing(["invoice-1"], "--matures", "+400d", code=1)
    assert "signatures are missing: first" in proposing(["invoice-1"], code=2, key="second")
    (tmp_path / "other.csv").write_text("line,print\n")
    assert "no column 'fingerprint'" in proposing(["invoice-1"], "--invoices", tmp_path / "other.csv", code=2)


def test_a_lot_is_split_and_the_rest_stays(splitting, network):
    """Each account has its part, under a name of its own; all of it adds up."""
    told = splitting("R-0", "--part", "of-third=4,000.00", "--part", "of-fourth=0.01")
    assert "R-0-rest stays in of-first 5,999.99" in told
    assert lots_out(network) == {
        "R-0-1": (400_000, "of-third", 1),
        "R-0-2": (1, "of-fourth", 1),
        "R-0-rest": (599_999, "of-first", 0),
    }
    whole = splitting("R-0-rest", "--part", "of-third=5999.99", as_json=True)
    assert [one["lot"] for one in whole["parts"]] == ["R-0-rest-1"]
    assert lots_out(network)["R-0-rest-1"] == (599_999, "of-third", 1)


def test_a_dry_run_splits_nothing(splitting, network):
    """It says what would become of the lot, and whose signature lacks."""
    told = splitting("R-0", "--part", "of-third=4000.00", "--dry-run", key=(), code=1)
    assert "R-0-1 of-third 4,000.00" in told and "1 of the keys first, first-2" in told
    assert list(lots_out(network)) == ["R-0"]


def test_hundreds_are_several_calls_of_one_transaction(splitting, network, tmp_path):
    """A thousand from a file, in one transaction, with what stays; a thousand and one are told to be too many."""
    rows = [f"of-third,{number}.00" for number in [*range(1, 8)] * 142]
    file = tmp_path / "parts.csv"
    file.write_text("\n".join(["account,amount", *rows]) + "\n")
    made = splitting("R-0", "--parts", file, as_json=True)
    assert len(made["transactions"]) == 1 and len(made["parts"]) == 995
    out = lots_out(network)
    assert len(out) == 995 and sum(value for value, _, _ in out.values()) == FACE
    assert out["R-0-rest"][:2] == (FACE - 142 * 2_800, "of-first")
    file.write_text("\n".join(["account,amount", *(["of-third,0.01"] * 1_001)]) + "\n")
    assert "1,001 parts" in splitting("R-0-rest", "--parts", file, code=2)


def test_parts_go_where_they_are_taken(splitting, network):
    """An account that does not take from anybody takes under a mandate, which is found, or is told to need one."""
    told = splitting("R-0", "--part", "of-second=1.00", code=2)
    assert "of-second takes nothing that its holder did not agree to" in told and "grant-mandate" in told
    with on_network(network) as stage:
        agreed = h.GrantMandate(mandate="lots", account="of-second", executor="receivables/lot", takes=True)
        stage.do(agreed, signed_by="second")
    made = splitting("R-0", "--part", "of-second=1.00", "--part", "of-first=2.00", as_json=True)
    assert [one["mandate"] for one in made["parts"]] == ["lots", None, None]
    assert lots_out(network)["R-0-2"] == (200, "of-first", 0)


def test_all_that_is_wrong_with_a_file_is_told(splitting, network, tmp_path):
    """Each with its line, and nothing is done."""
    file = tmp_path / "parts.csv"
    rows = ["of-third,4000,,", "of-nobody,1.00,,", "of-third,1.0,,", "of-third,0.00,,", "of-third,x,,", "of-third"]
    rows += ["of-third,1.00,a b,", "of-third,1.00,R-0,", "of-fourth,10001.00,,", "of-third,-1.00,,", "of-third,１.00,,"]
    file.write_text("\n".join([LOTS_HEADER, *rows]) + "\n")
    told = splitting("R-0", "--parts", file, code=2)
    for line, expected in {
        2: "'4000' is no amount (such as 400000.00, in CNY)",
        3: "there is no account 'of-nobody'",
        4: "'1.0' is no amount",
        5: "nothing is no amount",
        6: "'x' is no amount",
        7: "1 fields; the others have 4",
        10: "the whole lot is 10,000.00 CNY",
        11: "'-1.00' is no amount",
        12: "'１.00' is no amount",
    }.items():
        assert f"line {line}: {expected}" in told, (line, told)
    file.write_text("\n".join([LOTS_HEADER, *rows[6:8]]) + "\n")
    told = splitting("R-0", "--parts", file, code=2)
    assert "a b: a lot's name has" in told and "R-0: there is a lot of this name" in told
    file.write_text("account,sum\nof-third,1.00\n")
    assert "no column 'amount'" in splitting("R-0", "--parts", file, code=2)
    file.write_text("account,amount\n")
    assert "0 parts" in splitting("R-0", "--parts", file, code=2)
    assert list(lots_out(network)) == ["R-0"]


def test_what_cannot_be_split_is_said(splitting, network):
    """No lot; a voucher; more than the lot; nothing said; and what the ledger refuses, with exit code 1."""
    assert "there is no such lot" in splitting("R-9", "--part", "of-third=1.00", code=2)
    assert "it is a voucher, and no lot (its lots: R-0)" in splitting("R", "--part", "of-third=1.00", code=2)
    more = splitting("R-0", "--part", "of-third=6000.00", "--part", "of-fourth=6000.00", code=2)
    assert "the parts come to 12,000.00 CNY, and the lot to 10,000.00 CNY" in more
    assert "nothing says into what" in splitting("R-0", code=2)
    assert "is no account and amount" in splitting("R-0", "--part", "of-third", code=2)
    assert "back_to_issuer" in splitting("R-0", "--part", "of-core=1.00", code=1)
    assert "signatures are missing: first" in splitting("R-0", "--part", "of-third=1.00", code=2, key=())
    splitting("R-0", "--part", "of-third=1.00")
    assert "R-0: it is spent" in splitting("R-0", "--part", "of-third=1.00", code=2)


def test_titles_read_in_the_order_in_which_they_came(run_json, network):
    """Within one block too: a lot is split, and its part at once, so no part stands before what it was split from."""
    with on_network(network) as stage:
        once = (split("R-0", part("B", FACE)), split("B", part("A", 400_000), part("C", 600_000)))
        stage.do(*once, signed_by="first")
    titles = run_json("supply", "voucher", "show", "A", "--network", network)["titles"]
    assert [(one["instrument"], one["account"]) for one in titles] == [
        ("R-0", "of-first"),
        ("R-0", None),
        ("B", "of-first"),
        ("B", None),
        ("A", "of-first"),
    ]
    assert len({one["height"] for one in titles[1:]}) == 1
    assert [one["position"] for one in titles[1:]] == sorted({one["position"] for one in titles[1:]})


def test_who_has_what_is_drawn_as_a_tree(run, run_json, network):
    """Root, lots, holders, offers and claims; and of a lot the way to it and in whose hands it was."""
    with on_network(network) as stage:
        stage.do(split("R-0", part("A", 600_000, "third"), part("B", 400_000)), signed_by="first")
        stage.do(split("A", part("A-1", 100_000, "fourth"), part("A-2", 500_000)), signed_by="third")
        stage.do(NamePayee(lot="A-1"), signed_by="fourth")
        stage.do(*offering(stage, "A-1", "bank", "of-fourth", financing=finance()), signed_by="fourth")
    told = run_json("supply", "voucher", "show", "R", "--network", network)
    assert (told["status"], told["owed"], told["live"]) == ("circulating", FACE, FACE)
    lots = {one["lot"]: one for one in told["lots"]}
    assert list(lots) == ["R-0", "A", "A-1", "A-2", "B"]
    assert [(one["parent"], one["holder"], one["depth"], one["owed"]) for one in lots.values()] == [
        (None, None, 0, 0),
        ("R-0", None, 1, 0),
        ("A", "fourth", 2, 100_000),
        ("A", "third", 1, 500_000),
        ("R-0", "first", 0, 400_000),
    ]
    assert lots["A-1"]["offer"]["to"] == "of-bank" and lots["A-1"]["bound"] == ["held"]
    assert told["invoices"][0]["taken"] == FACE
    drawn = run("supply", "voucher", "show", "R", "--network", network).output
    assert "└── " in drawn and "A-1  1,000.00 CNY  fourth (of-fourth)  on offer  tier 2  offered to of-bank" in drawn
    assert "first (of-first)  held  tier 0  not agreed to be paid" not in drawn
    one = run("supply", "voucher", "show", "A-2", "--network", network).output
    assert "A-2" in one and "A-1" not in one and "and 1 beside it" in one
    titles = run_json("supply", "voucher", "show", "A-2", "--network", network)["titles"]
    assert [(step["instrument"], step["account"]) for step in titles] == [
        ("R-0", "of-first"),
        ("R-0", None),
        ("A", "of-third"),
        ("A", None),
        ("A-2", "of-third"),
    ]


def test_many_lots_are_cut_short_for_people(run, run_json, network, splitting, tmp_path):
    """JSON has all of them."""
    (tmp_path / "parts.csv").write_text("account,amount\n" + "of-third,1.00\n" * 60)
    splitting("R-0", "--parts", tmp_path / "parts.csv")
    assert "and 21 more; --json has all" in run("supply", "voucher", "show", "R", "--network", network).output
    assert len(run_json("supply", "voucher", "show", "R", "--network", network)["lots"]) == 62


def test_rests_of_rests_are_cut_short_too(run, run_json, network):
    """However often what stays is split: there is no bound on that, as there is on tiers."""
    with on_network(network) as stage:
        lot, left = "R-0", FACE
        for number in range(60):
            stage.do(split(lot, part(f"p-{number}", 1, "third"), part(f"r-{number}", left - 1)), signed_by="first")
            lot, left = f"r-{number}", left - 1
    assert "and 2 more; --json has all" in run("supply", "voucher", "show", "R", "--network", network).output
    assert "r-59" in run("supply", "voucher", "show", "r-58", "--network", network).output
    assert len(run_json("supply", "voucher", "show", "r-59", "--network", network)["titles"]) == 121


def test_what_is_neither_is_said(run, network, tmp_path):
    """A name that nobody gave; a folder without a network."""
    assert "neither a voucher nor a lot" in run("supply", "voucher", "show", "X", "--network", network, code=2).output
    assert run("supply", "voucher", "show", "R", "--network", tmp_path / "none", code=2).output.startswith("error: ")


@pytest.mark.parametrize("name", ["propose", "split", "show"])
def test_the_examples_run(run, network, tmp_path, monkeypatch, name):
    """As the help shows them, where their files are."""
    network.rename(tmp_path / "trial")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parts.csv").write_text("account,amount\nof-third,1.00\n")
    (tmp_path / "report.csv").write_text(f"line,fingerprint\n2,{print_of('invoice-1')}\n")
    (tmp_path / "contract.txt").write_text("Steel, 400 t")
    for line in reversed(examples(("supply", "voucher", name))):
        run(*shlex.split(line)[1:])


def test_what_is_late_bears_its_penalty():
    """Half a thousandth of what is unpaid for each day, as it is when the lot is paid; paid in part, on the rest."""
    stage = founded(OnLedger())
    promised(stage)
    stage.do(split("R-0", part("A", 600_000, "third"), part("B", 400_000)), signed_by="first")
    until_day(stage, MATURES)
    assert voucher_told(stage.state, root_of(stage), stage.time).stands == "due"
    stage.wait(2 * DAY_MS)
    told = voucher_told(stage.state, root_of(stage), stage.time)
    assert told.stands == "late"
    assert [(one.lot.instrument, one.owed, one.penalty) for one in told.lots if one.owed] == [
        ("A", 600_600, 600),
        ("B", 400_400, 400),
    ]
