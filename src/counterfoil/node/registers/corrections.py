# SPDX-License-Identifier: Apache-2.0
"""Calls that bring the ledger to what a register says: written here, for two parties to sign, and never sent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules.holdings.calls import Correct
from counterfoil.modules.holdings.records import Change
from counterfoil.modules.instruments.records import INSTRUMENTS, InstrumentStatus
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES, Control
from counterfoil.node.registers.differences import Difference, Kind, Reconciliation
from counterfoil.node.registers.reconciling import Expected, Position
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, PartyId, Quantity

TRANSACTION_CALLS: Final = 400
"""So many that no limit on a transaction's bytes or events is near."""


@dataclass(frozen=True, slots=True)
class Warrant:
    """Who corrects, who checks, why, and by which document (its SHA-256)."""

    maker: PartyId
    checker: PartyId
    reason: str
    document: HexHash


class Corrections:
    """The calls that correct each difference, as far as there are any; ``by_hand`` says why the others have none."""

    def __init__(self, view: View, expected: dict[Position, Expected], warrant: Warrant) -> None:
        self._view = view
        self._expected = expected
        self._warrant = warrant
        self._opened: set[str] = set()
        self.parties: set[PartyId] = {warrant.maker, warrant.checker}
        """whose consent the calls need"""
        self.by_hand: list[tuple[Difference, str]] = []

    def transactions(self, found: Reconciliation) -> list[list[Call]]:
        """The calls, in as many transactions as they need; those of one difference stand in one.

        Raises InputError while lines of the register are not compared: whom they are about would lose what is theirs.
        """
        if found.unread:
            raise InputError(
                f"{found.unread} lines of the register were not compared, so that holdings seem to be missing in it",
                where="--corrections",
                remedy="mend those lines first; the differences of kind refused and repeated name them",
            )
        return list(_packed(self._calls(difference) for difference in found.differences))

    def _calls(self, difference: Difference) -> list[Call]:
        account, instrument = AccountId(difference.account), InstrumentId(difference.instrument)
        if (why := self._not_correctable(difference, account, instrument)) is not None:
            self.by_hand.append((difference, why))
            return []
        change = Change.removes if difference.surplus > 0 else Change.adds
        correct = Correct(
            instrument=instrument,
            account=account,
            quantity=Quantity(abs(difference.surplus)),
            change=change,
            maker=self._warrant.maker,
            checker=self._warrant.checker,
            reason=self._warrant.reason,
            document=self._warrant.document,
        )
        return [*self._openings(account, instrument), correct]

    def _not_correctable(self, difference: Difference, account: AccountId, instrument: InstrumentId) -> str | None:
        record = self._view.read(INSTRUMENTS, instrument)
        if difference.kind is Kind.holder_differs:
            return "the account is another holder's: correct the register, or move the units by a transfer"
        if record is None:
            return "define the instrument first"
        if record.unique:
            return "a unique instrument has a title: issue, transfer or redeem it"
        removes = difference.surplus > 0
        movable = (InstrumentStatus.active, *([InstrumentStatus.matured] if removes else []))
        if record.status not in movable:
            return f"the instrument is {record.status}"
        if removes and difference.parts is not None and difference.parts.free < difference.surplus:
            return f"only {difference.parts.free} units are free: lift what encumbers the others first"
        self.parties.add(record.issuer)
        self._consents(account, removes=removes)
        return None

    def _consents(self, name: AccountId, *, removes: bool) -> None:
        """Note who controls the account."""
        account = self._view.read(ACCOUNTS, name)
        if account is None:
            return
        rule = account.outgoing if removes else account.incoming
        if rule in (Control.holder, Control.both) or (rule is Control.either and account.custodian is None):
            self.parties.add(account.holder)
        if rule in (Control.custodian, Control.both, Control.either) and account.custodian is not None:
            self.parties.add(account.custodian)

    def _openings(self, account: AccountId, instrument: InstrumentId) -> Iterator[Call]:
        """Register the holder and open the account, if the ledger has none, and no earlier call makes it."""
        expected = self._expected.get((account, instrument))
        if expected is None:
            return
        register, opening = expected.facts.register, expected.facts.opening
        for name, call, there in (
            (f"party {register.party}", register, self._view.read(PARTIES, register.party)),
            (f"account {account}", opening, self._view.read(ACCOUNTS, account)),
        ):
            if there is None and name not in self._opened:
                self._opened.add(name)
                yield call
        if f"account {account}" in self._opened:
            self.parties |= {party for party in (register.registrar, opening.custodian) if party is not None}


def _packed(groups: Iterable[Sequence[Call]]) -> Iterator[list[Call]]:
    calls: list[Call] = []
    for group in groups:
        if calls and len(calls) + len(group) > TRANSACTION_CALLS:
            yield calls
            calls = []
        calls += group
    if calls:
        yield calls
