# SPDX-License-Identifier: Apache-2.0
"""What events show of goods that were declared: how much came to their keeper, as which items; or why they do not.

1. Events that were declared wrong count for nothing. What is wrong with the others is told, and nothing is taken in.
2. What came is what events made or received at the keeper's place, less what left it, in the unit of the scheme.
3. Where the rules ask for an inspector, an event of the step ``inspecting`` names the goods, or an item of them,
   once the last came. The weight that the last of them says is the measured one, within the scheme's tolerance.
4. Items are what the events that received the goods name one by one, and are there still; what they are packed in is
   one of them, or none.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from counterfoil.epcis.event import Event
from counterfoil.epcis.event_hash import digits_of, event_hash
from counterfoil.epcis.goods.containment import EVER, Stay, order, stays_in
from counterfoil.epcis.goods.sighting import Sighting, in_force
from counterfoil.epcis.goods.stock import Stock, stock_of
from counterfoil.epcis.units import BASES, UNITS
from counterfoil.epcis.vocabulary import BIZ_STEP
from counterfoil.evidence.text import format_quantity, format_time
from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.modules.receipts.records import INTAKES, KEEPERS, SCHEMES, Intake, IntakeStatus, Keeper, Scheme
from counterfoil.modules.receipts.showing import SHOWING_MAX, SHOWN, shown_as
from counterfoil.modules.receipts.terms import ITEMS_MAX, PPM, Item, Lot, Shown
from counterfoil.node.supply.events_shown import hashes_of
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.gathered_errors import GatheredErrors
from counterfoil.primitives.types import HexHash, Timestamp

INSPECTING: Final = BIZ_STEP.uri("inspecting")
UNDONE: Final = "nothing is taken in that events do not show"
_BELOW: Final = "/254/"
"""Between a location and a part of it, in a link."""
_NEXT: Final = {
    IntakeStatus.forecast: ("its goods are declared, and no room is given yet", "receipts give-room, by the registrar"),
    IntakeStatus.no_room: ("the registrar gave no room for its goods", "declare anew: receipts declare"),
    IntakeStatus.not_come: ("its goods did not arrive in time", "declare anew: receipts declare"),
    IntakeStatus.goods_in: ("its goods were taken in already", "declare what arrives besides: receipts declare"),
}
"""status → what it means for who would take its goods in, and what helps"""


class Told(NamedTuple):
    """An event, and where it stands, for messages."""

    where: str
    event: Event
    doubts: tuple[str, ...] = ()
    """that another party than the one that captured it declared it in error: it counts, and whoever reads is told"""


@dataclass(frozen=True)
class Wanted:
    """What was declared, of what kind, and by which URIs events name the goods and the keeper's place."""

    intake: Intake
    scheme: Scheme
    goods: str
    place: str

    def shown(self, amount: int) -> str:
        """A quantity in the unit of the scheme."""
        return f"{format_quantity(amount, self.scheme.decimals)} {self.scheme.uom}"


class Arrival(NamedTuple):
    """What events show."""

    wanted: Wanted
    amount: int
    """in the smallest unit of the scheme"""
    items: Sequence[Item]
    hashes: tuple[HexHash, ...]
    """of the events that show it, in the order of their root"""
    bearing: Sequence[Told]
    """the events that show it"""
    beside: int
    """how many others there are, which say nothing of it"""
    left_out: Sequence[Told] = ()
    """events that were declared wrong"""

    @property
    def shown(self) -> Shown:
        """The root over the events, and how many they are."""
        return shown_as(self.hashes)


def wanted_of(view: View, name: str, *, goods: str | None = None, place: str | None = None) -> Wanted:
    """What is to be shown; InputError where nothing waits to be taken in, or nobody says how events call it.

    ``goods``, ``place``: canonical URIs, where lot and keeper have no GS1 keys.
    """
    intake = view.read(INTAKES, name)
    if intake is None:
        remedy = "counterfoil show records receipts/intake lists what was declared"
        raise InputError("no such goods were declared", where=name, remedy=remedy)
    if intake.status is not IntakeStatus.room_given:
        problem, remedy = _NEXT[intake.status]
        raise InputError(problem, where=name, remedy=remedy)
    keeper = known(view, KEEPERS, intake.scheme, intake.goods_keeper)
    scheme = known(view, SCHEMES, intake.scheme)
    return Wanted(intake, scheme, goods_uri(intake.lot, goods), place_uri(keeper, place))


