# SPDX-License-Identifier: Apache-2.0
"""``counterfoil bank``: the bridge on the command line, over a simulated bank; killed, it doubles and loses nothing."""

import json
import shutil
import stat
import subprocess
import sys

import pytest

from counterfoil.demo.simulated_bank import Faults, SimulatedBank, SimulatedTerms
from counterfoil.modules.cash.calls import Back
from counterfoil.modules.holdings.calls import Transfer
from support import bank_victim
from support.bank_world import (
    EXCHANGE,
    INTO_LIN,
    INTO_NONE,
    INTO_SHOP,
    LIMIT,
    LIN,
    OF_LIN,
    OF_SHOP,
    OWN,
    RESERVE,
    SHOP,
    VAULT,
    WATCHED,
    YUAN,
    make_bank_network,
    pay_back,
    units,
)
from support.network import CHAIN, copy_network, open_network
from support.network import run as submit_calls

PLAN = {
    "instrument": YUAN,
    "currency": "CNY",
    "vault": VAULT,
    "backing_account": RESERVE,
    "bank_account": OWN,
    "exchange_account": EXCHANGE,
    "wallets": {INTO_LIN: LIN, INTO_SHOP: SHOP},
    "payouts": {LIN: OF_LIN, SHOP: OF_SHOP},
}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_bank_network(tmp_path_factory.mktemp("bank") / "network")


@pytest.fixture
def network(template, tmp_path):
    """A network of one's own with digital yuan and two wallets."""
    return copy_network(template, tmp_path / "network")


@pytest.fixture
def bridge(run, network, tmp_path):
    """A bridge to it."""
    (tmp_path / "plan.json").write_text(json.dumps(PLAN), encoding="utf-8")
    run("bank", "new", tmp_path / "bridge", "--plan", tmp_path / "plan.json", "-n", network)
    return tmp_path / "bridge"


def arrive(run, bank, account, amount, reference, payer, *more):
    words = ("--account", account, "--amount", amount, "--payer", payer, "--reference", reference)
    run("bank", "simulator", "arrive", bank, *words, *more)


def command(bridge, bank, network, *more):
    return ("bank", "run", bridge, "--simulator", bank, "-k", "pboc", "-k", "icbc", "-n", network, *more)


def free(network, account):
    with open_network(network) as opened:
        return units(opened.chain(CHAIN), account)


def test_money_comes_in_and_goes_out(run, run_json, network, bridge, simulated):
    """A wallet's issue and its redemption, each confirmed by the bank's side; and the books agree."""
    bank = simulated()
    arrive(run, bank, RESERVE, 9_000, "backing-1", OWN)
    arrive(run, bank, EXCHANGE, 700, "funding", OWN)
    arrive(run, bank, INTO_LIN, 700, "E-1", OF_LIN)
    told = run_json(*command(bridge, bank, network))
    assert (told["bank"], told["settled"], told["published"]) == ("simulated", True, True)
    assert {one["reference"]: one["state"] for one in told["notices"]} == {
        "backing-1": "issued",
        "E-1": "issued",
        "funding": "ignored",
    }
    assert (free(network, VAULT), free(network, LIN)) == (8_300, 700)
    with open_network(network) as opened:
        pay_back(opened, LIN, 300)
    again = run_json(*command(bridge, bank, network))
    [payment] = again["payments"]
    assert (payment["account"], payment["amount"], payment["state"]) == (OF_LIN, 300, "settled")
    assert run_json("bank", "simulator", "statement", bank, "--account", EXCHANGE)["closing"] == 400
    assert run_json("bank", "reconcile", bridge, "--simulator", bank)["differences"] == 0
    assert run_json("bank", "show", bridge, "--pending") == {"notices": [], "payments": []}
    assert "agree" in run("bank", "reconcile", bridge, "--simulator", bank).stdout


