# SPDX-License-Identifier: Apache-2.0
"""Which positions a limit counts."""

import pytest
from msgspec.structs import replace

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.positions import POSITIONS
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from support.futures_market import (
    AT,
    MULTIPLIER,
    NOW,
    TODAY,
    account,
    balance,
    book,
    fill,
    houses,
    listing,
    product,
    rules,
)
from support.ledger import Ledger

HALF_A_DAY = 43_200_000
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


@pytest.fixture
def lowered() -> Ledger:
    """Ann has three long, and two for hedging, under a limit of three; the house then lowers it to one."""
    ledger = houses(Ledger())
    for name, holder, member in (("m-ann", "ann", "alpha"), ("m-bob", "bob", "beta")):
        ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
        ledger.issue("CNY", name, 10**9, issuer=f"bank {holder}")
    ledger.do(product("all", changed={"position_limit": 3}), signed_by="ccp venue")
    ledger.do(listing("ALL", product="all"), signed_by="venue")
    ledger.wait(HALF_A_DAY)
    ledger.do(c.OpenDay(house="CC", day=NOW), signed_by="ccp")
    for number, lots, hedge in ((1, 3, SPECULATION), (2, 2, HEDGE)):
        for name, side in (("m-ann", "bought"), ("m-bob", "sold")):
            one = fill(number, side, "opens", lots=lots, day=NOW)
            ledger.do(book(name, one, contract="ALL", hedge=hedge), signed_by="venue")
    ledger.do(balance("ALL", 5, 5 * AT * MULTIPLIER, 5), signed_by="venue")
    ledger.do(c.FixSettlement(contract="ALL", price=AT, reason="a notice"), signed_by="ccp")
    ledger.do(*(c.Settle(account=name) for name in ("m-ann", "m-bob")), c.CloseDay(house="CC"), signed_by="eve")
    ledger.do(c.SetRules(product="all", rules=rules(position_limit=1)), signed_by="ccp")
    ledger.wait(2 * HALF_A_DAY)
    ledger.do(c.OpenDay(house="CC", day=NOW + 1), signed_by="ccp")
    return ledger


def closed(ledger: Ledger, lots: int, hedge: HedgeFlag = SPECULATION, number: int = 1, name: str = "m-ann") -> str:
    side = "sold" if name == "m-ann" else "bought"
    forced = fill(number, side, "forced", lots=lots, day=NOW + 1)
    call = replace(book(name, forced, contract="ALL", hedge=hedge), forced_for=ForceCloseReason.over_limit)
    return ledger.submit(call, signed_by="venue").outcome.name


def test_what_is_over_a_lowered_limit_is_closed_by_force_and_no_more(lowered: Ledger) -> None:
    """Two of three, of either side; not three, nor hedging, which it does not count, and nothing once it is kept."""
    refused = Refusal.not_forced.name
    assert [closed(lowered, 3), closed(lowered, 2, HEDGE), closed(lowered, 2)] == [refused, refused, "ok"]
    assert [closed(lowered, 1, number=2), closed(lowered, 2, name="m-bob")] == [refused, "ok"]


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