def goods_uri(lot: Lot, said: str | None) -> str:
    """How events name a lot: as is said, or by its GTIN; InputError where it has none."""
    if said is None and lot.gtin is None:
        remedy = "--goods URI, as events name them"
        raise InputError(f"the lot {lot.lot} was declared without a GTIN", where="--goods", remedy=remedy)
    return said or f"https://id.gs1.org/01/{lot.gtin}/10/{lot.lot}"


def place_uri(keeper: Keeper, said: str | None) -> str:
    """How events name a keeper's place: as is said, or by its GLN; InputError where it has none."""
    if said is None and keeper.gln is None:
        raise InputError(f"{keeper.goods_keeper} has no GLN", where="--place", remedy="--place URI, as events name it")
    return said or f"https://id.gs1.org/414/{keeper.gln}"


def standing(told: Sequence[Told]) -> list[Told]:
    """Those that were not declared wrong."""
    return [told[one.number] for one in in_force((number, one.event) for number, one in enumerate(told))]


def arrival(view: View, wanted: Wanted, told: Sequence[Told], now: Timestamp, *, with_items: bool = True) -> Arrival:
    """What events show of it; InputError for every reason why they do not."""
    wrong = GatheredErrors()
    sightings = [
        at_place(one, wanted.place) for one in in_force((number, one.event) for number, one in enumerate(told))
    ]
    own = [one for one in sightings if any(name.uri == wanted.goods for name in one.names)]
    stock = stock_of(wanted.goods, wanted.place, own)
    coming = {change.number for change in stock.changes if change.amount > 0}
    measured = wrong.tried(lambda: _measured(wanted, stock, sightings, coming, now)) or stock
    wrong.extend(
        [
            lambda: _require_stock(wanted, stock, own, told),
            lambda: _require_inspected(wanted, sightings, coming, now),
            lambda: _require_declared(wanted, measured),
        ]
    )
    items = wrong.tried(lambda: _items(wanted, sightings, coming)) if with_items else []
    wrong.require_none(wanted.intake.intake, UNDONE)
    names = {wanted.goods, *_things(sightings, coming), *(item.epc for item in items or ())}
    bearing = [told[one.number] for one in sightings if any(name.uri in names for name in one.names)]
    hashes = hashes_of(one.event for one in bearing)
    _require_new(view, wanted, hashes)
    _require_no_correction(view, wanted, told, bearing)
    amount, beside = _amount(wanted, measured), len(told) - len(bearing)
    return Arrival(wanted, amount, items or [], hashes, bearing, beside, declared_wrong(told))


def declared_wrong(told: Sequence[Told]) -> list[Told]:
    """Events of which a declaration of error stands among them."""
    kept = {one.where for one in standing(told)}
    return [one for one in told if one.where not in kept and one.event.error_declaration is None]


def at_place(one: Sighting, place: str) -> Sighting:
    """With parts of the place as the place."""

    def whole(uri: str) -> str:
        return place if uri.startswith(place + _BELOW) else uri

    return one._replace(read_point=whole(one.read_point), biz_location=whole(one.biz_location))


def _require_stock(wanted: Wanted, stock: Stock, own: Sequence[Sighting], told: Sequence[Told]) -> None:
    """Something came, and no more left."""
    if stock.problem:
        raise InputError(
            stock.problem, where=told[stock.since].where, remedy="correct what the event says, or declare it"
        )
    if stock.amount:
        return
    places = sorted({one.place for one in own if one.place} - {wanted.place})
    if not own:
        problem, remedy = f"no event names {wanted.goods}", "--goods URI, if they name it otherwise"
    elif stock.changes:
        problem, remedy = "all that came has left again", "events of what is there"
    else:
        seen = f"; seen at {', '.join(places)}" if places else ""
        problem = f"no event has received any of it at {wanted.place}{seen}"
        remedy = "bizStep receiving, with how much of the lot in quantityList; --place URI, if it is called otherwise"
    raise InputError(problem, where=wanted.intake.lot.lot, remedy=remedy)