def test_equal_payments_both_arrive_and_a_gap_stops_the_run(run, run_json, network, bridge, simulated):
    """Two under NOTPROVIDED, with references of the bank's own; a notice that is missing: exit code 3, and which."""
    bank = simulated()
    arrive(run, bank, RESERVE, 9_000, "backing-1", OWN)
    for reference in ("B-1", "B-2"):
        arrive(run, bank, INTO_LIN, 100, "NOTPROVIDED", OF_LIN, "--booking", reference)
    text = bank.read_text(encoding="utf-8")
    bank.write_text("".join(line for line in text.splitlines(keepends=True) if "B-1" not in line), encoding="utf-8")
    told = run(*command(bridge, bank, network), code=3).stderr
    assert "the bank gave notice 3 where 2 is next" in " ".join(told.split())
    bank.write_text(text, encoding="utf-8")
    told = run_json(*command(bridge, bank, network))
    assert told["settled"] and [one["booking"] for one in told["notices"]][1:] == ["B-1", "B-2"]
    assert free(network, LIN) == 200 and run_json("bank", "reconcile", bridge, "--simulator", bank)["differences"] == 0


def test_nothing_new_makes_no_block(run, run_json, network, bridge, simulated):
    """A run without anything to do neither orders nor publishes."""
    bank = simulated()
    arrive(run, bank, RESERVE, 90, "backing-1", OWN)
    height = run_json(*command(bridge, bank, network))["height"]
    again = run_json(*command(bridge, bank, network))
    assert (again["height"], again["published"], again["settled"]) == (height, False, True)


def test_what_is_pending_is_told_with_whom_it_waits_for(run, run_json, network, bridge, simulated):
    """A bank that books late; a closed account; a reference of another booking. Exit code 1 while it waits."""
    bank = simulated("--closed", OF_SHOP, "--delay", "900")
    arrive(run, bank, RESERVE, 90, "backing-1", OWN)
    arrive(run, bank, INTO_LIN, LIMIT + 1, "too much", OF_LIN)
    arrive(run, bank, INTO_NONE, 5, "for nobody", OF_SHOP)
    lines = bank.read_text(encoding="utf-8").splitlines()
    lines.append(json.dumps(json.loads(lines[1]) | {"number": 4, "amount": 8}, separators=(",", ":")))
    bank.write_text("\n".join([*lines, ""]), encoding="utf-8")
    told = run(*command(bridge, bank, network, "--attempts", "2"), code=1)
    shown = " ".join(told.stdout.split())
    assert "Something is pending" in shown and "the bank" in shown and "a person" in shown
    assert "no bank is connected" in told.stderr
    pending = run_json("bank", "show", bridge, "--pending")
    assert [one["state"] for one in pending["notices"]] == ["conflict"]
    assert sorted((one["state"], one["account"]) for one in pending["payments"]) == [
        ("accepted", OF_LIN),
        ("rejected", OF_SHOP),
    ]
    found = run_json("bank", "reconcile", bridge, "--simulator", bank, code=1)
    problems = {each["problem"] for one in found["accounts"] for each in one["differences"]}
    assert any("refused by the bank" in problem for problem in problems)
    assert run("bank", "reconcile", bridge, "--simulator", bank, code=1).stdout.count("Differences") == 1


def test_a_wallet_that_nobody_is_paid_for_is_no_plan(run, network, tmp_path):
    """What such a customer sends to the vault would be paid to nobody; the bridge is not made."""
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(PLAN | {"payouts": {LIN: OF_LIN}}), encoding="utf-8")
    refused = run("bank", "new", tmp_path / "bridge", "--plan", plan, "-n", network, code=2).stderr
    assert f"payouts: {SHOP}" in " ".join(refused.split())
    assert not (tmp_path / "bridge").exists()


def test_a_payment_that_the_bank_refused_is_pending_by_itself(run, run_json, network, bridge, simulated):
    """When all else has been answered, too: exit code 1 until a person has settled it."""
    bank = simulated("--closed", OF_SHOP)
    arrive(run, bank, RESERVE, 90, "backing-1", OWN)
    arrive(run, bank, INTO_NONE, 5, "for nobody", OF_SHOP)
    told = run_json(*command(bridge, bank, network), code=1)
    assert not told["settled"] and [one["state"] for one in told["payments"]] == ["rejected"]


