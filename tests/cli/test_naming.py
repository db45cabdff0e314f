# SPDX-License-Identifier: Apache-2.0
"""``show transaction``: names beside identifiers, units behind quantities, local time beside UTC, in every call."""

import pytest

from counterfoil.modules import laws
from counterfoil.primitives.types import EXECUTOR, AccountId, PartyId, Quantity, Timestamp
from support.network import SHARES, YUAN

LEGS = (
    f"sender=alice-1,receiver=bob-1,instrument={SHARES},quantity=10",
    f"sender=bob-1,receiver=alice-1,instrument={YUAN},quantity=8560",
)


@pytest.mark.parametrize(
    ("kinds", "some", "never"),
    [
        ((PartyId, EXECUTOR), {"by", "registrar", "executor", "pledgee", "bank", "confirmer"}, {"account", "name"}),
        ((AccountId,), {"account", "sender", "receivers", "merchant", "payer"}, {"party", "instrument"}),
        ((Quantity,), {"quantity", "supply_limit", "instalments", "daily"}, {"expires", "offset_min", "height"}),
        ((Timestamp,), {"expires", "intended_settlement", "since"}, {"quantity", "day", "height"}),
    ],
    ids=["parties", "accounts", "quantities", "times"],
)
def test_what_a_field_is_follows_from_its_type(kinds, some, never):
    """Of calls, of events and of the legs within them: a module that brings a field of another name says it nowhere."""
    found = laws().fields_of(*kinds)
    assert some <= found
    assert not never & found


def test_a_call_is_shown_with_names_and_units(run, run_json, trading):
    """Of delivery versus payment: each leg in its own unit, accounts with holders, keys with parties."""
    words = ["settlement", "settle-now", "--instruction", "T-1", *(word for leg in LEGS for word in ("--legs", leg))]
    [made] = run_json(*words, "-k", "alice", "-k", "bob", "-n", trading)["transactions"]
    show = ["show", "transaction", made["transaction"], "-n", trading]
    shown = " ".join(run(*show, "--timezone", "Asia/Shanghai").stdout.split())
    for told in (
        "alice-1 (alice “Alice”)",
        "10 share",
        "85.60 CNY",
        "alice “Alice”",
        "bob “Bob”",
        "+08:00 Asia/Shanghai",
    ):
        assert told in shown, told
    plain = run_json(*show)
    assert plain["names"] == {
        "alice": "alice “Alice”",
        "alice-1": "alice-1 (alice “Alice”)",
        "bob": "bob “Bob”",
        "bob-1": "bob-1 (bob “Bob”)",
    }
    assert plain["units"] == {SHARES: {"name": "share", "decimals": 0}, YUAN: {"name": "CNY", "decimals": 2}}
    assert plain["calls"][0]["legs"][1]["quantity"] == 8560


def test_what_executes_a_hold_has_the_unit_of_the_hold(run, run_json, trading):
    """The call names a quantity and no instrument."""
    held = ["--hold", "h-1", "--account", "bob-1", "--instrument", YUAN, "--quantity", 150, "--executor", "alice"]
    run("holdings", "hold", *held, "--expires", "+7d", "-k", "bob", "-n", trading, "--no-publish")
    execute = ["holdings", "execute-hold", "--hold", "h-1", "--receiver", "alice-1", "--quantity", 150]
    [made] = run_json(*execute, "-k", "alice", "-n", trading, "--no-publish")["transactions"]
    assert "1.50 CNY" in run("show", "transaction", made["transaction"], "-n", trading).stdout


def test_a_rehearsal_for_machines_counts_in_units_too(run_json, trading):
    """As the one for people does."""
    words = ["holdings", "transfer", "--sender", "alice-1", "--receiver", "bob-1", "--instrument", SHARES]
    [told] = run_json(*words, "--quantity", 5, "-k", "alice", "-n", trading, "--dry-run")["transactions"]
    assert told["would_happen"][0]["en"].startswith("5 share of")