def _require_inspected(wanted: Wanted, sightings: Sequence[Sighting], coming: set[int], now: Timestamp) -> None:
    """Rule 3; only where something came."""
    if not wanted.scheme.rules_at(now).inspected or not coming:
        return
    came = [one for one in sightings if one.number in coming]
    last, names = max(one.time_ms for one in came), {wanted.goods, *_things(sightings, coming)}
    seen = [one for one in sightings if any(name.uri in names for name in one.names)]
    inspected = [
        one for one in seen if one.biz_step == INSPECTING and wanted.place in (one.read_point, one.biz_location)
    ]
    if not any(one.time_ms >= last for one in inspected):
        problem = "no event has inspected it" if not inspected else "it was inspected before the last of it came"
        remedy = (
            f"bizStep inspecting at {wanted.place}, at {format_time(last)} or later: the rules of the scheme ask for it"
        )
        raise InputError(problem, where=wanted.intake.lot.lot, remedy=remedy)


def _measured(wanted: Wanted, stock: Stock, sightings: Sequence[Sighting], coming: set[int], now: Timestamp) -> Stock:
    """As much as the inspector measured last, where an event says so in a unit of the scheme's kind.

    Within the tolerance of the scheme its figure is the measured one; beyond it, the events contradict each other.
    """
    rules, wished = wanted.scheme.rules_at(now), UNITS.get(wanted.scheme.uom)
    if not rules.inspected or stock.problem or not coming or wished is None or stock.unit != BASES[wished.dimension]:
        return stock
    last = max(one.time_ms for one in sightings if one.number in coming)
    weighed = [
        (one.time_ms, UNITS[name.uom].to_base(name.quantity))
        for one in sorted(sightings, key=order)
        if one.biz_step == INSPECTING and one.time_ms >= last and wanted.place in (one.read_point, one.biz_location)
        for name in one.names
        if name.uri == wanted.goods and name.quantity is not None
        if name.uom in UNITS and UNITS[name.uom].dimension == wished.dimension
    ]
    if not weighed:
        return stock
    time_ms, amount = weighed[-1]
    there = sum((change.amount for change in stock.changes if change.time_ms <= time_ms), Fraction(0))
    if abs(amount - there) * PPM > there * rules.tolerance_ppm:
        problem = f"the inspector measured {_exact(amount)} {stock.unit}, and {_exact(there)} {stock.unit} were there"
        remedy = "an event of the step inspecting says how much all of it is, or nothing; correct what is wrong"
        raise InputError(problem, where=wanted.intake.lot.lot, remedy=remedy)
    return stock._replace(amount=stock.amount + amount - there)


def _require_declared(wanted: Wanted, stock: Stock) -> None:
    """It is so much in the unit of the scheme, and no more than was declared."""
    if not stock.amount or stock.problem:
        return
    amount, declared = _amount(wanted, stock), wanted.intake.declared
    if amount > declared:
        problem = f"{wanted.shown(amount)} came, and {wanted.shown(declared)} were declared"
        raise InputError(
            problem, where=wanted.intake.lot.lot, remedy="declare the rest by itself, with events of its own"
        )


def _amount(wanted: Wanted, stock: Stock) -> int:
    """In the smallest unit of the scheme; InputError where that cannot be said."""
    return whole_amount(wanted.scheme, wanted.intake.lot.lot, stock.amount, stock.unit)


def whole_amount(scheme: Scheme, lot: str, amount: Fraction, said_in: str) -> int:
    """An amount in some unit in the smallest unit of a scheme; InputError where that cannot be said."""
    unit, wished = UNITS.get(said_in), UNITS.get(scheme.uom)
    if unit is None or wished is None or unit.dimension != wished.dimension:
        problem = f"events say {said_in or 'pieces'}, and the scheme counts {scheme.uom}"
        raise InputError(problem, where=lot, remedy="events in a unit of that kind")
    exact = wished.from_base(unit.to_base(amount)) * Fraction(10**scheme.decimals)
    if exact.denominator != 1:
        problem = f"{_exact(amount)} {said_in} are no whole number of the scheme's smallest unit"
        raise InputError(problem, where=lot, remedy=f"{scheme.uom} with {scheme.decimals} decimals")
    return int(exact)


def _exact(amount: Fraction) -> str:
    """A fraction as it is."""
    return str(amount.numerator) if amount.denominator == 1 else f"{amount.numerator}/{amount.denominator}"


