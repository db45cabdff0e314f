# SPDX-License-Identifier: Apache-2.0
"""Events that move or end units under an order, encumbered ones too: each names all that it takes, part by part.

An order is a record of another module that grants the act. What is suspended is moved all the same.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from counterfoil.evidence.event import Side
from counterfoil.law.event import Act, Changes, Consents, Movement, Touch
from counterfoil.law.moment import Moment, all_known, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.holdings.consents import under_order
from counterfoil.modules.holdings.events import booked, received, retitled, supplied
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import (
    ENCUMBRANCES,
    HOLDINGS,
    Encumbrance,
    EncumbranceKind,
    FreezeOrder,
    GrantStatus,
    Holding,
    Part,
    Taken,
    short_of,
)
from counterfoil.modules.holdings.reservations import RegulatoryEvent
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import AccountId, InstrumentId, NaturalQuantity, Quantity, RecordPath

_ENCUMBRANCES: Changes[Encumbrance] = Changes(ENCUMBRANCES)


class Forced(RegulatoryEvent, frozen=True):
    """An order moved units, which arrive free. Frozen, pledged and held ones moved as far as it names them."""

    type: ClassVar[str] = "holdings.forced"
    by_grant: ClassVar[bool] = True
    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    free: NaturalQuantity
    taken: tuple[Taken, ...]
    """of each encumbrance, which is less by as much"""
    order: RecordPath
    cause: RecordPath
    reference: str = ""

    @property
    def quantity(self) -> Quantity:
        """How many units moved in all."""
        return _total(self.free, self.taken)

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _deprived(moment, self.sender, self.instrument, self.free, self.taken)
        yield received(self.receiver, self.instrument, self.quantity)
        yield from _cut(self.taken)
        yield from retitled(moment, self.instrument, self.receiver)

    def permit(self, moment: Moment) -> Consents:
        require(self.sender != self.receiver, HoldingsOutcome.same_account, self.sender)
        require(self.quantity > 0, HoldingsOutcome.nothing_moved, self.sender)
        _require_reserved(moment, self.sender, self.instrument, self.taken)
        return all_known(
            (
                lambda: under_order(moment, self._movement(Side.gives, self.sender), self.order),
                lambda: under_order(moment, self._movement(Side.takes, self.receiver), self.order),
            )
        )

    def _movement(self, side: Side, account: AccountId) -> Movement:
        return Movement(side, account, self.instrument, self.quantity, self.receiver, self.cause, Act.forces)


class Burned(RegulatoryEvent, frozen=True):
    """An order extinguished units. Frozen, pledged and held ones ended as far as it names them."""

    type: ClassVar[str] = "holdings.burned"
    by_grant: ClassVar[bool] = True
    account: AccountId
    instrument: InstrumentId
    free: NaturalQuantity
    taken: tuple[Taken, ...]
    """of each encumbrance, which is less by as much"""
    order: RecordPath
    cause: RecordPath
    reference: str = ""

    @property
    def quantity(self) -> Quantity:
        """How many units ended in all."""
        return _total(self.free, self.taken)

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _deprived(moment, self.account, self.instrument, self.free, self.taken)
        yield supplied(self.instrument, -self.quantity)
        yield from _cut(self.taken)
        yield from retitled(moment, self.instrument, None)

    def permit(self, moment: Moment) -> Consents:
        require(self.quantity > 0, HoldingsOutcome.nothing_moved, self.account)
        _require_reserved(moment, self.account, self.instrument, self.taken)
        return (under_order(moment, self._movement(Side.gives, self.account), self.order),)

    def _movement(self, side: Side, account: AccountId) -> Movement:
        return Movement(side, account, self.instrument, self.quantity, account, self.cause, Act.burns)


class Recovered(RegulatoryEvent, frozen=True):
    """An order moved a whole holding, each part as it was, to another account of its holder.

    It says what it moves, so that what it makes of the receiving account does not hang on the other one. ``of`` reads
    that from the holding; what an event says otherwise is refused.
    """

    type: ClassVar[str] = "holdings.recovered"
    by_grant: ClassVar[bool] = True
    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    encumbrances: tuple[str, ...]
    """every active one of the holding; they stand on the receiving account from now on"""
    order: RecordPath
    cause: RecordPath
    free: NaturalQuantity = Quantity(0)
    held: NaturalQuantity = Quantity(0)
    pledged: NaturalQuantity = Quantity(0)
    frozen: NaturalQuantity = Quantity(0)
    line: tuple[FreezeOrder, ...] = ()

    @classmethod
    def of(
        cls,
        moment: Moment,
        *,
        sender: AccountId,
        receiver: AccountId,
        instrument: InstrumentId,
        encumbrances: tuple[str, ...],
        order: RecordPath,
        cause: RecordPath,
    ) -> "Recovered":
        """The recovery of what the sender holds at this moment; Refused when it never held any."""
        held = known(moment, HOLDINGS, sender, instrument)
        return cls(
            sender=sender,
            receiver=receiver,
            instrument=instrument,
            encumbrances=encumbrances,
            order=order,
            cause=cause,
            free=held.free,
            held=held.held,
            pledged=held.pledged,
            frozen=held.frozen,
            line=held.line,
        )

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(HOLDINGS, (self.sender, self.instrument), self._emptied)
        yield Touch(HOLDINGS, (self.receiver, self.instrument), self._arrived)
        for name in self.encumbrances:
            yield _ENCUMBRANCES.replace(name, account=self.receiver)
        yield from retitled(moment, self.instrument, self.receiver)
        # One line of the book at least is for the holding, and the others for what encumbers it.
        yield booked(self.receiver, 1 + len(self.encumbrances))

    def permit(self, moment: Moment) -> Consents:
        require(self.sender != self.receiver, HoldingsOutcome.same_account, self.sender)
        holders = [known(moment, ACCOUNTS, account).holder for account in (self.sender, self.receiver)]
        require(holders[0] == holders[1], HoldingsOutcome.recovery_to_another, " and ".join(holders))
        moving = self._moving(self.sender)
        require(moving.balance > 0 or bool(self.line), HoldingsOutcome.nothing_moved, self.sender)
        found = _named(moment, self.sender, self.instrument, self.encumbrances, moves=True)
        require(_explained(moving, found), HoldingsOutcome.recovery_not_whole, self.sender)
        return all_known(
            (
                lambda: under_order(moment, self._movement(Side.gives, self.sender), self.order),
                lambda: under_order(moment, self._movement(Side.takes, self.receiver), self.order),
            )
        )

    @property
    def quantity(self) -> Quantity:
        """How many units moved in all."""
        return Quantity(self._moving(self.sender).balance)

    def _movement(self, side: Side, account: AccountId) -> Movement:
        return Movement(side, account, self.instrument, self.quantity, self.receiver, self.cause, Act.recovers)

    def _moving(self, account: AccountId) -> Holding:
        return Holding(
            account=account,
            instrument=self.instrument,
            free=self.free,
            held=self.held,
            pledged=self.pledged,
            frozen=self.frozen,
            line=self.line,
        )

    def _emptied(self, before: Holding | None) -> Holding:
        empty = Holding(account=self.sender, instrument=self.instrument)
        stated = self._moving(self.sender)
        require((before or empty).same_units(stated), HoldingsOutcome.recovery_not_whole, self.sender)
        return empty

    def _arrived(self, before: Holding | None) -> Holding:
        there = before or Holding(account=self.receiver, instrument=self.instrument)
        return there.joined(self._moving(self.receiver))


def _total(free: int, taken: Sequence[Taken]) -> Quantity:
    return Quantity(free + sum(one.quantity for one in taken))


def _named(
    moment: Moment, account: AccountId, instrument: InstrumentId, names: Sequence[str], *, moves: bool = False
) -> list[Encumbrance]:
    """The encumbrances, which must be active, on this holding, and each named once. ``moves``: nothing of them ends."""
    require(len(set(names)) == len(names), HoldingsOutcome.named_twice, account)
    found = [known(moment, ENCUMBRANCES, name) for name in names]
    for one in found:
        require(one.status is GrantStatus.active, HoldingsOutcome.unknown_encumbrance, one.encumbrance)
        here = (one.account, one.instrument) == (account, instrument)
        require(here, HoldingsOutcome.encumbrance_elsewhere, one.encumbrance)
        # What a module reserved it counts on: China's Securities Law, Article 158, keeps what is in settlement from
        # enforcement. It ends by its module's own calls, and a freeze waits for it. What a record keeps without an end
        # nobody could wait for; it is taken from nobody, and goes along where all that its holder has moves.
        along = moves and one.lasting
        require(along or not one.reserved, HoldingsOutcome.hold_reserved, one.encumbrance)
    return found


def _require_reserved(moment: Moment, account: AccountId, instrument: InstrumentId, taken: Sequence[Taken]) -> None:
    """What is taken of encumbrances is reserved by them, on this holding."""
    found = _named(moment, account, instrument, [one.encumbrance for one in taken])
    for one, encumbrance in zip(taken, found, strict=True):
        require(one.quantity <= encumbrance.quantity, HoldingsOutcome.exceeds_hold, one.encumbrance)


def _explained(holding: Holding, found: Sequence[Encumbrance]) -> bool:
    """Whether these encumbrances are all of the holding's: they add up to its parts, and its line is theirs."""

    def reserved(kind: EncumbranceKind) -> int:
        return sum(one.quantity for one in found if one.kind is kind)

    freezes = [(one.encumbrance, one.quantity) for one in found if one.kind is EncumbranceKind.freeze]
    return (
        (holding.held, holding.pledged) == (reserved(EncumbranceKind.hold), reserved(EncumbranceKind.pledge))
        and holding.frozen == sum(order.taken for order in holding.line)
        and freezes == [(order.freeze, order.ordered) for order in holding.line]
    )


def _deprived(moment: Moment, account: AccountId, instrument: InstrumentId, free: int, taken: Sequence[Taken]) -> Touch:
    """Units leave a holding: free ones, and those that encumbrances have."""

    def fold(before: Holding | None) -> Holding:
        if before is None:
            raise Refused(HoldingsOutcome.insufficient_free_quantity, short_of(account, instrument, 0, free))
        after = before.less(Part.free, free)
        for one in taken:
            kind = known(moment, ENCUMBRANCES, one.encumbrance).kind
            after = after.deprived(one.encumbrance, kind, one.quantity)
        return after

    return Touch(HOLDINGS, (account, instrument), fold)


def _cut(taken: Sequence[Taken]) -> Iterator[Touch]:
    for one in taken:
        yield _ENCUMBRANCES.change(_used(one.quantity), one.encumbrance)


def _used(quantity: int) -> Callable[[Encumbrance], Encumbrance]:
    return lambda before: before.used(quantity)
