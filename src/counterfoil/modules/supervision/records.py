# SPDX-License-Identifier: Apache-2.0
"""Records of supervision: the policy, the file of whatever orders touched, and the limits that orders set."""

from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from counterfoil.evidence.text import format_quantity
from counterfoil.law.dated import in_force
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.primitives.types import (
    IDENTIFIER,
    PARTS_PER_MILLION,
    AccountId,
    Duration,
    InstrumentId,
    Millionths,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)

PARTIES_MAX: Final = 16
"""Parties that one line of a policy names."""
STATE_ACCOUNTS_MAX: Final = 32
WAITING_MAX: Final = 64
"""Freezes of one account that wait to be carried out, and limits of one instrument."""
YEAR_MS: Final = 366 * 86_400_000

AnyParty = Annotated[PartyId, IDENTIFIER]
AnyAccount = Annotated[AccountId, IDENTIFIER]
Parties = Annotated[tuple[AnyParty, ...], Meta(max_length=PARTIES_MAX)]
SomeParties = Annotated[tuple[AnyParty, ...], Meta(min_length=1, max_length=PARTIES_MAX)]
StateAccounts = Annotated[tuple[AnyAccount, ...], Meta(max_length=STATE_ACCOUNTS_MAX)]
OrderDuration = Annotated[Duration, Meta(ge=1, le=100 * YEAR_MS)]


class OrderKind(StrEnum):
    """What an authority may order."""

    freeze = "freeze"
    thaw = "thaw"
    seize = "seize"
    burn = "burn"
    suspend = "suspend"
    resume = "resume"
    recover = "recover"
    limit = "limit"
    disclose = "disclose"
    sell = "sell"
    give_back = "return"
    end = "end"


class SubjectKind(StrEnum):
    """What a file can be of."""

    party = "party"
    account = "account"
    instrument = "instrument"


SUBJECTS: Final[dict[SubjectKind, Table[Any]]] = {
    SubjectKind.party: PARTIES,
    SubjectKind.account: ACCOUNTS,
    SubjectKind.instrument: INSTRUMENTS,
}
"""kind → where its record stands"""


