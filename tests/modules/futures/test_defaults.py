# SPDX-License-Identifier: Apache-2.0
"""Who bears a default, and how often members are asked: with figures by hand."""

from counterfoil.law.dated import DAY_MS
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.defaults import FUNDS, Default, Fund, Layer, Share
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.records import FUTURES
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity
from support.futures_market import AT, MULTIPLIER, TODAY, at, book, fill, houses, on_the_floor
from support.ledger import Ledger


def test_a_member_in_default_survives_nobody() -> None:
    """Delta costs 20: alpha with 30 in the fund bears 15, gamma with 10 bears 5, and beta, which failed, nothing."""
    paid = {"alpha": 30, "beta": 20, "gamma": 10}
    shares = tuple(Share(PartyId(name), Quantity(50), Quantity(has)) for name, has in paid.items())
    names = {name: AccountId(name) for name in ("account", "skin", "reserve", "own_funds")}
    fund = Fund(house="CC", by=PartyId("ccp"), cash=InstrumentId("CNY"), **names, shares=shares)
    after = fund.with_failed(PartyId("beta")).borne(Layer.survivors, PartyId("delta"), 20)
    assert {one.member: one.paid for one in after.shares} == {"alpha": 15, "beta": 20, "gamma": 5}


def test_a_default_marks_the_members_share() -> None:
    """On the ledger: declared, the fund knows it, and nothing more is required of it."""
    ledger = houses(Ledger())
    ledger.do(d.DeclareDefault(house="CC", member="gamma", reason="it did not pay"), signed_by="ccp")
    fund = ledger.state.read(FUNDS, "CC")
    assert fund is not None and {one.member: one.failed for one in fund.shares} == {"alpha": False, "gamma": True}
    more = d.RequireShare(house="CC", member="gamma", required=2)
    assert ledger.submit(more, signed_by="ccp").outcome is Refusal.member_in_default


def test_thirty_days_are_any_thirty() -> None:
    """Of 1,000 required, 600 are asked on day 0 and 400 on day 20: on day 29 nothing is left, on day 30 the 600 are."""
    ledger = houses(Ledger())
    begun = ledger.time

    def asked(day: int, amount: int) -> str:
        ledger.wait(max(0, begun + day * DAY_MS - ledger.time))
        call = d.CallFurther(house="CC", member="alpha", amount=amount)
        return ledger.submit(call, signed_by="ccp").outcome.name

    capped, done = Refusal.further_calls_capped.name, "ok"
    assert [asked(0, 600), asked(20, 401), asked(20, 400), asked(29, 1)] == [done, capped, done, capped]
    assert [asked(30, 601), asked(30, 600), asked(49, 1), asked(50, 400)] == [capped, done, capped, done]


def test_what_nothing_writes_is_no_field() -> None:
    """A default says what each layer bore; what is paid back later stands in no record of the ledger's."""
    assert "recovered" not in Default.__struct_fields__


def test_no_price_is_fixed_before_the_last_session_ends() -> None:
    """Neither computed nor announced, while trades may come; once it is over, both are."""
    ledger = houses(Ledger())
    ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    ledger.do(book("m-alpha", fill(1, "bought", "opens", time=at(890))), signed_by="venue")
    ledger.do(book("m-gamma", fill(1, "sold", "opens", time=at(890))), signed_by="venue")
    said = {"lots": 1, "turnover": AT * MULTIPLIER, "late_lots": 1, "late_turnover": AT * MULTIPLIER}
    ledger.do(c.Balance(contract="IF", open_interest=1, **said), signed_by="venue")
    ledger.do(c.FixSettlement(contract="IF"), signed_by="ccp")
    floor = on_the_floor(Ledger())
    announced = c.FixSettlement(contract="late", price=AT, reason="notice 3")
    for early in (c.FixSettlement(contract="late"), announced):
        assert floor.submit(early, signed_by="ccp").outcome is Refusal.session_not_over
    floor.wait(at(2_160) - floor.time)
    floor.do(announced, signed_by="ccp")
    contract = floor.state.read(FUTURES, "late")
    assert contract is not None and contract.settled == TODAY
