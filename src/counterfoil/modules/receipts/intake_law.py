# SPDX-License-Identifier: Apache-2.0
"""The law of schemes, keepers and goods: which events each of their calls causes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.law.dated import begins, scheduled
from counterfoil.law.detail import after_then, before_then, not_so_far, units
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, EncumbranceKind, GrantStatus, Part
from counterfoil.modules.holdings.reservations import active, given_back
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentKind
from counterfoil.modules.receipts import calls as c
from counterfoil.modules.receipts import intake_events as e
from counterfoil.modules.receipts import scheme_events as se
from counterfoil.modules.receipts.document_events import GoodsLost
from counterfoil.modules.receipts.documents import Action, KeeperKind
from counterfoil.modules.receipts.elsewhere import set_peers
from counterfoil.modules.receipts.elsewhere_outcomes import GoodsElsewhereOutcome
from counterfoil.modules.receipts.goods import DEPTH_MAX, GOODS, ITEMS, item_key, outside, require_items
from counterfoil.modules.receipts.goods_outcomes import GoodsOutcome
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.records import (
    INTAKES,
    KEEPERS,
    SCHEMES,
    Intake,
    IntakeStatus,
    Keeper,
    KeeperStatus,
    Scheme,
    forecast_until,
)
from counterfoil.modules.receipts.showing import shown_as
from counterfoil.modules.receipts.taking import at
from counterfoil.modules.receipts.terms import Item, gs1_key_is_wrong, money_for
from counterfoil.primitives.types import QUANTITY_MAX, PartyId, Quantity, RecordPath


def open_scheme(call: c.OpenScheme, moment: Moment) -> Iterable[EventData]:
    cash = known(moment, INSTRUMENTS, call.cash).kind is InstrumentKind.cash
    require(cash, ReceiptsOutcome.deposits_not_in_cash, call.cash)
    yield se.SchemeOpened(
        scheme=call.scheme,
        registered_by=call.registered_by,
        commodity=call.commodity,
        uom=call.uom,
        decimals=call.decimals,
        cash=call.cash,
        account=call.account,
        rules=call.rules.begin(moment.time),
    )


def set_rules(call: c.SetRules, moment: Moment) -> Iterable[EventData]:
    scheme = known(moment, SCHEMES, call.scheme)
    since = begins(call.since, moment.time, ReceiptsOutcome.receipt_rules_backdated, call.scheme)
    rules = call.rules.begin(since)
    yield se.RulesSet(
        scheme=call.scheme,
        registered_by=scheme.registered_by,
        rules=scheduled(scheme.rules, rules, moment.time, ReceiptsOutcome.too_many_receipt_rules, call.scheme),
        reason=call.reason,
    )


def admit_keeper(call: c.AdmitKeeper, moment: Moment) -> Iterable[EventData]:
    scheme = known(moment, SCHEMES, call.scheme)
    require(call.gln is None or not gs1_key_is_wrong(call.gln, 13), ReceiptsOutcome.invalid_gs1_key, call.gln or "")
    covered = (call.guarantee is not None) == (call.kind is KeeperKind.factory)
    require(covered, ReceiptsOutcome.guarantee_missing, call.goods_keeper)
    require(call.goods_keeper != scheme.registered_by, ReceiptsOutcome.keeper_is_registrar, call.goods_keeper)
    yield se.KeeperAdmitted(
        scheme=call.scheme,
        registered_by=scheme.registered_by,
        goods_keeper=call.goods_keeper,
        kind=call.kind,
        capacity=call.capacity,
        cash=scheme.cash,
        account=call.account,
        gln=call.gln,
        guarantee=call.guarantee,
    )


def bar_keeper(call: c.BarKeeper, moment: Moment) -> Iterable[EventData]:
    trusted(moment, call.scheme, call.goods_keeper)
    yield se.KeeperBarred(
        scheme=call.scheme,
        registered_by=known(moment, SCHEMES, call.scheme).registered_by,
        goods_keeper=call.goods_keeper,
        reason=call.reason,
    )


def declare(call: c.Declare, moment: Moment) -> Iterable[EventData]:
    trusted(moment, call.scheme, call.goods_keeper)
    scheme = known(moment, SCHEMES, call.scheme)
    rules = scheme.rules_at(moment.time)
    gtin = call.lot.gtin
    require(gtin is None or not gs1_key_is_wrong(gtin, 14), ReceiptsOutcome.invalid_gs1_key, gtin or "")
    due = money_for(call.declared, rules.deposit_price, scheme.decimals)
    exact = reserved_for(moment, call.deposit, scheme, INTAKES.path(call.intake), due)
    require(exact, ReceiptsOutcome.deposit_not_exact, units(due, scheme.cash))
    yield e.Declared(
        intake=call.intake,
        scheme=call.scheme,
        goods_keeper=call.goods_keeper,
        depositor=call.depositor,
        lot=call.lot,
        declared=call.declared,
        deposit=call.deposit,
        until=forecast_until(rules, moment.time),
    )


def give_room(call: c.GiveRoom, moment: Moment) -> Iterable[EventData]:
    intake = intake_at(moment, call.intake, IntakeStatus.forecast)
    require(moment.time < intake.until, ReceiptsOutcome.forecast_over, before_then("it", intake.until, moment.time))
    yield e.RoomGiven(**_of(intake), registered_by=known(moment, SCHEMES, intake.scheme).registered_by)


def turn_away(call: c.TurnAway, moment: Moment) -> Iterable[EventData]:
    intake = intake_at(moment, call.intake, IntakeStatus.forecast)
    registrar = known(moment, SCHEMES, intake.scheme).registered_by
    yield e.TurnedAway(**_of(intake), registered_by=registrar, reason=call.reason)
    yield from deposit_back(moment, intake)


def lapse(call: c.Lapse, moment: Moment) -> Iterable[EventData]:
    intake = intake_at(moment, call.intake, IntakeStatus.forecast, IntakeStatus.room_given)
    told = after_then(call.intake, intake.until, moment.time)
    require(moment.time >= intake.until, ReceiptsOutcome.forecast_lasts, told)
    roomed = intake.status is IntakeStatus.room_given
    yield e.Lapsed(**_of(intake), had_room=roomed)
    # Who was given room kept it from others, and did not come; who waited for it in vain owes nothing.
    yield from deposit_parted(moment, intake, intake.declared if roomed else 0)


def take_in(call: c.TakeIn, moment: Moment) -> Iterable[EventData]:
    intake = intake_at(moment, call.intake, IntakeStatus.room_given)
    scheme = known(moment, SCHEMES, intake.scheme)
    _require_inspected(moment, scheme, call.inspector, intake.goods_keeper, intake.depositor)
    require(moment.time < intake.until, ReceiptsOutcome.forecast_over, before_then("it", intake.until, moment.time))
    require(call.arrived <= intake.declared, ReceiptsOutcome.more_arrived, f"{call.arrived} of {intake.declared}")
    _require_packed(moment, intake, call.items)
    once = len(set(call.events)) == len(call.events)
    require(once, GoodsElsewhereOutcome.goods_shown_already, call.intake)
    yield e.TakenIn(
        **_of(intake),
        lot=intake.lot,
        arrived=call.arrived,
        certificate=call.certificate,
        shown=shown_as(call.events),
        events=call.events,
        inspector=call.inspector,
        items=call.items,
        time=moment.time,
    )
    yield from deposit_parted(moment, intake, intake.declared - call.arrived)


def take_out(call: c.TakeOut, moment: Moment) -> Iterable[EventData]:
    _require_inspected(moment, known(moment, SCHEMES, call.scheme), call.inspector, call.goods_keeper)
    if call.items:
        require_items(moment, call.items, (call.scheme, call.goods_keeper, call.lot))
    yield e.TakenOut(
        scheme=call.scheme,
        goods_keeper=call.goods_keeper,
        lot=call.lot,
        quantity=call.quantity,
        shown=call.shown,
        inspector=call.inspector,
        items=call.items,
    )


def strike_goods(call: c.StrikeGoods, moment: Moment) -> Iterable[EventData]:
    require(call.quantity > 0 or bool(call.items), GoodsOutcome.nothing_to_strike, call.lot)
    require_items(moment, call.items, (call.scheme, call.goods_keeper, call.lot))
    yield e.GoodsStruck(
        scheme=call.scheme,
        goods_keeper=call.goods_keeper,
        lot=call.lot,
        quantity=call.quantity,
        items=call.items,
        by=call.by,
        reference=call.reference,
    )


def record_loss(call: c.RecordLoss, moment: Moment) -> Iterable[EventData]:
    key = (call.scheme, call.goods_keeper, call.lot)
    goods = known(moment, GOODS, *key)
    registrar = known(moment, SCHEMES, call.scheme).registered_by
    found = [at(moment, document, Action.lose) for document in call.documents]
    apart = len(set(call.documents)) == len(found)
    apart = apart and all(one.goods_key == key for one in found)
    # What is on no document bears the loss first; then each document that is named, as far as it goes.
    shares = _shares(call.quantity - goods.free_goods, [one.left for one in found])
    require(apart and all(shares), ReceiptsOutcome.documents_not_of_loss, call.lot)
    require_items(moment, call.items, key)
    for one, share in zip(found, shares, strict=True):
        yield GoodsLost(
            document=one.instrument,
            goods_keeper=call.goods_keeper,
            registered_by=registrar,
            quantity=share,
            insurance=call.insurance,
        )
    yield e.LossRecorded(
        scheme=call.scheme,
        goods_keeper=call.goods_keeper,
        registered_by=registrar,
        lot=call.lot,
        quantity=call.quantity,
        on_lost=sum(shares),
        insurance=call.insurance,
        shown=call.shown,
        items=call.items,
    )


def _shares(beyond: int, borne_by: Sequence[int]) -> list[int]:
    """What each bears of a loss beyond free goods: the first as much as it has, then the next; nothing of none."""
    shares = []
    for left in borne_by:
        share = min(max(beyond, 0), left)
        shares.append(share)
        beyond -= share
    return shares


def _require_inspected(moment: Moment, scheme: Scheme, inspector: PartyId | None, *others: PartyId) -> None:
    """An inspector signs where the rules ask for one, and it is none of the others."""
    lacks = inspector is None and scheme.rules_at(moment.time).inspected
    require(not lacks and inspector not in others, ReceiptsOutcome.inspector_not_other, scheme.scheme)


def trusted(moment: Moment, scheme: str, keeper: PartyId) -> Keeper:
    """The keeper, which may take in and draft."""
    found = known(moment, KEEPERS, scheme, keeper)
    require(found.status is KeeperStatus.trusted, ReceiptsOutcome.goods_keeper_stopped, keeper)
    return found


def intake_at(moment: Moment, intake: str, *statuses: IntakeStatus) -> Intake:
    """What was declared, which is so far."""
    found = known(moment, INTAKES, intake)
    told = not_so_far(intake, found.status, " or ".join(statuses))
    require(found.status in statuses, ReceiptsOutcome.intake_not_so_far, told)
    return found


def reserved_for(moment: Moment, hold: str | None, scheme: Scheme, executor: RecordPath, due: int) -> bool:
    """Whether just so much money is reserved for the record, without end; where nothing is due, whether no hold is."""
    if hold is None or due == 0:
        return hold is None and due == 0
    found = active(moment, hold, EncumbranceKind.hold)
    exact = (found.executor, found.instrument, found.quantity, found.expires)
    return exact == (executor, scheme.cash, due, QUANTITY_MAX)


def deposit_back(moment: Moment, intake: Intake) -> Iterator[EventData]:
    """All of it is its owner's again."""
    if intake.deposit is not None:
        yield from given_back(moment, intake.deposit, INTAKES.path(intake.intake))