def refused_payout(run, run_json, network, bridge, simulated, *faults):
    """Lin's account at the bank is closed: what came back from its wallet is owed, and refused."""
    bank = simulated("--closed", OF_LIN, *faults)
    arrive(run, bank, RESERVE, 9_000, "backing-1", OWN)
    arrive(run, bank, EXCHANGE, 700, "funding", OWN)
    arrive(run, bank, INTO_LIN, 700, "E-1", OF_SHOP)
    run(*command(bridge, bank, network))
    with open_network(network) as opened:
        pay_back(opened, LIN, 300)
    told = run_json(*command(bridge, bank, network), code=1)
    [refused] = [one for one in told["payments"] if one["state"] == "rejected"]
    return bank, refused["reference"]


def made(bank, account):
    """What the bank booked from an account."""
    entries = SimulatedBank.open(bank).statement(account).entries
    return [(one.counterparty_account, one.amount) for one in entries if one.side == "DBIT"]


def test_a_refused_payment_is_made_to_another_account_once(run, run_json, network, bridge, simulated):
    """The bank keeps its word on the first: another stands in its place, and however often one tries, one is paid."""
    bank, reference = refused_payout(run, run_json, network, bridge, simulated)
    again = run_json("bank", "retry", bridge, "--simulator", bank, code=1)
    [still] = again["payments"]
    assert still["state"] == "rejected" and still["reference"] != reference
    retried = ("bank", "retry", bridge, "--simulator", bank, "--payment", still["reference"][:8], "--to", OF_SHOP)
    [paid] = run_json(*retried)["payments"]
    assert (paid["state"], paid["account"], paid["amount"]) == ("settled", OF_SHOP, 300)
    assert "refused payments begin so" in run(*retried, code=2).stderr
    assert "The bank refused no payment." in run("bank", "retry", bridge, "--simulator", bank).stdout
    assert run_json(*command(bridge, bank, network))["settled"] and made(bank, EXCHANGE) == [(OF_SHOP, 300)]
    states = {one["reference"]: one["state"] for one in run_json("bank", "show", bridge)["payments"]}
    assert states[reference] == states[still["reference"]] == "retried"
    run("bank", "reconcile", bridge, "--simulator", bank, "-n", network)


def test_without_its_journal_a_retried_payment_is_not_made_twice(run, run_json, network, bridge, simulated):
    """Made anew, the journal asks by the same names; where the bank has paid another account, a person settles it."""
    bank, reference = refused_payout(run, run_json, network, bridge, simulated)
    run("bank", "retry", bridge, "--simulator", bank, "--to", OF_SHOP, "--payment", reference)
    (bridge / "journal.sqlite").unlink()
    run(*command(bridge, bank, network), code=1)
    [same] = run_json("bank", "retry", bridge, "--simulator", bank, code=1)["payments"]
    assert (same["state"], same["detail"]) == ("rejected", "AM05")
    assert "may be this one" in run("bank", "retry", bridge, "--simulator", bank, code=2).stderr
    assert made(bank, EXCHANGE) == [(OF_SHOP, 300)]


def test_a_wallet_outside_the_plan_is_owed_and_paid_once_it_is_in_it(run, run_json, network, bridge, simulated):
    """What comes back from it is told as open, with whose it is, until somebody says where to pay."""
    plan = json.loads((bridge / "bridge.json").read_text(encoding="utf-8"))
    described = plan["plan"]
    del described["payouts"][LIN], described["wallets"][INTO_LIN]
    (bridge / "bridge.json").write_text(json.dumps(plan), encoding="utf-8")
    bank = simulated()
    arrive(run, bank, RESERVE, 9_000, "backing-1", OWN)
    arrive(run, bank, EXCHANGE, 700, "funding", OWN)
    run(*command(bridge, bank, network))
    with open_network(network) as opened:
        signed = [Transfer(sender=VAULT, receiver=LIN, instrument=YUAN, quantity=700)]
        submit_calls(opened.chain(CHAIN), signed, opened.keyring.get("icbc"))
        pay_back(opened, LIN, 300)
    told = run_json(*command(bridge, bank, network), code=1)
    [owed] = told["payments"]
    assert (owed["state"], owed["amount"]) == ("unplanned", 300) and LIN in owed["detail"]
    differences = run("bank", "reconcile", bridge, "--simulator", bank, code=1).stdout
    assert "300 owed to wallet lin-wallet" in " ".join(differences.split())
    described["payouts"][LIN] = OF_LIN
    (bridge / "bridge.json").write_text(json.dumps(plan), encoding="utf-8")
    for _ in range(2):
        assert run_json(*command(bridge, bank, network))["settled"]
    assert made(bank, EXCHANGE) == [(OF_LIN, 300)]


