# SPDX-License-Identifier: Apache-2.0
"""A bank that is none: accounts, bookings, delays and failures, all of them following from a seed.

It keeps the laws of the port and uses every freedom that they leave: it fails before and after it has done what was
asked, notifies twice, books late, and takes second payments that are equal to the first. With a file it survives the
process, which then repeats what was asked of it.
No bank is connected by it: money here is lines in that file.
"""

import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Self

from msgspec import Meta
from msgspec.structs import replace

from counterfoil.node.bank.messages import (
    DUPLICATE,
    CreditDebit,
    CreditTransfer,
    Currency,
    Entry,
    Iban,
    Message,
    PaymentStatus,
    Statement,
    Status,
)
from counterfoil.node.bank.names import short_name
from counterfoil.node.bank.port import BankUnavailable
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import Quantity, Timestamp

CLOSED = "AC04"
"""closed account number"""
FUNDS = "AM04"
"""insufficient funds"""


@dataclass(frozen=True, slots=True)
class Faults:
    """Of each hundred times, how often it fails before acting, fails after, notifies twice; and how late it books.

    ``equal``: how often a second payment arrives behind one, equal in all but the bank's own reference.
    """

    before: int = 0
    after: int = 0
    twice: int = 0
    delay: int = 0
    """payments are booked after as many later requests, at most"""
    equal: int = 0


Percent = Annotated[int, Meta(ge=0, le=99)]


class SimulatedTerms(Message, frozen=True, tag="simulated-bank"):
    """The first line of a simulated bank's file: what it is, so that nobody takes it for another."""

    accounts: Annotated[tuple[Iban, ...], Meta(min_length=1)]
    closed: tuple[Iban, ...] = ()
    currency: Currency = "CNY"
    seed: str = ""
    before: Percent = 0
    after: Percent = 0
    twice: Annotated[int, Meta(ge=0, le=100)] = 0
    delay: Annotated[int, Meta(ge=0, le=1_000)] = 0
    equal: Annotated[int, Meta(ge=0, le=100)] = 0

    @property
    def faults(self) -> Faults:
        return Faults(self.before, self.after, self.twice, self.delay, self.equal)


