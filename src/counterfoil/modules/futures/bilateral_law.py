# SPDX-License-Identifier: Apache-2.0
"""The law of trades that two agree on. The other side's account is read by no call of this side's."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.text import format_day, format_time
from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import bilateral as b
from counterfoil.modules.futures import bilateral_calls as c
from counterfoil.modules.futures.bilateral import AGREED, AgreedStatus, AgreedTrade
from counterfoil.modules.futures.booking import booked, require_reason
from counterfoil.modules.futures.floor import Floor, account_on, band_of, floor_of
from counterfoil.modules.futures.halting import HALTS, require_trading
from counterfoil.modules.futures.outcomes import FuturesOutcome
from counterfoil.modules.futures.positions import Fill, Offset
from counterfoil.modules.futures.records import HOUSES, ProductRules
from counterfoil.modules.futures.rounding import beside_tick
from counterfoil.modules.futures.trade_policy import BilateralRules, TradeKind
from counterfoil.primitives.types import Timestamp


def propose_trade(call: c.ProposeTrade, moment: Moment) -> Iterable[EventData]:
    floor = floor_of(moment, call.contract)
    policy, ratio_ppm = _policy(floor.rules, call.kind, floor.contract.product)
    _require_trading(moment, floor, moment.time)
    apart = call.buyer.account != call.seller.account and call.buyer.party != call.seller.party
    require(apart, FuturesOutcome.sides_apart, call.trade)
    require(call.by in (call.buyer.party, call.seller.party), FuturesOutcome.not_its_side, call.by)
    require(call.expires > moment.time, FuturesOutcome.agreement_expired, format_time(call.expires))
    require_reason((call.buyer.offset, call.seller.offset), None, call.trade)
    is_efp = call.kind is TradeKind.efp
    require(is_efp is bool(call.physical), FuturesOutcome.goods_of_an_exchange, call.trade)
    enough = is_efp or call.lots >= policy.block_lots
    require(enough, FuturesOutcome.block_too_small, f"{call.lots} lots of {policy.block_lots}")
    on_tick = not call.price % floor.rules.tick
    require(on_tick, FuturesOutcome.off_tick, beside_tick(call.contract, call.price, floor.rules.tick))
    lower, upper = band_of(floor.contract.settlement, ratio_ppm, floor.rules.tick)
    require(lower <= call.price <= upper, FuturesOutcome.outside_band, f"{call.price}: {lower} to {upper}")
    yield b.TradeProposed(
        trade=call.trade,
        contract=call.contract,
        house=floor.contract.house,
        kind=call.kind,
        price=call.price,
        lots=call.lots,
        sides=(call.buyer, call.seller),
        by=call.by,
        day=floor.day,
        expires=call.expires,
        house_agrees=policy.house_agrees,
        physical=call.physical,
        document=call.document,
    )


def affirm_trade(call: c.AffirmTrade, moment: Moment) -> Iterable[EventData]:
    trade = known(moment, AGREED, call.trade)
    require(trade.status is AgreedStatus.proposed, FuturesOutcome.agreement_elsewhere, _told(trade))
    _require_in_time(trade, moment.time)
    # Agreed on during a halt it could never be registered: it is affirmed once trading goes on.
    _require_trading(moment, floor_of(moment, trade.contract), moment.time)
    yield b.TradeAffirmed(trade=call.trade, by=trade.other, time=moment.time, status=b.reached(trade))


def allow_trade(call: c.AllowTrade, moment: Moment) -> Iterable[EventData]:
    trade = known(moment, AGREED, call.trade)
    require(trade.status is AgreedStatus.affirmed, FuturesOutcome.agreement_elsewhere, _told(trade))
    _require_in_time(trade, moment.time)
    yield b.TradeAllowed(trade=call.trade, house=trade.house)


def withdraw_trade(call: c.WithdrawTrade, moment: Moment) -> Iterable[EventData]:
    trade = known(moment, AGREED, call.trade)
    may = (*(one.party for one in trade.sides), known(moment, HOUSES, trade.house).by)
    require(call.by in may, FuturesOutcome.not_its_side, call.by)
    waits = trade.status in (AgreedStatus.proposed, AgreedStatus.affirmed)
    require(waits, FuturesOutcome.agreement_elsewhere, _told(trade))
    yield b.TradeWithdrawn(trade=call.trade, by=call.by, reason=call.reason)


def register_trade(call: c.RegisterTrade, moment: Moment) -> Iterable[EventData]:
    trade = known(moment, AGREED, call.trade)
    if trade.agreed_at is None or trade.status is not AgreedStatus.agreed:
        raise Refused(FuturesOutcome.agreement_elsewhere, _told(trade))
    _require_in_time(trade, moment.time)
    floor, side = floor_of(moment, trade.contract), trade.side(call.direction)
    require(floor.day == trade.day, FuturesOutcome.agreed_for_another_day, format_day(trade.day))
    _require_trading(moment, floor, trade.agreed_at)
    account = account_on(moment, floor, side.account, opens=side.offset is Offset.opens)
    speaks = side.party in (account.holder, account.member)
    require(speaks, FuturesOutcome.not_its_side, f"{side.party}: {side.account}")
    fill = Fill(call.number, trade.agreed_at, call.direction, side.offset, trade.price, trade.lots, trade.kind)
    yield b.TradeRegistered(trade=call.trade, **booked(moment, floor, account, side.hedge, (fill,)))


def _policy(rules: ProductRules, kind: TradeKind, product: str) -> tuple[BilateralRules, int]:
    """The rules for trades of a kind, and their band; Refused where a product has none."""
    policy = rules.bilateral
    ratios = {} if policy is None else {TradeKind.block: policy.block_ppm, TradeKind.efp: policy.efp_ppm}
    ratio_ppm = ratios.get(kind)
    if policy is None or ratio_ppm is None:
        raise Refused(FuturesOutcome.no_such_agreements, f"{product}: {kind}")
    return policy, ratio_ppm


def _require_trading(moment: Moment, floor: Floor, time: Timestamp) -> None:
    """Refused where both came to stand by it while the contract was halted, unless the product's rules let them."""
    policy = floor.rules.bilateral
    if policy is None or not policy.while_halted:
        require_trading(moment.read(HALTS, floor.contract.product), floor.contract.contract, time)


def _require_in_time(trade: AgreedTrade, time: Timestamp) -> None:
    require(time <= trade.expires, FuturesOutcome.agreement_expired, f"{trade.trade}: {format_time(trade.expires)}")


def _told(trade: AgreedTrade) -> str:
    return f"{trade.trade}: {trade.status}"


CALLS: Final[dict[type[Call], Moves]] = {
    c.ProposeTrade: propose_trade,
    c.AffirmTrade: affirm_trade,
    c.AllowTrade: allow_trade,
    c.WithdrawTrade: withdraw_trade,
    c.RegisterTrade: register_trade,
}
