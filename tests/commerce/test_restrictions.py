# SPDX-License-Identifier: Apache-2.0
"""The rules that every movement passes, asked by themselves."""

import pytest

from counterfoil.commerce import app
from counterfoil.commerce.context import Context, EventLog
from counterfoil.commerce.modules.holdings.ports import Movement
from counterfoil.commerce.outcome import Outcome
from counterfoil.commerce.restrictions import standard_restrictions
from counterfoil.primitives.errors import InvariantBroken
from support.ledger import CHAIN, Ledger
from support.market import build_market


@pytest.fixture(scope="module")
def market() -> Ledger:
    """Restrictions change nothing."""
    return build_market()


def context(market: Ledger) -> Context:
    """A transaction that nobody signed."""
    return Context(CHAIN, 1, market.time, "0" * 64, frozenset(), market.state, EventLog(), app.parties, frozenset())


@pytest.mark.parametrize(
    ("movement", "outcome"),
    [
        (Movement("SHARE", "of-alice", "of-bob", 1), Outcome.ok),
        (Movement("SHARE", None, "of-bob", 1), Outcome.ok),
        (Movement("is-matured", "of-alice", None, 1), Outcome.ok),
        (Movement("is-matured", None, "of-bob", 1), Outcome.instrument_not_active),
        (Movement("is-matured", "of-alice", "of-bob", 1), Outcome.instrument_not_active),
        (Movement("NONE", "of-alice", "of-bob", 1), Outcome.unknown_instrument),
        (Movement("SHARE", "none", "of-bob", 1), Outcome.unknown_account),
        (Movement("SHARE", "of-alice", "stopped", 1), Outcome.account_suspended),
        (Movement("SHARE", "of-sam", None, 1), Outcome.party_suspended),
    ],
)
def test_the_first_restriction_that_objects_decides(market: Ledger, movement: Movement, outcome: Outcome) -> None:
    """Instrument first, then the sender, then the receiver."""
    answers = (
        restriction(context(market), movement) for restriction in standard_restrictions(app.parties, app.instruments)
    )
    assert next((answer for answer in answers if answer is not Outcome.ok), Outcome.ok) is outcome


def test_a_reservation_that_is_gone_stops_the_node(market: Ledger) -> None:
    """Nobody but settlement can end one, so this is no business outcome."""
    with pytest.raises(InvariantBroken, match="encumbrance settlement/none/0: No such hold"):
        app.holdings.give_back(context(market), encumbrance="settlement/none/0", settlement="none")