@dataclass
class SimulatedBank:
    """One bank. ``own`` are the accounts that the ledger watches, ``closed`` those to which nothing can be paid."""

    seed: bytes
    own: tuple[str, ...]
    currency: str = "CNY"
    faults: Faults = Faults()
    closed: frozenset[str] = frozenset()
    file: Path | None = None
    _entries: list[Entry] = field(default_factory=list)
    _orders: dict[str, tuple[CreditTransfer, PaymentStatus]] = field(default_factory=dict)
    _waiting: list[tuple[int, CreditTransfer]] = field(default_factory=list)
    _asked: int = 0

    def __post_init__(self) -> None:
        """What it did before, as its file has it."""
        for line in [] if self.file is None or not self.file.exists() else _whole_lines(self.file):
            what = _decoded(line, self.file)
            if isinstance(what, Entry):
                self._booked(what)
            elif isinstance(what, CreditTransfer):
                self._accepted(what)

    @classmethod
    def create(cls, file: Path, terms: SimulatedTerms) -> Self:
        """A bank without any money, in a new file; raises FileExistsError when there is one."""
        with file.open("xb") as made:
            made.write(terms.plain + b"\n")
            made.flush()
            os.fsync(made.fileno())
        return cls.open(file)

    @classmethod
    def open(cls, file: Path) -> Self:
        """The bank in a file, as it was left; raises InputError for a file of anything else."""
        first, *_ = [*_whole_lines(file), b""]
        terms = _decoded(first, file)
        if not isinstance(terms, SimulatedTerms):
            raise _not_a_simulation(file)
        return cls(
            seed=terms.seed.encode(),
            own=terms.accounts,
            currency=terms.currency,
            faults=terms.faults,
            closed=frozenset(terms.closed),
            file=file,
        )

    def arrive(self, account: str, amount: int, end_to_end: str, *, payer: str, booking: str = "") -> None:
        """A customer's money arrives on a watched account, and is notified, perhaps twice; once for each booking.

        ``booking`` is the bank's reference; without one it follows from the rest, and the same again is nothing new.
        """
        said = "/".join((account, str(amount), end_to_end, payer))
        booking = booking or _reference(said)
        names = [booking]
        if self._chance("equal", booking) % 100 < self.faults.equal:
            names.append(_reference(f"{said}/after {booking}"))
        side = CreditDebit.credit
        for name in names:
            self._arrived(self._entry(account, amount, end_to_end, side=side, counterparty=payer, booking=name))

    def _arrived(self, entry: Entry) -> None:
        try:
            canonical.decode(entry.plain, Entry)
        except DecodeError as error:
            raise InputError(f"no booking: {error}", where=entry.end_to_end, remedy="shorter names") from error
        known = next((one for one in self._entries if one.booking == entry.booking), None)
        if known is None:
            self._book(entry)
        elif replace(entry, number=known.number, booked_at=known.booked_at) != known:
            raise InputError("another booking has this reference", where=entry.booking, remedy="each has its own")

    def entries(self, after: int) -> list[Entry]:
        """See the port."""
        self._may_fail("entries", self.faults.before)
        self._book_due()
        return self._entries[after:]

    def pay(self, order: CreditTransfer) -> PaymentStatus:
        """See the port."""
        self._may_fail("pay", self.faults.before)
        known = self._orders.get(order.end_to_end)
        if known is None:
            self._keep(order)
            self._accepted(order)
        elif known[0] != order:
            return PaymentStatus(end_to_end=order.end_to_end, status=Status.rejected, reason=DUPLICATE)
        self._may_fail("paid", self.faults.after)
        self._book_due()
        return self._orders[order.end_to_end][1]

    def statement(self, account: str) -> Statement:
        """See the port; a booking that was notified twice stands once."""
        self._may_fail("statement", self.faults.before)
        booked = {one.booking: one for one in self._entries if one.account == account}
        return Statement(
            account=account,
            currency=self.currency,
            opening=0,
            closing=self._balance(account),
            entries=tuple(booked.values()),
        )

    def _accepted(self, order: CreditTransfer) -> None:
        """Judge an order; by the same facts it is judged the same in another life."""
        reason = ""
        if order.creditor_account in self.closed:
            reason = CLOSED
        elif self._available(order.debtor_account) < order.amount:
            reason = FUNDS
        status = Status.rejected if reason else Status.accepted
        self._orders[order.end_to_end] = order, PaymentStatus(end_to_end=order.end_to_end, status=status, reason=reason)
        if not reason:
            delay = self._chance("delay") % (self.faults.delay + 1)
            self._waiting.append((self._asked + delay, order))

    def _available(self, account: str) -> int:
        waiting = sum(order.amount for _, order in self._waiting if order.debtor_account == account)
        return self._balance(account) - waiting

    def _balance(self, account: str) -> int:
        booked = {one.booking: one for one in self._entries if one.account == account}.values()
        return sum(one.amount if one.side is CreditDebit.credit else -one.amount for one in booked)

    def _book_due(self) -> None:
        for order in [order for at, order in self._waiting if at <= self._asked]:
            entry = self._entry(
                order.debtor_account,
                order.amount,
                order.end_to_end,
                side=CreditDebit.debit,
                counterparty=order.creditor_account,
                booking=_reference(order.end_to_end),
            )
            self._book(entry)

    def _entry(
        self, account: str, amount: int, end_to_end: str, *, side: CreditDebit, counterparty: str, booking: str
    ) -> Entry:
        return Entry(
            number=len(self._entries) + 1,
            booking=booking,
            account=account,
            end_to_end=end_to_end,
            amount=Quantity(amount),
            currency=self.currency,
            side=side,
            counterparty_account=counterparty,
            booked_at=Timestamp(1_700_000_000_000 + 1_000 * len(self._entries)),
        )

    def _book(self, entry: Entry) -> None:
        if entry.account not in self.own:
            raise InputError("not an account that the ledger watches", where=entry.account)
        times = 2 if self._chance("twice", entry.end_to_end) % 100 < self.faults.twice else 1
        for number in range(entry.number, entry.number + times):
            numbered = replace(entry, number=number)
            self._keep(numbered)
            self._booked(numbered)

    def _booked(self, entry: Entry) -> None:
        self._entries.append(entry)
        known = self._orders.get(entry.end_to_end)
        if entry.side is CreditDebit.debit and known is not None:
            settled = PaymentStatus(end_to_end=entry.end_to_end, status=Status.settled)
            self._orders[entry.end_to_end] = known[0], settled
            self._waiting = [one for one in self._waiting if one[1].end_to_end != entry.end_to_end]

    def _may_fail(self, what: str, percent: int) -> None:
        self._asked += 1
        if self._chance(what) % 100 < percent:
            raise BankUnavailable(f"the simulated bank gives no answer to {what}")

    def _chance(self, *about: str) -> int:
        """A number that follows from the seed, and from how often the bank was asked unless it says of what."""
        said = "/".join(about if len(about) > 1 else (*about, str(self._asked)))
        return int.from_bytes(hmac.digest(self.seed, said.encode(), "sha256")[:8], "big")

    def _keep(self, what: Entry | CreditTransfer) -> None:
        if self.file is None:
            return
        with self.file.open("ab") as file:
            file.write(what.plain + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _whole_lines(file: Path) -> list[bytes]:
    """The lines that were written whole; what a crash cut off was never answered, and is cut off the file."""
    data = file.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        os.truncate(file, whole)
    return data[:whole].splitlines()


def _decoded(line: bytes, file: Path | None) -> CreditTransfer | Entry | SimulatedTerms:
    try:
        found: CreditTransfer | Entry | SimulatedTerms = canonical.decode(
            line,
            CreditTransfer | Entry | SimulatedTerms,  # type: ignore[arg-type]
        )
    except DecodeError as error:
        raise _not_a_simulation(file) from error
    return found


def _not_a_simulation(file: Path | None) -> InputError:
    remedy = "counterfoil bank simulator new makes one"
    return InputError("not a simulated bank's file", where=str(file), remedy=remedy)


def _reference(about: str) -> str:
    """The bank's own name for a booking, by what it is of."""
    return short_name("booking", about.encode())[:16]
