# SPDX-License-Identifier: Apache-2.0
"""Events of the policy, of files, and of orders as they come and go."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar, Final

from msgspec.structs import replace

from counterfoil.identity.policy import KeyPolicy
from counterfoil.law.dated import in_force, scheduled
from counterfoil.law.event import Changes, Consents, Reaching, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.holdings.reservations import RegulatoryEvent
from counterfoil.modules.instruments.records import PositiveMoney
from counterfoil.modules.parties.authority import require_party, require_role, require_standing
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, Role
from counterfoil.modules.supervision.order import ORDERS, Order, OrderStatus, Scope
from counterfoil.modules.supervision.outcomes import SupervisionOutcome
from counterfoil.modules.supervision.records import (
    CAPS,
    FILES,
    POLICIES,
    POLICY_KEY,
    Caps,
    File,
    OrderKind,
    Parties,
    Policy,
    PolicyEntry,
    Power,
    Powers,
    SomeParties,
    StateAccounts,
    Waiting,
    policy_of,
)
from counterfoil.modules.supervision.seized import Victim
from counterfoil.primitives.types import (
    AccountId,
    HashField,
    InstrumentId,
    KeyId,
    Millionths,
    PartyId,
    PositiveQuantity,
    RecordPath,
    Timestamp,
)

_MOVING: Final = frozenset({OrderKind.freeze, OrderKind.seize, OrderKind.burn, OrderKind.recover})
"""Kinds of orders that take units of an account, or keep them there."""
_ORDERS: Changes[Order] = Changes(ORDERS)
_FILES: Changes[File] = Changes(FILES)
_CAPS: Changes[Caps] = Changes(CAPS)


class PolicySet(RegulatoryEvent, frozen=True):
    """Who may order what was set, from a time on."""

    type: ClassVar[str] = "supervision.policy_set"
    by: PartyId
    second: PartyId | None
    since: Timestamp
    changers: SomeParties
    changed_by_two: bool
    superiors: Parties
    state_accounts: StateAccounts
    powers: Powers

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        entry = PolicyEntry(
            since=self.since,
            changers=self.changers,
            changed_by_two=self.changed_by_two,
            superiors=self.superiors,
            state_accounts=self.state_accounts,
            powers=self.powers,
        )

        def fold(before: Policy | None) -> Policy:
            policy = before or Policy(entries=())
            entries = scheduled(policy.entries, entry, moment.time, SupervisionOutcome.too_much_waits, POLICY_KEY)
            return replace(policy, entries=entries)

        yield Touch(POLICIES, (POLICY_KEY,), fold)

    def permit(self, moment: Moment) -> Consents:
        policy = moment.read(POLICIES, POLICY_KEY)
        if policy is None:
            require_role(moment, self.by, Role.supervisor)
            return ()
        # Until the first policy comes in force, it says already who may change it.
        entry = in_force(policy.entries, moment.time) or policy.entries[0]
        require(self.by in entry.changers, SupervisionOutcome.not_a_changer, self.by)
        require_party(moment, self.by)
        if entry.changed_by_two:
            require(self.second is not None, SupervisionOutcome.second_needed, POLICY_KEY)
        if self.second is not None:
            require(self.second in entry.changers, SupervisionOutcome.not_a_changer, self.second)
            require_two(moment, self.by, self.second)
        return ()


class FileOpened(RegulatoryEvent, frozen=True):
    """A file was opened for what no order under the policy had touched."""

    type: ClassVar[str] = "supervision.file_opened"
    subject: RecordPath

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _FILES.create(File(subject=self.subject), *self.subject.split("/"))


class Ordering(RegulatoryEvent, Reaching, frozen=True, kw_only=True, omit_defaults=True):
    """What an order says, when it is proposed or given."""

    order: str
    kind: OrderKind
    authority: PartyId
    reference: str
    document: HashField
    subjects: tuple[RecordPath, ...]
    time: Timestamp
    expires: Timestamp
    # How far it goes, field by field, so that a page names accounts and counts in units.
    party: PartyId | None = None
    account: AccountId | None = None
    instrument: InstrumentId | None = None
    quantity: PositiveQuantity | None = None
    share_ppm: Millionths | None = None
    receiver: AccountId | None = None
    freeze: str | None = None
    keys: KeyPolicy | None = None
    seizure: str | None = None
    cash: InstrumentId | None = None
    price: PositiveMoney | None = None
    victims: tuple[Victim, ...] | None = None
    reserved_for: RecordPath | None = None

    @property
    def scope(self) -> Scope:
        """How far it goes."""
        return Scope(**{name: getattr(self, name) for name in Scope.__struct_fields__})

    @property
    def reached(self) -> tuple[AccountId, ...]:
        """Of a return whom it pays; of a sale whoever buys is not known yet, and is asked when it is carried out."""
        named = (self.account, self.receiver) if self.kind in _MOVING else ()
        paid = tuple(one.account for one in self.victims or ())
        return (*(one for one in named if one is not None), *paid)

    def _record(self, status: OrderStatus, *, checker: PartyId | None = None, eyes: tuple[KeyId, ...] = ()) -> Order:
        return Order(
            order=self.order,
            kind=self.kind,
            authority=self.authority,
            checker=checker,
            eyes=eyes,
            reference=self.reference,
            document=self.document,
            scope=self.scope,
            subjects=self.subjects,
            given=self.time,
            expires=self.expires,
            status=status,
        )


class Proposed(Ordering, frozen=True, kw_only=True, omit_defaults=True):
    """An authority proposed an order. It touches nobody yet."""

    type: ClassVar[str] = "supervision.proposed"
    eyes: tuple[KeyId, ...]

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ORDERS.create(self._record(OrderStatus.proposed, eyes=self.eyes), self.order)

    def permit(self, moment: Moment) -> Consents:
        power_behind(moment, self)
        return ()


class Given(Ordering, frozen=True, kw_only=True, omit_defaults=True):
    """An authority gave an order, with a second party where the policy asks for four eyes."""

    type: ClassVar[str] = "supervision.given"
    checker: PartyId | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        order = self._record(OrderStatus.in_force, checker=self.checker)
        yield _ORDERS.create(order, self.order)
        yield from in_file(order, self.time)

    def permit(self, moment: Moment) -> Consents:
        power = power_behind(moment, self)
        if self.checker is None:
            require(not power.four_eyes, SupervisionOutcome.second_needed, self.order)
            return ()
        require_checker(power, self.checker)
        require_two(moment, self.authority, self.checker)
        return ()


class Approved(RegulatoryEvent, frozen=True):
    """A second party agreed to an order, which is in force from then on."""

    type: ClassVar[str] = "supervision.approved"
    order: str
    checker: PartyId
    subjects: tuple[RecordPath, ...]
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        proposed = known(moment, ORDERS, self.order)
        yield _ORDERS.replace(self.order, checker=self.checker, given=self.time, status=OrderStatus.in_force)
        yield from in_file(proposed, self.time)

    def permit(self, moment: Moment) -> Consents:
        order = known(moment, ORDERS, self.order)
        power = require_power(moment, order.kind, order.authority, order.scope)
        within = order.expires - self.time <= power.duration_max_ms
        require(within, SupervisionOutcome.order_too_long, self.order)
        # Who was suspended since it proposed orders nothing now.
        require_standing(moment, order.authority)
        require_checker(power, self.checker)
        require_party(moment, self.checker)
        keys = known(moment, PARTIES, self.checker).keys
        apart = self.checker != order.authority and keys is not None and not keys.keyid_set & set(order.eyes)
        require(apart, SupervisionOutcome.one_pair_of_eyes, f"{order.authority}, {self.checker}")
        return ()


class Ended(RegulatoryEvent, frozen=True):
    """What lifting and running out share: the order goes no further, and a limit under it is gone."""

    ends: ClassVar[OrderStatus]
    order: str
    by: PartyId | None
    subjects: tuple[RecordPath, ...]
    """none of an order that was only proposed"""
    limits: InstrumentId | None
    """the instrument whose limit ends"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _ORDERS.replace(self.order, status=self.ends)
        if self.limits is not None:
            yield _CAPS.change(lambda caps: caps.without(self.order), self.limits)
        yield from lines(self.subjects, lambda file: file.without(self.order))


