# SPDX-License-Identifier: Apache-2.0
"""What people read of a refusal: why, what would be right, and that nothing was ordered."""

import re

from counterfoil.modules import laws
from support.network import SHARES

CALL = re.compile(r"\b[a-z]+\.[a-z_]+\b")


def transfer(quantity):
    return {
        "call": "holdings.transfer",
        "sender": "alice-1",
        "receiver": "bob-1",
        "instrument": SHARES,
        "quantity": quantity,
    }


def test_what_would_be_right_names_calls_that_there_are():
    """Every remedy ends as a sentence does, and each call in it is one of a module's."""
    told = [outcome for outcome in laws().outcomes.values() if outcome.remedy]
    assert len(told) > 30
    for outcome in told:
        assert outcome.remedy.endswith(".")
        assert set(CALL.findall(outcome.remedy)) <= set(laws().calls), outcome.name


def test_a_draft_says_how_it_becomes_active(run, run_json, trading):
    """Before anything is ordered, by a dry run and by a check; and of signatures none is lacking."""
    define = ("instruments", "define", "--instrument", "DRAFT", "--kind", "equity", "--issuer", "issuer", "--name", "D")
    run(*define, "--unit", "name=share,decimals=0", "-k", "issuer", "-n", trading)
    issue = ("holdings", "issue", "--instrument", "DRAFT", "--account", "alice-1", "--quantity", 1)
    act = (*issue, "-k", "issuer", "-k", "alice", "-n", trading, "--dry-run")
    shown = " ".join(run(*act, code=1).stdout.split())
    assert "would be rejected: instrument_not_active" in shown
    assert "DRAFT is draft" in shown and "instruments.change_status" in shown
    assert "What would happen" not in shown
    move = ("--sender", "alice-1", "--receiver", "bob-1", "--instrument", "DRAFT", "--quantity", 1)
    [reason, *_] = run_json("check", *move, "-n", trading, code=1)["reasons"]
    assert "instruments.change_status" in reason["remedy"]


def test_a_rejected_dry_run_says_of_each_signature_what_it_lacks(run, trading):
    """Nothing, where it is there: what was rejected is rejected for another reason."""
    move = ("holdings", "transfer", "--sender", "alice-1", "--receiver", "bob-1", "--instrument", SHARES)
    shown = run(*move, "--quantity", 10**9, "-k", "alice", "-n", trading, "--dry-run", code=1).stdout
    assert "Signatures asked for before it was rejected" in " ".join(shown.split())
    assert re.search(r"alice +its key +alice +nothing", shown)


def test_nothing_is_said_to_be_published_of_what_was_not_ordered(run, trading, write):
    """An intent that has its answer is refused; what was rejected stands in a block, and is told so."""
    calls = write("move.json", transfer(5))
    assert "Anchored and published." in run("submit", calls, "-k", "alice", "-n", trading).stdout
    again = run("submit", calls, "-k", "alice", "-n", trading, code=1).stdout
    assert "Nothing was ordered." in again and "nchored" not in again
    other = write("much.json", transfer(10**9))
    rejected = run("submit", other, "-k", "alice", "-n", trading, code=1).stdout
    assert "Anchored and published; of it rejected, with no effect: 1." in rejected


def because(run, *act):
    """What a person is told of why it would be rejected, on one line."""
    return " ".join(run(*act, "--dry-run", code=1).stdout.split())


def test_one_of_two_who_change_the_policy_is_told_how_the_other_agrees(run, trading):
    """As its second, by an option of the same command."""
    power = "kind=freeze,authorities=supervisor,duration_max_ms=30d"
    setting = ("supervision", "set-policy", "--by", "supervisor", "--changers", "supervisor", "--changers", "issuer")
    policy = (*setting, "--powers", power, "-k", "supervisor", "-n", trading)
    run(*policy, "--changed-by-two")
    told = because(run, *policy)
    assert "second_needed" in told and "--second" in told


def test_what_may_not_be_backdated_is_told_to_be_left_out(run, trading):
    """A policy that names today's beginning, which has passed."""
    power = "kind=freeze,authorities=supervisor,duration_max_ms=30d"
    policy = ("supervision", "set-policy", "--by", "supervisor", "--changers", "supervisor", "--powers", power)
    told = because(run, *policy, "--since", "2020-01-01T00:00Z", "-k", "supervisor", "-n", trading)
    assert "policy_in_the_past" in told and "Left out, its time is now." in told and "2020-01-01" in told


