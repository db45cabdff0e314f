# SPDX-License-Identifier: Apache-2.0
"""A claim as somebody asks for it: of which kind, and about what; the command line and the service put it alike."""

from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple, TypeVar

from counterfoil.evidence.claims import ClaimKind
from counterfoil.law.module import View
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.node.asking import Asking
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, RecordPath, Timestamp

T = TypeVar("T")

_AS_OF: Final = frozenset({"at"})
TAKES: Final[Mapping[ClaimKind, tuple[frozenset[str], frozenset[str]]]] = {
    ClaimKind.control: (frozenset({"account", "instrument"}), _AS_OF),
    ClaimKind.position: (frozenset({"account", "instrument"}), frozenset()),
    ClaimKind.absence: (frozenset({"account", "instrument"}), frozenset()),
    ClaimKind.transfer: (frozenset({"transaction"}), frozenset()),
    ClaimKind.record: (frozenset({"record"}), frozenset()),
    ClaimKind.statement: (frozenset({"account", "from"}), _AS_OF),
    ClaimKind.provenance: (frozenset({"instrument"}), frozenset()),
}
"""claim → what it needs to be told, and what it may be told besides"""


class AskedClaim(NamedTuple):
    """What is asked for; a field that its claim does not take stays empty."""

    kind: ClaimKind
    account: AccountId = AccountId("")
    instrument: InstrumentId = InstrumentId("")
    transaction: HexHash = HexHash("")
    record: RecordPath = RecordPath("")
    start: Timestamp | None = None
    """``from``: the period of a statement begins after it"""
    at: Timestamp | None = None

    def put_to(self, chain: Asking[T]) -> T:
        """Ask; raises InputError for what cannot be shown."""
        match self.kind:
            case ClaimKind.control:
                return chain.control(self.account, self.instrument, as_of=self.at)
            case ClaimKind.position:
                return chain.position(self.account, self.instrument)
            case ClaimKind.absence:
                return chain.absence(self.account, self.instrument)
            case ClaimKind.transfer:
                return chain.transfer(self.transaction)
            case ClaimKind.record:
                return chain.record(self.record)
            case ClaimKind.statement:
                assert self.start is not None, "a statement is asked for with it"
                return chain.statement(self.account, start=self.start, end=self.at)
            case ClaimKind.provenance:
                return chain.provenance(self.instrument)


def require_fitting(
    kind: ClaimKind, given: Collection[str], *, called: Callable[[str], str], remedy: str = "name it"
) -> None:
    """Raise InputError for what a claim needs and was not told, and for what does not belong to it.

    ``called``: what a name is called where it was to be given, such as ``--account``.
    """
    needs, may = TAKES[kind]
    for name in sorted(needs - set(given)):
        raise InputError(f"the claim {kind} needs it", where=called(name), remedy=remedy)
    for name in sorted(set(given) - needs - may):
        raise InputError(f"the claim {kind} does not take it", where=called(name), remedy="leave it out")


def require_account(view: View, account: AccountId, *, where: str) -> None:
    """InputError for an account that is not there: what else is told of it is the path of a record nobody named."""
    if view.read(ACCOUNTS, account) is None:
        remedy = "identifiers are case-sensitive; counterfoil show records parties/account lists all"
        raise InputError(f"there is no account {account!r}", where=where, remedy=remedy)
