# SPDX-License-Identifier: Apache-2.0
"""Block 0 carries out calls of contracts, too: it runs programs as any block does."""

from msgspec import to_builtins

from counterfoil.modules.contracts.records import CODES
from support.contracted import CODE, propose, set_reviews
from support.evidence_world import World


def test_a_chain_begins_with_code_under_review() -> None:
    """Who reviews is set and code is proposed, which its interpreter reads."""
    calls = (set_reviews(reviewers=("supervisor",), quorum=1), propose(by="supervisor"))
    world = World(features=("contracts",), calls=[to_builtins(call) for call in calls])
    code = world.ledger.view.read(CODES, CODE)
    assert code is not None and code.by == "supervisor"