class Lifted(Ended, frozen=True):
    """An order was taken back."""

    type: ClassVar[str] = "supervision.lifted"
    ends: ClassVar[OrderStatus] = OrderStatus.lifted

    def permit(self, moment: Moment) -> Consents:
        by = PartyId(self.by or "")
        require_say(moment, by, known(moment, ORDERS, self.order))
        require_party(moment, by)
        return ()


class Expired(Ended, frozen=True):
    """The time of an order was over."""

    type: ClassVar[str] = "supervision.expired"
    ends: ClassVar[OrderStatus] = OrderStatus.expired

    def permit(self, moment: Moment) -> Consents:
        if self.by is not None:  # nobody is said to have done it unasked
            require_party(moment, self.by)
        return ()


def lines(subjects: tuple[RecordPath, ...], change: Callable[[File], File] = lambda file: file) -> Iterator[Touch]:
    """One more line in the file of each subject, which is opened if it has none."""

    def fold(subject: RecordPath, before: File | None) -> File:
        return change(before or File(subject=subject)).lined()

    for subject in subjects:
        yield Touch(FILES, tuple(subject.split("/")), partial(fold, subject))


def in_file(order: Order, now: Timestamp) -> Iterator[Touch]:
    """An order that came in force is noted; one to freeze waits in the account's file to be carried out."""
    scope = order.scope
    if order.kind is not OrderKind.freeze or scope.account is None or scope.instrument is None:
        yield from lines(order.subjects)
        return
    waiting = Waiting(order.order, scope.instrument, order.expires)
    account = ACCOUNTS.path(scope.account)
    yield from lines((account,), lambda file: file.awaiting(waiting, now))
    yield from lines(tuple(one for one in order.subjects if one != account))


