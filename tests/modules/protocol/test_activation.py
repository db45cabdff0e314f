# SPDX-License-Identifier: Apache-2.0
"""Rules that begin at a height, and the replay of what ran before."""

import pytest

from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules.parties.records import Role
from counterfoil.modules.protocol import queries
from counterfoil.modules.protocol.outcomes import ProtocolOutcome
from counterfoil.modules.protocol.records import Activation, active_features, protocol_at
from support.ledger import Ledger
from support.market import leg
from support.refused_parties import feature, version
from support.refused_settlement import now


@pytest.fixture
def ledger() -> Ledger:
    """A chain on which nothing is settled at once yet."""
    ledger = Ledger(features={})
    ledger.party("issuer", Role.issuer)
    ledger.instrument("SHARE", "issuer")
    for name in ("alice", "bob"):
        ledger.party(name)
        ledger.account(f"of-{name}", name)
    ledger.issue("SHARE", "of-alice", 10, issuer="issuer")
    return ledger


def at_once(ledger: Ledger, name: str) -> Outcome:
    """Try to settle at once."""
    return ledger.submit(now(leg("of-alice", "of-bob"), name=name), signed_by="alice bob").outcome


def test_a_feature_begins_at_its_height(ledger: Ledger) -> None:
    """Inactive in the block before, active in the block of that height, and for ever."""
    activation = ledger.height + 3
    ledger.do(feature(height=activation), signed_by="registrar")
    assert at_once(ledger, "one") is MachineOutcome.feature_not_active
    assert ledger.height == activation - 1
    assert at_once(ledger, "two") is MachineOutcome.ok
    assert at_once(ledger, "three") is MachineOutcome.ok


def test_an_activation_can_be_moved_until_it_comes(ledger: Ledger) -> None:
    """Afterwards it is a fact."""
    activation = ledger.height + 3
    ledger.do(feature(height=activation + 100), signed_by="registrar")
    ledger.do(feature(height=activation), signed_by="registrar")
    late = ledger.submit(feature(height=activation + 9), signed_by="registrar")
    assert (ledger.height, late.outcome) == (activation, ProtocolOutcome.activation_in_the_past)


def replay(ledger: Ledger, blocks: int) -> Ledger:
    """The first blocks again, on a new ledger."""
    again = Ledger(features={})
    for time, transactions in ledger.blocks[:blocks]:
        again.time = time - 1_000
        again.block(*transactions)
    return again


def test_old_blocks_run_as_they_ran(ledger: Ledger) -> None:
    """After the schedule has changed, the blocks before replay to the same records and events."""
    assert at_once(ledger, "refused") is MachineOutcome.feature_not_active
    before = len(ledger.blocks), dict(ledger.records.records), list(ledger.events)
    ledger.do(feature(height=ledger.height + 2), signed_by="registrar")
    ledger.do(version(height=ledger.height + 50, supervisor=None), signed_by="registrar")
    assert at_once(ledger, "done") is MachineOutcome.ok
    again = replay(ledger, before[0])
    assert (again.records.records, again.events) == before[1:]
    whole = replay(ledger, len(ledger.blocks))
    assert (whole.records.records, whole.events) == (ledger.records.records, ledger.events)


def test_a_version_is_in_force_from_its_height(ledger: Ledger) -> None:
    """One after the other, each later than the last."""
    first = ledger.height + 10
    ledger.do(version(2, first, supervisor=None), version(3, first + 5, supervisor=None), signed_by="registrar")
    rules = queries.rules(ledger.state)
    assert rules is not None
    assert rules.protocols == (Activation(0, 1), Activation(first, 2), Activation(first + 5, 3))
    heights = (0, first - 1, first, first + 4, first + 5, first + 99)
    assert [protocol_at(rules, height) for height in heights] == [1, 1, 2, 2, 3, 3]
    unordered = ledger.submit(version(4, first + 5, supervisor=None), signed_by="registrar").outcome
    assert unordered is ProtocolOutcome.activation_in_the_past
    assert active_features(rules, first) == ()