def test_the_ledgers_backing_is_compared_with_the_banks_account(run, run_json, network, bridge, simulated):
    """What was backed past the bank is told, with both figures; what is on its way is none."""
    bank = simulated()
    arrive(run, bank, RESERVE, 9_000, "backing-1", OWN)
    run(*command(bridge, bank, network))
    with_ledger = ("bank", "reconcile", bridge, "--simulator", bank, "-n", network)
    assert "Statements, journal and ledger agree." in run(*with_ledger).stdout
    with open_network(network) as opened:
        backed = [Back(account=VAULT, instrument=YUAN, quantity=500, document="ab" * 32)]
        submit_calls(opened.chain(CHAIN), backed, opened.keyring.get("pboc"))
    told = run_json(*with_ledger, code=1)
    [difference] = [one for account in told["accounts"] for one in account["differences"]]
    assert difference["problem"] == "the ledger has 9500 backed; the account has 9000"


@pytest.mark.parametrize("dies_at", [*range(1, 7), 8, 10, 13, 17, 25, 40])
def test_kill_minus_nine_at_each_step_doubles_and_loses_nothing(run_json, network, bridge, tmp_path, dies_at):
    """Killed before and after a step of the journal, a block, a payment, over a bank that fails: all happens once."""
    file = tmp_path / "bank.jsonl"
    terms = SimulatedTerms(accounts=WATCHED, seed="7", before=15, after=15, twice=30, delay=2)
    bank = SimulatedBank.create(file, terms)
    bank.arrive(RESERVE, 900, "backing-1", payer=OWN)
    bank.arrive(EXCHANGE, 50, "funding", payer=OWN)
    for number in range(4):
        bank.arrive(INTO_SHOP, 10, f"E-{number}", payer=OF_SHOP)
    bank.arrive(INTO_LIN, LIMIT + 1, "too much", payer=OF_LIN)
    words = [str(word) for word in command(bridge, file, network, "--no-publish", "--attempts", "200")]
    with subprocess.Popen(
        [sys.executable, bank_victim.__file__, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        read = [process.stdout.readline() for _ in range(dies_at)]
        process.kill()
    assert all(line.split()[0] in (b"before", b"after") for line in read), "it had that many steps"
    assert run_json(*words)["settled"]
    with open_network(network) as opened:
        node = opened.chain(CHAIN)
        assert [units(node, account) for account in (VAULT, SHOP, LIN)] == [860, 40, 0]
        pay_back(opened, SHOP, 40)
    payments = run_json(*words)["payments"]
    assert sorted((one["amount"], one["state"]) for one in payments) == [(40, "settled"), (LIMIT + 1, "settled")]
    bank = SimulatedBank.open(file)
    bank.faults = Faults()
    closing = {account: bank.statement(account).closing for account in WATCHED}
    assert closing == {RESERVE: 900, EXCHANGE: 10, INTO_SHOP: 40, INTO_LIN: 0, INTO_NONE: 0}


def test_a_line_that_a_crash_cut_off_was_never_said(run, run_json, network, bridge, simulated):
    """The simulated bank's file ends in half a line: the payment is asked for again, and made once."""
    bank = simulated()
    arrive(run, bank, INTO_NONE, 5, "for nobody", OF_SHOP)
    whole = bank.read_bytes()
    bank.write_bytes(whole + b'{"amount":5,"creditor')
    assert run_json(*command(bridge, bank, network))["payments"][0]["state"] == "settled"
    assert run_json("bank", "simulator", "statement", bank, "--account", INTO_NONE)["closing"] == 0


def test_without_its_journal_a_bridge_doubles_nothing(run, run_json, network, bridge, simulated):
    """With its secret and plan the same notices are the same intents."""
    bank = simulated()
    arrive(run, bank, RESERVE, 90, "backing-1", OWN)
    run_json(*command(bridge, bank, network))
    (bridge / "journal.sqlite").unlink()
    assert run_json(*command(bridge, bank, network))["settled"] and free(network, VAULT) == 90


def test_what_was_before_a_bridge_is_not_its_to_pay(run, run_json, network, bridge, simulated):
    """Units that went to the vault before it was made cause no payment, even if the journal is lost."""
    bank = simulated()
    arrive(run, bank, RESERVE, 90, "backing-1", OWN)
    arrive(run, bank, INTO_SHOP, 70, "E-1", OF_SHOP)
    run_json(*command(bridge, bank, network))
    with open_network(network) as opened:
        pay_back(opened, SHOP, 30)
    later = bridge.with_name("later")
    run("bank", "new", later, "--plan", bridge.with_name("plan.json"), "-n", network)
    with open_network(network) as opened:
        pay_back(opened, SHOP, 20)
    arrive(run, bank, EXCHANGE, 50, "funding", OWN)
    for _ in range(2):
        shutil.copy(bridge / "secret", later / "secret")  # or the same notices would be other intents
        payments = run_json(*command(later, bank, network))["payments"]
        assert [(one["amount"], one["state"]) for one in payments] == [(20, "settled")]
        (later / "journal.sqlite").unlink()
    assert run_json("bank", "simulator", "statement", bank, "--account", EXCHANGE)["closing"] == 30


def test_no_bank_is_ever_claimed(run, network, bridge, simulated):
    """Without a simulator there is no bank; each command that has one says that it is simulated."""
    told = run("bank", "run", bridge, "-k", "pboc", "-n", network, code=2)
    assert "no bank is connected" in told.stderr and "bank simulator new" in told.stderr
    assert "no bank is connected" in run("bank", "reconcile", bridge, code=2).stderr
    bank = simulated()
    assert "no bank is connected" in run(*command(bridge, bank, network)).stderr
    assert "no bank is connected" in run("bank", "reconcile", bridge, "--simulator", bank).stderr


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"vault": "lin-wallet"}, "no vault of e-CNY"),
        ({"wallets": {INTO_LIN: "nobody"}}, "wallet nobody: no wallet of e-CNY"),
        ({"payouts": {"vault-1": OF_LIN}}, "wallet vault-1: no wallet"),
        ({"exchange_account": RESERVE}, "stands for two things"),
        ({"currency": "yuan"}, "not a bridge's plan"),
        ({"colour": "red"}, "not a bridge's plan"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(run, network, tmp_path, changed, problem):
    """What is wrong is said, and no folder is left behind."""
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(PLAN | changed), encoding="utf-8")
    told = run("bank", "new", tmp_path / "bridge", "--plan", plan, "-n", network, code=2)
    assert problem in told.stderr and not (tmp_path / "bridge").exists()


def test_a_bridge_is_one_chains_and_one_processes(run, network, bridge, simulated, tmp_path):
    """Its secret is for its owner alone; another chain is refused, and so is a second bridge."""
    assert stat.S_IMODE(bridge.stat().st_mode) == 0o700
    assert stat.S_IMODE((bridge / "secret").stat().st_mode) == 0o600
    bank, file = simulated(), bridge / "bridge.json"
    told = run("bank", "new", bridge, "--plan", tmp_path / "plan.json", "-n", network, code=2)
    assert "is there already" in told.stderr
    from counterfoil.node.bank.bridge_folder import BridgeFolder

    with BridgeFolder.open(bridge).journal():
        assert "another process uses this" in run("bank", "show", bridge, code=None).stderr
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(json.loads(text)["genesis"], "0" * 64), encoding="utf-8")
    assert "another chain" in run(*command(bridge, bank, network), code=2).stderr
    file.write_text("{}", encoding="utf-8")
    assert "not what a bridge bridges" in run("bank", "show", bridge, code=2).stderr
    shutil.rmtree(bridge)
    assert "there is no bridge" in run("bank", "show", bridge, code=2).stderr
