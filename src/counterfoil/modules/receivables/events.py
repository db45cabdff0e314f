# SPDX-License-Identifier: Apache-2.0
"""Events of programmes, lines and vouchers as a whole. Those of lots are in ``lot_events``, payment in ``payments``."""

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, all_known, known
from counterfoil.law.outcome import require
from counterfoil.modules.instruments.records import NaturalMoney, PositiveMoney
from counterfoil.modules.parties.authority import (
    require_parties,
    require_party,
    require_registered,
    require_role,
    require_standing,
    signed_for,
    together,
)
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receivables.invoices import INVOICES, Invoice
from counterfoil.modules.receivables.outcomes import ReceivablesOutcome
from counterfoil.modules.receivables.records import (
    LINES,
    PROGRAMMES,
    ROOTS,
    STANDINGS,
    InvoiceShare,
    IssuerStanding,
    Line,
    Policy,
    Programme,
    Promise,
    Root,
    RootStatus,
    RootTerms,
)
from counterfoil.modules.receivables.registries import REGISTRIES, Asked, AskedPeer, Registry
from counterfoil.primitives.types import (
    AccountId,
    InstrumentId,
    KeyId,
    OffsetMinutes,
    PartyId,
    Quantity,
    Timestamp,
)

_ROOTS: Changes[Root] = Changes(ROOTS)
_LINES: Changes[Line] = Changes(LINES)
_INVOICES: Changes[Invoice] = Changes(INVOICES)
KEEPERS = (Role.venue, Role.registrar, Role.recorder)


class PolicyEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.product


class VoucherEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report


class ProgrammeSet(PolicyEvent, frozen=True):
    """A programme began, or its policy changes from a time on."""

    type: ClassVar[str] = "receivables.programme_set"
    programme: str
    keeper: PartyId
    registry: PartyId
    cash: InstrumentId
    offset_min: OffsetMinutes
    entries: tuple[Policy, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        programme = Programme(
            programme=self.programme,
            keeper=self.keeper,
            registry=self.registry,
            cash=self.cash,
            offset_min=self.offset_min,
            entries=self.entries,
        )
        yield Touch(PROGRAMMES, (self.programme,), lambda _: programme)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.keeper, *KEEPERS)
        require_registered(moment, self.registry)
        if moment.read(PROGRAMMES, self.programme) is None:
            require_party(moment, self.registry)
        return ()


class PeersSet(PolicyEvent, frozen=True):
    """A registry and a supervisor said which other chains are asked about its invoices, from a time on."""

    type: ClassVar[str] = "receivables.peers_set"
    registry: PartyId
    by: PartyId
    since: Timestamp
    peers: tuple[AskedPeer, ...]
    reason: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Registry | None) -> Registry:
            entry = Asked(since=self.since, peers=self.peers)
            stands = () if before is None else before.asked
            asked = scheduled(stands, entry, self.time, ReceivablesOutcome.too_many_policy_changes, self.registry)
            return Registry(registry=self.registry, asked=asked) if before is None else replace(before, asked=asked)

        yield Touch(REGISTRIES, (self.registry,), fold)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.supervisor)
        require_parties(moment, self.registry, self.by)
        return ()


class LineSet(PolicyEvent, frozen=True):
    """A programme's keeper says how much an issuer may have outstanding."""

    type: ClassVar[str] = "receivables.line_set"
    programme: str
    issuer: PartyId
    cash: InstrumentId
    ceiling: NaturalMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Line | None) -> Line:
            line = before or Line(programme=self.programme, issuer=self.issuer, cash=self.cash, ceiling=self.ceiling)
            return replace(line, ceiling=self.ceiling)

        yield Touch(LINES, (self.programme, self.issuer), fold)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, PROGRAMMES, self.programme).keeper)
        require_registered(moment, self.issuer)
        return ()


class Proposed(VoucherEvent, frozen=True):
    """A voucher is drafted, and what it takes of its invoices is reserved."""

    type: ClassVar[str] = "receivables.proposed"
    root: str
    by: PartyId
    terms: RootTerms
    promise: Promise
    registry: PartyId
    cash: InstrumentId
    face: PositiveMoney
    issuer: PartyId
    account: AccountId
    until: Timestamp
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        root = Root(
            root=self.root,
            terms=self.terms,
            promise=self.promise,
            cash=self.cash,
            registry=self.registry,
            proposer=self.by,
            until=self.until,
            accepted_by=all_of(consents),
        )
        yield _ROOTS.create(root, self.root)
        for one in self.terms.invoices:
            yield _INVOICES.change(partial(self._reserving, amount=one.amount), self.registry, one.fingerprint)

    def _reserving(self, invoice: Invoice, amount: Quantity) -> Invoice:
        return invoice.reserving(self.root, amount, self.until, self.time)

    def permit(self, moment: Moment) -> Consents:
        require_standing(moment, self.issuer)
        if self.by == self.issuer:
            require_party(moment, self.by)
            return ()
        return together(moment, both_sides(moment, self.account), self.by)