def deposit_parted(moment: Moment, intake: Intake, missing: int) -> Iterator[EventData]:
    """What is deposited for goods that did not come is forfeited, a part of a coin not; the rest is given back."""
    if intake.deposit is None:
        return
    held = known(moment, ENCUMBRANCES, intake.deposit)
    forfeited = held.quantity * missing // intake.declared if held.status is GrantStatus.active else 0
    path = INTAKES.path(intake.intake)
    if forfeited:
        scheme = known(moment, SCHEMES, intake.scheme)
        yield Transferred(
            sender=held.account,
            receiver=scheme.account,
            instrument=held.instrument,
            quantity=Quantity(forfeited),
            part=Part.held,
            giving=ENCUMBRANCES.path(intake.deposit),
            taking=SCHEMES.path(intake.scheme),
            cause=path,
        )
    yield from given_back(moment, intake.deposit, path, held.quantity - forfeited)


def _of(intake: Intake) -> dict[str, Any]:
    names = ("intake", "scheme", "goods_keeper", "declared")
    return {name: getattr(intake, name) for name in names}


def _require_packed(moment: Moment, intake: Intake, items: Sequence[Item]) -> None:
    """Each is named once, in what is named before it or was taken in before, and no deeper than is ever looked.

    What it is packed in is this keeper's, in this scheme: nobody else has a say in what becomes of that.
    """
    depths: dict[str, int] = {}
    for item in items:
        outer = item.packed_in
        if outer is None:
            depth = 0
        elif outer in depths:
            depth = depths[outer] + 1
        else:
            depth = _depth_there(moment, intake, outer) + 1
        require(item.epc not in depths, ReceiptsOutcome.items_do_not_add_up, item.epc)
        require(depth <= DEPTH_MAX, GoodsOutcome.packed_too_deep, f"{item.epc}: {depth} packings")
        depths[item.epc] = depth


def _depth_there(moment: Moment, intake: Intake, epc: str) -> int:
    """In how many packings something is that was taken in before; Refused where it is not here, or another's."""
    found = moment.read(ITEMS, item_key(epc))
    if found is None:
        raise Refused(ReceiptsOutcome.items_do_not_add_up, epc)
    own = (found.scheme, found.goods_keeper) == (intake.scheme, intake.goods_keeper)
    require(own, GoodsOutcome.packed_with_another, f"{epc}: {found.goods_keeper}")
    return sum(1 for _ in outside(moment, item_key(epc)))


INTAKE_MOVES: Final[Mapping[type[Call], Moves]] = {
    c.OpenScheme: open_scheme,
    c.SetRules: set_rules,
    c.SetPeers: set_peers,
    c.AdmitKeeper: admit_keeper,
    c.BarKeeper: bar_keeper,
    c.Declare: declare,
    c.GiveRoom: give_room,
    c.TurnAway: turn_away,
    c.Lapse: lapse,
    c.TakeIn: take_in,
    c.TakeOut: take_out,
    c.StrikeGoods: strike_goods,
    c.RecordLoss: record_loss,
}
