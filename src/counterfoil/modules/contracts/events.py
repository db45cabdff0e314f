# SPDX-License-Identifier: Apache-2.0
"""Events of contracts, and what they came to; those of reviews are next door."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, FollowingEvent, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.runs import Finish, Start
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import (
    BEGINS,
    CHANGES_MAX,
    CONTRACTS,
    ENTRIES,
    MIGRATES,
    RUNS,
    Arguments,
    Contract,
    ContractStatus,
    FunctionName,
    Shown,
    StateEntry,
    ValueText,
)
from counterfoil.modules.contracts.review_events import (
    CodeApproved,
    CodeDeclined,
    CodeProposed,
    CodeWithdrawn,
    ReviewsSet,
    by_or_supervisor,
)
from counterfoil.modules.parties.authority import require_parties, require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import AccountId, CodeField, PartyId, RecordPath

_CONTRACTS: Changes[Contract] = Changes(CONTRACTS)


class ContractEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.product


class StartEvent(ContractEvent, frozen=True):
    """What lets a contract run shares."""

    contract: str
    shows: Shown

    def starts(self) -> Start:
        return Start(path_of(self.contract), self.runs(), frozenset(self.shows))

    def runs(self) -> str:
        """Which function."""
        raise NotImplementedError


class Deployed(StartEvent, frozen=True):
    """A contract began, under an account that it alone moves."""

    type: ClassVar[str] = "contracts.deployed"
    code: CodeField
    account: AccountId
    by: PartyId
    arguments: Arguments
    trial: tuple[PartyId, ...]

    def runs(self) -> str:
        return BEGINS

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        contract = Contract(
            contract=self.contract,
            code=self.code,
            account=self.account,
            by=self.by,
            status=ContractStatus.trial if self.trial else ContractStatus.live,
            trial=self.trial,
        )
        yield _CONTRACTS.create(contract, self.contract)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class Called(StartEvent, frozen=True):
    """A function of a contract was called, in the name of parties; what it did follows."""

    type: ClassVar[str] = "contracts.called"
    function: FunctionName
    arguments: Arguments
    by: tuple[PartyId, ...]

    def runs(self) -> str:
        return self.function

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CONTRACTS.replace(self.contract)

    def permit(self, moment: Moment) -> Consents:
        require_parties(moment, *self.by)
        return ()


class CalledByContract(FollowingEvent, frozen=True):
    """A contract called a function of another, which sees what the first was shown; nobody's consent goes with it."""

    type: ClassVar[str] = "contracts.called_by_contract"
    object: ClassVar[ObjectClass] = ObjectClass.product
    contract: str
    function: FunctionName
    arguments: Arguments
    caller: str
    """the contract that called"""
    shows: Shown

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CONTRACTS.replace(self.contract)

    def permit(self, moment: Moment) -> Consents:
        contract = known(moment, CONTRACTS, self.contract)
        require(contract.status in RUNS, ContractsOutcome.contract_stands_still, contract.told)
        require(not contract.trial, ContractsOutcome.not_for_this_caller, self.caller)
        return ()

    def starts(self) -> Start:
        return Start(path_of(self.contract), self.function, frozenset(self.shows), path_of(self.caller))


class Emission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that a contract says, in words of its own."""

    name: FunctionName
    fields: ValueText


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a contract keeps under a key from now on; None: nothing."""

    key: str
    value: ValueText | None
    new: bool
    """whether nothing was ever kept under it"""


class Ran(FollowingEvent, frozen=True):
    """What a run came to: its value, what it said, what it keeps. That the code decides so, auditors vouch for."""

    type: ClassVar[str] = "contracts.ran"
    object: ClassVar[ObjectClass] = ObjectClass.product
    contract: str
    function: FunctionName
    value: ValueText
    emitted: Annotated[tuple[Emission, ...], Meta(max_length=CHANGES_MAX)]
    kept: Annotated[tuple[Kept, ...], Meta(max_length=CHANGES_MAX)]
    steps: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        new = sum(one.new for one in self.kept)
        yield _CONTRACTS.change(lambda contract: contract.ran(new), self.contract)
        for one in self.kept:
            yield Touch(ENTRIES, (self.contract, one.key), self._fold(one))

    def finishes(self) -> Finish:
        return Finish(path_of(self.contract), self.function)

    def _fold(self, kept: Kept) -> Any:
        entry = StateEntry(contract=self.contract, key=kept.key, value=kept.value)

        def fold(before: StateEntry | None) -> StateEntry:
            require((before is None) == kept.new, ContractsOutcome.state_entry_exists, kept.key)
            return entry

        return fold


class OpenedToAll(ContractEvent, frozen=True):
    """A contract's trial is over: everybody may call it."""

    type: ClassVar[str] = "contracts.opened"
    contract: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CONTRACTS.replace(self.contract, status=ContractStatus.live, trial=())

    def permit(self, moment: Moment) -> Consents:
        return _by_deployer(moment, self.contract)


class Paused(ContractEvent, frozen=True):
    """A contract was stopped: nothing of it runs."""

    type: ClassVar[str] = "contracts.paused"
    contract: str
    by: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CONTRACTS.replace(self.contract, status=ContractStatus.paused, paused_by=self.by)

    def permit(self, moment: Moment) -> Consents:
        return by_or_supervisor(moment, self.by, known(moment, CONTRACTS, self.contract).by)


class Resumed(ContractEvent, frozen=True):
    """A paused contract runs on."""

    type: ClassVar[str] = "contracts.resumed"
    contract: str
    by: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def resume(contract: Contract) -> Contract:
            status = ContractStatus.trial if contract.trial else ContractStatus.live
            return replace(contract, status=status, paused_by=None)

        yield _CONTRACTS.change(resume, self.contract)

    def permit(self, moment: Moment) -> Consents:
        return by_or_supervisor(moment, self.by, known(moment, CONTRACTS, self.contract).paused_by)


class Retired(ContractEvent, frozen=True):
    """A contract ended; what its account may hold still an order alone moves."""

    type: ClassVar[str] = "contracts.retired"
    contract: str
    reason: str
    supervisor: PartyId | None
    """None: the account is empty, or a council deployed it"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CONTRACTS.replace(self.contract, status=ContractStatus.retired, paused_by=None)

    def permit(self, moment: Moment) -> Consents:
        if self.supervisor is not None:
            require_role(moment, self.supervisor, Role.supervisor)
            require_parties(moment, known(moment, CONTRACTS, self.contract).by, self.supervisor)
        return _by_deployer(moment, self.contract)


class Upgraded(StartEvent, frozen=True):
    """A contract's code was replaced."""

    type: ClassVar[str] = "contracts.upgraded"
    before: CodeField
    code: CodeField
    version: int
    arguments: Arguments

    def runs(self) -> str:
        return MIGRATES

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CONTRACTS.replace(self.contract, code=self.code, version=self.version)

    def permit(self, moment: Moment) -> Consents:
        return _by_deployer(moment, self.contract)


EVENTS: tuple[Any, ...] = (
    ReviewsSet,
    CodeProposed,
    CodeApproved,
    CodeDeclined,
    CodeWithdrawn,
    Deployed,
    Called,
    CalledByContract,
    Ran,
    OpenedToAll,
    Paused,
    Resumed,
    Retired,
    Upgraded,
)


def path_of(contract: str) -> RecordPath:
    """The record by whose doing a contract's movements happen."""
    return CONTRACTS.path(contract)


def _by_deployer(moment: Moment, contract: str) -> Consents:
    require_party(moment, known(moment, CONTRACTS, contract).by)
    return ()
