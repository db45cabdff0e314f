# SPDX-License-Identifier: Apache-2.0
"""Whose key approves code, and that it is the one that signed."""

from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.parties import calls as p
from support.contracted import OTHER, REVIEWED, approve, contracting, propose
from support.ledger import policy_of
from support.market import build_market


def test_nobody_takes_other_keys_on_the_way_to_his_word() -> None:
    """Bob has Alice's key; one transaction under it gives him another, and approves: it is judged by what signed."""
    ledger = contracting(build_market())
    ledger.do(p.RotateKeys(party="bob", keys=policy_of("alice")), signed_by="bob")
    changes = p.RotateKeys(party="bob", keys=policy_of("bob"))
    answer = ledger.submit(changes, approve(REVIEWED, "bob"), signed_by="alice", by="bob")
    assert answer.outcome is ContractsOutcome.key_spoke_already
    other = propose(OTHER, "rotated", by="bob")
    assert ledger.submit(changes, other, signed_by="alice", by="bob").outcome is ContractsOutcome.key_spoke_already