def _items(wanted: Wanted, sightings: Sequence[Sighting], coming: set[int]) -> list[Item]:
    """Rule 4, what is outside first; InputError for more than one intake names."""
    named = _things(sightings, coming)
    inside = _stays(named, sightings)
    named += [stay.child for stay in inside if not _is_class(stay.child, sightings)]
    there = [uri for uri in dict.fromkeys(named) if not _has_left(uri, wanted.place, sightings)]
    outer = {stay.child: stay.parent for stay in inside if stay.parent in there}
    if len(there) > ITEMS_MAX:
        problem = f"{len(there):,} items came, and one intake names {ITEMS_MAX}"
        raise InputError(problem, where=wanted.intake.lot.lot, remedy="--no-items, or several declarations")
    return [Item(epc=uri, packed_in=outer.get(uri)) for uri in _outside_first(there, outer)]


def _things(sightings: Iterable[Sighting], coming: set[int]) -> list[str]:
    """What the events that received the goods name one by one."""
    received = (one for one in sightings if one.number in coming)
    return [name.uri for one in received for name in one.named("epc") if not name.is_class]


def _stays(named: Iterable[str], sightings: Sequence[Sighting]) -> list[Stay]:
    """What is in any of these still, and in what is in them."""
    found: list[Stay] = []
    waiting, seen = list(named), set[str]()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        stays = [stay for stay in stays_in(one, sightings) if stay.until_ms == EVER]
        found += stays
        waiting += [stay.child for stay in stays]
    return found


def _is_class(uri: str, sightings: Iterable[Sighting]) -> bool:
    return any(name.is_class for one in sightings for name in one.names if name.uri == uri)


def _has_left(uri: str, place: str, sightings: Sequence[Sighting]) -> bool:
    """Whether it went away by itself after it came; what is in a box goes with it, and is not told."""
    stock = stock_of(uri, place, [one for one in sightings if any(name.uri == uri for name in one.names)])
    return bool(stock.changes) and stock.amount == 0


def _outside_first(there: Sequence[str], outer: dict[str, str]) -> Iterator[str]:
    """A ledger knows what a thing is packed in before the thing."""
    placed: set[str] = set()
    waiting = list(there)
    while waiting:
        ready = [uri for uri in waiting if outer.get(uri) is None or outer[uri] in placed]
        ready = ready or waiting[:1]  # two that are said to be in each other
        yield from ready
        placed.update(ready)
        waiting = [uri for uri in waiting if uri not in placed]


def _require_no_correction(view: View, wanted: Wanted, told: Sequence[Told], bearing: Sequence[Told]) -> None:
    """What corrects an event that showed goods of this lot before tells of the same goods again."""
    intake, ids = wanted.intake, {one.event.event_id for one in bearing}
    key = (intake.scheme, intake.goods_keeper, intake.lot.lot)
    for one in told:
        declared = one.event.error_declaration
        corrected = () if declared is None else ids.intersection(declared.corrective_event_ids)
        if corrected and view.read(SHOWN, *key, digits_of(event_hash(one.event))) is not None:
            problem = f"it corrects {one.where}, which showed goods of this lot before: {', '.join(sorted(corrected))}"
            remedy = (
                "what was taken in too much is struck by a supervisor, or taken out: receipts strike-goods, take-out"
            )
            raise InputError(problem, where=wanted.intake.lot.lot, remedy=remedy)


def _require_new(view: View, wanted: Wanted, hashes: Sequence[str]) -> None:
    """No event shows goods of a lot twice, and one intake names only so many."""
    intake, told = wanted.intake, wanted.intake.lot.lot
    key = (intake.scheme, intake.goods_keeper, intake.lot.lot)
    before = [digits for digits in hashes if view.read(SHOWN, *key, digits) is not None]
    remedy = "the events of this delivery alone: files of their own, or --since"
    if before:
        many = "these very events" if len(before) == len(hashes) else f"{len(before)} of these {len(hashes)} events"
        raise InputError(f"{many} showed goods of this lot before", where=told, remedy=remedy)
    if len(hashes) > SHOWING_MAX:
        raise InputError(
            f"{len(hashes):,} events bear on it, and one intake names {SHOWING_MAX}", where=told, remedy=remedy
        )
