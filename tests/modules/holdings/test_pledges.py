# SPDX-License-Identifier: Apache-2.0
"""Pledges with a keeper: released in part, and enforced as the pledgor agreed when it pledged."""

from typing import Any

import pytest

from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings import queries
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, Role
from support.ledger import Ledger, policy_of
from support.market import freeze
from support.refused_movements import move
from support.refused_reservations import enforce, pledge, unfreeze


@pytest.fixture
def ledger() -> Ledger:
    """Alice has 100 shares; the bank lends against them, a warehouse keeps them, Bob buys."""
    ledger = Ledger()
    ledger.party("issuer", Role.issuer)
    ledger.party("bank", Role.operating_bank)
    ledger.party("keeper", Role.custodian)
    for name in ("alice", "bob"):
        ledger.party(name)
        ledger.account(f"of-{name}", name)
    ledger.account("of-bank", "bank")
    ledger.instrument("SHARE", "issuer")
    ledger.issue("SHARE", "of-alice", 100, issuer="issuer")
    return ledger


def kept(name: str = "kept", quantity: int = 60, **terms: Any) -> h.Pledge:
    """Alice's pledge to the bank, which the keeper keeps."""
    return pledge(name, quantity=quantity, keeper="keeper", **terms)


def give_back(quantity: int | None = None, name: str = "kept") -> h.ReleasePledge:
    return h.ReleasePledge(pledge=name, quantity=quantity)


def free_and_pledged(ledger: Ledger, account: str = "of-alice") -> tuple[int, int]:
    holding = ledger.holding(account, "SHARE")
    return holding.free, holding.pledged


def left(ledger: Ledger, name: str = "kept") -> tuple[int, str]:
    found = queries.encumbrance(ledger.state, name)
    assert found is not None
    return found.quantity, found.status


def test_a_pledge_is_released_part_by_part(ledger: Ledger) -> None:
    """By pledgee and keeper together; it ends with its last unit, and never goes below."""
    ledger.do(kept(), signed_by="alice")
    for signers in ("bank", "keeper", "alice", "alice keeper"):
        assert ledger.submit(give_back(10), signed_by=signers).outcome is not MachineOutcome.ok
    ledger.do(give_back(10), signed_by="bank keeper")
    assert (free_and_pledged(ledger), left(ledger)) == ((50, 50), (50, "active"))
    answer = ledger.submit(give_back(51), signed_by="bank keeper")
    assert answer.outcome in (HoldingsOutcome.exceeds_hold, HoldingsOutcome.insufficient_free_quantity)
    ledger.do(give_back(), signed_by="bank keeper")
    assert (free_and_pledged(ledger), left(ledger)) == ((100, 0), (0, "released"))
    assert ledger.submit(give_back(1), signed_by="bank keeper").outcome is HoldingsOutcome.unknown_encumbrance


def test_more_than_one_pledge_has_is_not_released_out_of_another(ledger: Ledger) -> None:
    """The holding has enough that is pledged; this pledge has not."""
    ledger.do(kept(quantity=10), kept("other", 50), signed_by="alice")
    assert ledger.submit(give_back(11), signed_by="bank keeper").outcome is HoldingsOutcome.exceeds_hold
    assert free_and_pledged(ledger) == (40, 60)


def test_a_partial_release_serves_the_line(ledger: Ledger) -> None:
    """What comes back to the pledgor is frozen at once if a freeze waits."""
    ledger.do(kept(), signed_by="alice")
    ledger.do(freeze("order", account="of-alice", quantity=45), signed_by="supervisor")
    ledger.do(give_back(20), signed_by="bank keeper")
    holding = ledger.holding("of-alice", "SHARE")
    assert (holding.free, holding.pledged, holding.frozen) == (15, 40, 45)
    ledger.do(unfreeze("order"), signed_by="supervisor")


def test_a_pledge_is_enforced_as_the_pledgor_agreed(ledger: Ledger) -> None:
    """From the time agreed on, to an account agreed on, by pledgee and keeper; the consent is the pledge's."""
    due = ledger.time + 100_000
    ledger.do(kept(enforceable_from=due, enforceable_to=("of-bob", "of-bank")), signed_by="alice")
    early = ledger.submit(enforce(), signed_by="bank keeper bob")
    assert early.outcome is HoldingsOutcome.pledge_not_enforceable
    ledger.wait(100_000)
    assert ledger.submit(enforce(), signed_by="bank bob").outcome is HoldingsOutcome.keeper_missing
    assert ledger.submit(enforce(), signed_by="keeper bob").outcome is HoldingsOutcome.hold_reserved
    ledger.do(enforce(quantity=25), signed_by="bank keeper bob")
    assert (free_and_pledged(ledger), free_and_pledged(ledger, "of-bob")) == ((40, 35), (25, 0))
    event = ledger.decoded_events()[-1]
    gives, takes = event.consents
    assert (gives.kind, gives.record, gives.by) == ("hold", "holdings/encumbrance/kept", ("alice",))
    assert (takes.kind, event.data["part"]) == ("signature", "pledged")
    ledger.do(enforce(receiver="of-bank"), signed_by="bank keeper")
    assert (free_and_pledged(ledger, "of-bank"), left(ledger)) == ((35, 0), (0, "executed"))