def test_a_rule_on_countries_names_their_codes(run, trading):
    """Not their names."""
    define = ("instruments", "define", "--instrument", "FOREIGN", "--kind", "bond", "--issuer", "issuer", "--name", "F")
    run(*define, "--unit", "name=bond,decimals=0", "-k", "issuer", "-n", trading)
    run("restrictions", "restrict", "--instrument", "FOREIGN", "--by", "issuer", "-k", "issuer", "-n", trading)
    rules = ("restrictions", "set-rules", "--instrument", "FOREIGN", "--by", "issuer", "--offset-min", "+08:00")
    share = ("--rules", "kind=foreign_share,share_bp=20%,values=China", "--reference", "4")
    told = because(run, *rules, *share, "-k", "issuer", "-n", trading)
    assert "rule_malformed" in told and "two capital letters such as CN, not China" in told


def test_who_lacks_units_is_told_how_many_in_units(run, run_json, trading):
    """Account, instrument, what is free and what is needed; of a check as of a command."""
    move = ("--sender", "alice-1", "--receiver", "bob-1", "--instrument", SHARES, "--quantity", 10**9)
    told = because(run, "holdings", "transfer", *move, "-k", "alice", "-n", trading)
    assert re.search(
        rf"alice-1 has [\d,]+ share of {SHARES} free, and 1,000,000,000 share of {SHARES} are needed", told
    )
    assert "可用数量不足" in told
    [reason, *_] = run_json("check", *move, "-n", trading, code=1)["reasons"]
    assert f"1,000,000,000 share of {SHARES} are needed" in reason["detail"]


def test_an_order_named_as_if_it_were_a_party_is_found(run, trading):
    """An executor that is a record is written by its path, and the path is told."""
    power = "kind=freeze,authorities=supervisor,duration_max_ms=30d"
    policy = ("supervision", "set-policy", "--by", "supervisor", "--changers", "supervisor", "--powers", power)
    run(*policy, "-k", "supervisor", "-n", trading)
    order = ("supervision", "give", "--order", "O-6", "--kind", "freeze", "--authority", "supervisor")
    scope = ("--reference", "6", "--document", "0" * 64, "--scope", f"account=alice-1,instrument={SHARES}")
    run(*order, *scope, "--expires", "+7d", "-k", "supervisor", "-n", trading)
    hold = ("holdings", "hold", "--hold", "h", "--account", "alice-1", "--instrument", SHARES, "--quantity", 1)
    told = because(run, *hold, "--executor", "O-6", "--expires", "+1d", "-k", "alice", "-n", trading)
    assert "unknown_party" in told and "supervision/order/O-6" in told


def test_who_may_waive_a_duty_is_told(run, trading):
    """Who set it, by name, or a supervisor."""
    duty = ("disclosure", "oblige", "--duty", "D-1", "--party", "issuer", "--topic", "annual_report", "--due", "+1d")
    run(*duty, "--by", "supervisor", "--reference", "5", "-k", "supervisor", "-n", trading)
    waive = ("disclosure", "waive", "--duty", "D-1", "--by", "issuer", "--reference", "6", "-k", "issuer")
    told = because(run, *waive, "-n", trading)
    assert "role_missing" in told and "supervisor, who set the duty, waives it, or a supervisor" in told


def test_money_redeemed_out_of_a_wallet_and_a_rate_from_today_are_told_what_is_right(run, trading):
    """By way of the bank's vault; from tomorrow on, and what today is."""
    define = ("instruments", "define", "--instrument", "E-CNY", "--kind", "cash", "--issuer", "bank", "--name", "E")
    run(*define, "--unit", "name=CNY,decimals=2", "-k", "bank", "-n", trading)
    status = ("instruments", "change-status", "--instrument", "E-CNY", "--status", "active", "--by", "bank")
    run(*status, "-k", "bank", "-n", trading)
    run("cash", "adopt", "--instrument", "E-CNY", "--offset-min", "+08:00", "-k", "bank", "-n", trading)
    issue = ("holdings", "issue", "--instrument", "E-CNY", "--account", "alice-1", "--quantity", 1)
    told = because(run, *issue, "-k", "bank", "-n", trading)
    assert "issue_outside_vault" in told and "goes into its bank's vault first (holdings.transfer)" in told
    rate = ("cash", "set-rate", "--instrument", "E-CNY", "--day", "2020-01-01", "--grade", "I", "--kind", "personal")
    told = because(run, *rate, "--rate-ppm", "0.35%", "-k", "bank", "-n", trading)
    assert "policy_backdated" in told and "2020-01-01 is not after today" in told and "tomorrow or later" in told
