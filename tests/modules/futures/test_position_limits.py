# SPDX-License-Identifier: Apache-2.0
"""Which positions a limit counts."""

import pytest

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.positions import POSITIONS
from counterfoil.modules.futures.records import HedgeFlag
from support.futures_market import TODAY, account, book, fill, houses, listing, product
from support.ledger import Ledger

SPECULATION, ARBITRAGE, HEDGE = HedgeFlag.speculation, HedgeFlag.arbitrage, HedgeFlag.hedge


@pytest.fixture
def ledger() -> Ledger:
    """Of one product a limit of three counts all but hedging, of another speculation alone."""
    ledger = houses(Ledger())
    ledger.do(account("m-ann", "ann", "alpha"), signed_by="ann alpha")
    alone = {"position_limit": 3, "counted": (SPECULATION,)}
    ledger.do(product("all", changed={"position_limit": 3}), product("alone", changed=alone), signed_by="ccp venue")
    ledger.do(listing("ALL", product="all"), listing("ALONE", product="alone"), signed_by="venue")
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    return ledger


def opened(ledger: Ledger, contract: str, lots: int, hedge: HedgeFlag, side: str = "bought", number: int = 1) -> str:
    one = fill(number, side, "opens", lots=lots)
    return ledger.submit(book("m-ann", one, contract=contract, hedge=hedge), signed_by="venue").outcome.name


def test_purposes_are_counted_together(ledger: Ledger) -> None:
    """Two for speculation and one for arbitrage are three: no more on that side; the other and hedging are free."""
    assert [opened(ledger, "ALL", 2, SPECULATION), opened(ledger, "ALL", 2, ARBITRAGE)] == ["ok", "position_limit"]
    assert [opened(ledger, "ALL", 1, ARBITRAGE), opened(ledger, "ALL", 1, SPECULATION, number=2)] == [
        "ok",
        Refusal.position_limit.name,
    ]
    assert [opened(ledger, "ALL", 3, SPECULATION, "sold", 2), opened(ledger, "ALL", 9, HEDGE)] == ["ok", "ok"]
    position = ledger.state.read(POSITIONS, "m-ann", "ALL", "arbitrage")
    assert position is not None and position.long_lots == 1


def test_speculation_alone_is_counted_where_the_rules_say_so(ledger: Ledger) -> None:
    """Nine for arbitrage take nothing of the three."""
    assert [opened(ledger, "ALONE", 9, ARBITRAGE), opened(ledger, "ALONE", 3, SPECULATION)] == ["ok", "ok"]
    assert opened(ledger, "ALONE", 1, SPECULATION, number=2) == Refusal.position_limit.name