def test_without_terms_a_pledge_is_never_enforced(ledger: Ledger) -> None:
    """Only an order moves the units; a plain pledge says nothing of a keeper or terms."""
    ledger.do(pledge("plain", quantity=5), kept(), signed_by="alice")
    ledger.wait(10**10)
    for name in ("plain", "kept"):
        answer = ledger.submit(enforce(name), signed_by="bank keeper alice bob")
        assert answer.outcome is HoldingsOutcome.pledge_not_enforceable
    plain = next(event for event in ledger.decoded_events() if event.data.get("encumbrance") == "plain")
    assert not {"keeper", "enforceable_from", "enforceable_to"} & plain.data.keys()


def test_no_key_counts_for_pledgee_and_keeper(ledger: Ledger) -> None:
    """Two must agree, and one key in both policies is one."""
    ledger.do(kept(enforceable_from=1), signed_by="alice")
    for party in ("bank", "keeper"):
        shared = p.RotateKeys(party=party, keys=policy_of("bank", "keeper"))
        ledger.do(shared, signed_by=party if party == "bank" else "keeper bank")
    one = ledger.transaction(give_back(1), signed_by="bank", by="bank keeper")
    assert ledger.block(one)[0].outcome is HoldingsOutcome.keeper_missing
    moved = ledger.transaction(enforce(quantity=1), signed_by="bank bob", by="bank keeper bob")
    assert ledger.block(moved)[0].outcome is HoldingsOutcome.keeper_missing
    ledger.do(give_back(1), signed_by="bank keeper")


def test_no_key_counts_for_the_keeper_and_the_buyer(ledger: Ledger) -> None:
    """Whoever keeps it and whoever gets it are two, if they are two parties."""
    ledger.do(kept(enforceable_from=1), signed_by="alice")
    ledger.account("careful", "bob", incoming=Control.holder)
    ledger.do(p.RotateKeys(party="keeper", keys=policy_of("keeper", "bob")), signed_by="keeper")
    given = enforce(receiver="careful", quantity=1)
    moved = ledger.transaction(given, signed_by="bank bob", by="bank keeper bob")
    assert ledger.block(moved)[0].outcome.name == "not_authorised"


def test_a_buyer_agrees_to_take_what_is_enforced(ledger: Ledger) -> None:
    """By the incoming rule of the account, as of any movement."""
    ledger.account("careful", "bob", incoming=Control.holder)
    ledger.do(kept(enforceable_from=1), signed_by="alice")
    assert ledger.submit(enforce(receiver="careful"), signed_by="bank keeper").outcome.name == "not_authorised"
    ledger.do(enforce(receiver="careful", quantity=3), signed_by="bank keeper bob")


def test_pledged_units_move_for_nobody_else(ledger: Ledger) -> None:
    """Neither by transfer nor by a second pledge."""
    ledger.do(kept(enforceable_from=1), signed_by="alice")
    for call in (move(quantity=41), pledge("second", quantity=41)):
        answer = ledger.submit(call, signed_by="alice bank keeper")
        assert answer.outcome is HoldingsOutcome.insufficient_free_quantity


@pytest.mark.parametrize(
    "call",
    [
        kept(),
        pledge("p", enforceable_from=1),
        pledge("p", enforceable_to=("of-bob",)),
        h.ReleasePledge(pledge="p", quantity=1),
        h.EnforcePledge(pledge="p", receiver="of-bob"),
        h.Freeze(
            freeze="f", account="of-alice", instrument="S", supervisor="supervisor", reference="o", document="d" * 64
        ),
    ],
)
def test_what_is_new_needs_its_feature(call: Any) -> None:
    """On a chain that has not activated it, no such call is heard; the old ones are."""
    ledger = Ledger(features={})
    assert ledger.submit(call, signed_by="supervisor").outcome is MachineOutcome.feature_not_active
    old = ledger.submit(h.ReleasePledge(pledge="p"), pledge("p"), signed_by="supervisor")
    assert old.outcome is HoldingsOutcome.unknown_encumbrance