class Power(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who may give one kind of order, and how."""

    kind: OrderKind
    authorities: SomeParties
    officers: Parties = ()
    """who may check such an order besides the authorities"""
    four_eyes: bool = False
    """one gives it, another agrees"""
    orders_only: bool = False
    """supervisors do such a thing under an order alone"""
    duration_max_ms: OrderDuration
    """from when an order is given to when it expires; a day is 86400000"""


Powers = Annotated[tuple[Power, ...], Meta(max_length=len(OrderKind))]


class PolicyEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A policy, from a time on until the next."""

    since: Timestamp
    changers: SomeParties
    """who may change it"""
    changed_by_two: bool
    superiors: Parties
    """who may end what another authority ordered"""
    state_accounts: StateAccounts
    """where what is seized may go"""
    powers: Powers

    def power(self, kind: OrderKind) -> Power | None:
        """Who may give such an order; None: nobody."""
        return next((one for one in self.powers if one.kind is kind), None)


class Policy(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is in force, and what is to come; the trail has what was."""

    entries: tuple[PolicyEntry, ...]


POLICY_KEY: Final = "current"


class Waiting(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """An order to freeze that is in force and not yet carried out."""

    order: str
    instrument: InstrumentId
    expires: Timestamp


class File(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of a party, an account or an instrument: its trail has every step of every order that touched it."""

    subject: RecordPath
    lines: int = 0
    """steps of orders; each event of the trail but its opening is one, and names its order"""
    waiting: tuple[Waiting, ...] = ()
    """in the order in which the orders came in force"""
    suspended: str | None = None
    """the order under which it is suspended"""
    recovering: str | UnsetType = UNSET
    """of an account: the order under which some of its holdings moved to a new one, and others are to follow"""

    def lined(self) -> "File":
        """With one more step of an order."""
        return replace(self, lines=self.lines + 1)

    def awaiting(self, one: Waiting, now: Timestamp) -> "File":
        """With one more order at the end of those that wait; what has expired waits no longer."""
        waiting = tuple(other for other in self.waiting if other.expires > now)
        require(len(waiting) < WAITING_MAX, SupervisionOutcome.too_much_waits, self.subject)
        return replace(self, waiting=(*waiting, one))

    def without(self, order: str) -> "File":
        """After an order was carried out, lifted or ran out."""
        suspended = None if self.suspended == order else self.suspended
        waiting = tuple(one for one in self.waiting if one.order != order)
        recovering = UNSET if self.recovering == order else self.recovering
        return replace(self, waiting=waiting, suspended=suspended, recovering=recovering)


class Cap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an order allows at most: of an account, of a party over all its accounts, or of each account."""

    order: str
    account: AccountId | None
    party: PartyId | None
    quantity: PositiveQuantity | None
    """units"""
    share_ppm: Millionths | None
    """millionths of what is outstanding"""
    expires: Timestamp
    counted: Quantity = Quantity(0)
    """what the party holds; 0 unless the limit is a party's"""

    def moved(self, change: int) -> "Cap":
        """After the party's units became so many more."""
        return replace(self, counted=Quantity(self.counted + change))

    def require_units(self, position: int, whose: str) -> None:
        """A position is within the units that the order allows; Refused if it is not."""
        within = self.quantity is None or position <= self.quantity
        detail = f"{whose}: {position} of at most {self.quantity} under order {self.order}"
        require(within, SupervisionOutcome.beyond_position, detail)

    def require_share(self, position: int, outstanding: int, whose: str) -> None:
        """A position is within the share that the order allows; Refused if it is not."""
        spread = self.share_ppm is None or position * PARTS_PER_MILLION <= self.share_ppm * outstanding
        most = f"{format_quantity(self.share_ppm or 0, 4)} %"
        detail = f"{whose}: {position} of {outstanding}, at most {most} under order {self.order}"
        require(spread, SupervisionOutcome.beyond_concentration, detail)


class Caps(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every limit that an order sets on positions in an instrument."""

    instrument: InstrumentId
    caps: tuple[Cap, ...] = ()

    def also(self, cap: Cap) -> "Caps":
        """With one more limit; Refused beyond ``WAITING_MAX``."""
        require(len(self.caps) < WAITING_MAX, SupervisionOutcome.too_much_waits, self.instrument)
        return replace(self, caps=(*self.caps, cap))

    def without(self, order: str) -> "Caps":
        """Without the limit of an order that was lifted or ran out."""
        return replace(self, caps=tuple(cap for cap in self.caps if cap.order != order))

    def counted(self, order: str, change: int) -> "Caps":
        """After the party that the order limits has so many units more, or (below zero) fewer."""
        return replace(self, caps=tuple(cap.moved(change) if cap.order == order else cap for cap in self.caps))


POLICIES: Final = Table("supervision/policy", Policy, SupervisionOutcome.no_policy, SupervisionOutcome.policy_exists)
FILES: Final = Table("supervision/file", File, SupervisionOutcome.unknown_file, SupervisionOutcome.file_exists)
CAPS: Final = Table("supervision/limits", Caps, SupervisionOutcome.unknown_limits, SupervisionOutcome.limits_exist)


def policy_at(moment: Moment) -> PolicyEntry | None:
    """The policy in force, or None."""
    policy = moment.read(POLICIES, POLICY_KEY)
    return None if policy is None else in_force(policy.entries, moment.time)


def policy_of(moment: Moment) -> PolicyEntry:
    """The policy in force; Refused when there is none."""
    entry = policy_at(moment)
    if entry is None:
        raise Refused(SupervisionOutcome.no_policy)
    return entry


def file_of(moment: Moment, subject: RecordPath) -> File | None:
    """The file of a party, an account or an instrument, named by the path of its record."""
    return moment.read(FILES, *subject.split("/"))