def power_behind(moment: Moment, ordering: Ordering) -> Power:
    """What lets an authority order it now, with its consent; Refused when nothing does."""
    power = require_power(moment, ordering.kind, ordering.authority, ordering.scope)
    require(ordering.expires > ordering.time, SupervisionOutcome.order_in_the_past, ordering.order)
    within = ordering.expires - ordering.time <= power.duration_max_ms
    require(within, SupervisionOutcome.order_too_long, ordering.order)
    require_party(moment, ordering.authority)
    return power


def require_power(moment: Moment, kind: OrderKind, authority: PartyId, scope: Scope) -> Power:
    """The power by which an authority gives such an order now; Refused when the policy gives it none."""
    entry = policy_of(moment)
    power = entry.power(kind)
    if power is None:
        raise Refused(SupervisionOutcome.power_missing, kind)
    require(authority in power.authorities, SupervisionOutcome.power_missing, f"{authority}: {kind}")
    to_the_state = kind is not OrderKind.seize or scope.receiver in entry.state_accounts
    require(to_the_state, SupervisionOutcome.not_a_state_account, str(scope.receiver))
    return power


def require_checker(power: Power, checker: PartyId) -> None:
    """The policy lets the party agree to such orders."""
    may = checker in (*power.authorities, *power.officers)
    require(may, SupervisionOutcome.not_a_checker, checker)


def require_two(moment: Moment, one: PartyId, other: PartyId) -> None:
    """Two parties consent to this transaction, by keys of which none counts for both."""
    require_party(moment, other)
    apart = one != other and moment.consents(one, other)
    require(apart, SupervisionOutcome.one_pair_of_eyes, f"{one}, {other}")


def require_say(moment: Moment, by: PartyId, order: Order) -> None:
    """The party gave the order, or the policy in force sets it above who did."""
    if by != order.authority:
        require(by in policy_of(moment).superiors, SupervisionOutcome.no_say, f"{by}: {order.order}")
