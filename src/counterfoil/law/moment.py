# SPDX-License-Identifier: Apache-2.0
"""A moment: when and by whose consent a call runs, and what is known then. Laws are judged against it.

The ledger's moment reads the whole state; the verifier's reads what a package shows, and raises ``Unknown`` for the
rest.
"""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, Protocol, TypeVar

import msgspec

from counterfoil.law.outcome import Refused
from counterfoil.law.table import R, Table
from counterfoil.primitives.types import AccountId, ChainId, Height, KeyId, PartyId, RecordPath, Timestamp

T = TypeVar("T")


class Unknown(Exception):
    """What a law asks for is not known at this moment; the ledger's own never raises it."""

    accounts: tuple[AccountId, ...] = ()
    """the accounts of whose consent alone it cannot be told; empty: whose it might be is not known either"""


class Spoken(NamedTuple):
    """Who consents to a call by a decision that is on record, and by no key; ``alone``: to it nobody else consents.

    What is carried out alone uses no signature of whoever has it carried out: its calls are not his.
    """

    parties: tuple[PartyId, ...] = ()
    alone: bool = False

    def besides(self, parties: tuple[PartyId, ...]) -> tuple[PartyId, ...]:
        """Who of these parties is not among them."""
        return tuple(party for party in parties if party not in self.parties)


NOBODY: Final = Spoken()


class Reader(Protocol):
    """Whoever can tell what stands on record: a moment, or a view of the whole state."""

    def read(self, table: Table[R], *parts: str) -> R | None:
        """The record at ``table/parts…`` as of now, or None."""
        ...


class Moment(Reader, Protocol):
    """What a law may ask. ``call`` is the name of the call that runs, such as ``holdings.transfer``."""

    @property
    def chain(self) -> ChainId: ...
    @property
    def height(self) -> Height: ...
    @property
    def time(self) -> Timestamp: ...
    @property
    def call(self) -> str: ...

    def find(self, path: RecordPath) -> msgspec.Struct | None:
        """The record at a path of any known table as of now, or None."""
        ...

    def consents(self, *parties: PartyId) -> bool:
        """Whether the transaction carries the consent of each of these parties, by keys of which none serves two.

        For whom the call speaks by a decision on record, no key is asked.
        """
        ...

    def signed(self, party: PartyId) -> tuple[KeyId, ...]:
        """The identifiers of the keys of a party that consents which signed the transaction, sorted.

        Of its policy when the transaction began; none of one for whom a decision speaks.
        """
        ...


def known(moment: Reader, table: Table[R], *parts: str) -> R:
    """The record, which must be there; Refused with the table's ``unknown`` when it is not."""
    record = moment.read(table, *parts)
    if record is None:
        raise Refused(table.unknown, "/".join(parts))
    return record


def require_new(moment: Reader, table: Table[R], *parts: str) -> None:
    """The record must not be there; Refused with the table's ``exists``, before what its call does besides is asked."""
    if moment.read(table, *parts) is not None:
        raise Refused(table.exists, "/".join(parts))


def all_known(judgements: Iterable[Callable[[], T]]) -> tuple[T, ...]:
    """What each says. All are made before an Unknown is raised: that one cannot be told excuses none of the others."""
    said: list[T] = []
    unknown: list[Unknown] = []
    for judge in judgements:
        try:
            said.append(judge())
        except Unknown as error:
            unknown.append(error)
    if not unknown:
        return tuple(said)
    first = unknown[0]
    named = all(error.accounts for error in unknown)
    first.accounts = tuple(account for error in unknown for account in error.accounts) if named else ()
    raise first