class Prepared(VoucherEvent, frozen=True):
    """A maker of the issuer's signed a confirmation, which waits for its checker."""

    type: ClassVar[str] = "receivables.prepared"
    root: str
    issuer: PartyId
    keys: tuple[KeyId, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ROOTS.replace(self.root, status=RootStatus.prepared, maker_keys=self.keys)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.issuer)
        return ()


class Confirmed(VoucherEvent, frozen=True):
    """The issuer promised to pay, irrevocably: its checker signed with another key."""

    type: ClassVar[str] = "receivables.confirmed"
    root: str
    programme: str
    issuer: PartyId
    mandate: str
    cash: InstrumentId
    face: PositiveMoney
    registry: PartyId
    invoices: tuple[InvoiceShare, ...]
    accepted: bool
    until: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        live = {"status": RootStatus.circulating, "live": self.face} if self.accepted else {"status": RootStatus.issued}
        yield _ROOTS.replace(self.root, mandate=self.mandate, until=self.until, **live)
        yield _LINES.change(partial(_more, face=self.face), self.programme, self.issuer)
        yield Touch(STANDINGS, (self.issuer,), lambda before: before or IssuerStanding(issuer=self.issuer))
        for one in self.invoices:
            yield _INVOICES.change(lambda invoice: invoice.confirming(self.root), self.registry, one.fingerprint)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.issuer, Role.issuer)
        keys = {*known(moment, ROOTS, self.root).maker_keys, *moment.signed(self.issuer)}
        require(len(keys) > 1, ReceivablesOutcome.two_keys_needed, self.root)
        return ()


class Accepted(VoucherEvent, frozen=True):
    """The first holder took the voucher."""

    type: ClassVar[str] = "receivables.accepted"
    root: str
    account: AccountId
    cash: InstrumentId
    face: PositiveMoney

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ROOTS.replace(self.root, status=RootStatus.circulating, live=self.face, accepted_by=all_of(consents))

    def permit(self, moment: Moment) -> Consents:
        return both_sides(moment, self.account)


class Dropped(VoucherEvent, frozen=True):
    """What the ways in which a voucher never comes out share: its invoices, and its line, are free again."""

    root: str
    programme: str
    issuer: PartyId
    registry: PartyId
    invoices: tuple[InvoiceShare, ...]
    cash: InstrumentId
    face: PositiveMoney
    confirmed: bool


class Refused(Dropped, frozen=True):
    """The issuer refused a proposal."""

    type: ClassVar[str] = "receivables.refused"
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from _dropped(self, RootStatus.refused)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.issuer)
        return ()


class Withdrawn(Dropped, frozen=True):
    """Whoever proposed a voucher withdrew it."""

    type: ClassVar[str] = "receivables.withdrawn"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from _dropped(self, RootStatus.withdrawn)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, known(moment, ROOTS, self.root).proposer)
        return ()


class Lapsed(Dropped, frozen=True):
    """A voucher was not confirmed, or not accepted, in time."""

    type: ClassVar[str] = "receivables.lapsed"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield from _dropped(self, RootStatus.lapsed)


def _dropped(event: Dropped, status: RootStatus) -> Iterator[Touch]:
    """The voucher is over; its line, if it was confirmed, and its invoices are free again."""
    yield _ROOTS.replace(event.root, status=status)
    if event.confirmed:
        yield _LINES.change(partial(less_used, face=event.face), event.programme, event.issuer)
    for one in event.invoices:
        freed = partial(_freed, root=event.root, amount=one.amount if event.confirmed else None)
        yield _INVOICES.change(freed, event.registry, one.fingerprint)


def _freed(invoice: Invoice, root: str, amount: Quantity | None) -> Invoice:
    return invoice.without(root) if amount is None else invoice.freed(amount)


def both_sides(moment: Moment, account: AccountId) -> Consents:
    """Of whoever controls an account: who only takes may need nobody's consent, and who agrees for an account does."""
    return together(moment, all_known(partial(signed_for, moment, account, side) for side in (Side.gives, Side.takes)))


def all_of(consents: Consents) -> tuple[PartyId, ...]:
    """Everybody who gave one of them."""
    return tuple(dict.fromkeys(party for consent in consents for party in consent.by))


def less_used(line: Line, face: int) -> Line:
    """A line of which so much less is outstanding."""
    return replace(line, used=Quantity(line.used - face))


def _more(line: Line, face: int) -> Line:
    return replace(line, used=Quantity(line.used + face))


EVENTS: tuple[Any, ...] = (
    ProgrammeSet,
    PeersSet,
    LineSet,
    Proposed,
    Prepared,
    Confirmed,
    Accepted,
    Refused,
    Withdrawn,
    Lapsed,
)
