# SPDX-License-Identifier: Apache-2.0
"""Events of the contracts module: code and its review, contracts and what they came to."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta
from msgspec.structs import asdict, replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, FollowingEvent, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.runs import Start
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import (
    CHANGES_MAX,
    CODES,
    CONTRACTS,
    ENTRIES,
    OVER,
    REVIEWS,
    REVIEWS_KEY,
    RUNS,
    Arguments,
    Code,
    CodeStatus,
    Contract,
    ContractStatus,
    FunctionName,
    ReviewPolicy,
    Reviews,
    Shown,
    StateEntry,
    Upgrades,
    ValueText,
)
from counterfoil.modules.contracts.reviewing import require_reviewer
from counterfoil.modules.parties.authority import require_parties, require_party, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import AccountId, CodeField, HashField, KeyId, PartyId, RecordPath, Timestamp

_REVIEWS: Changes[Reviews] = Changes(REVIEWS)
_CODES: Changes[Code] = Changes(CODES)
_CONTRACTS: Changes[Contract] = Changes(CONTRACTS)


class CodeEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.regulatory


class ContractEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.product


class StartEvent(ContractEvent, frozen=True):
    """What lets a contract run shares."""

    contract: str

    def starts(self) -> Start:
        return Start(path_of(self.contract))


class ReviewsSet(CodeEvent, frozen=True):
    """Who decides on code, from a time on."""

    type: ClassVar[str] = "contracts.reviews_set"
    policy: ReviewPolicy
    policies: tuple[ReviewPolicy, ...]
    """all that are in force or to come, with it"""
    by: PartyId
    supervisor: PartyId | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(
            REVIEWS, (REVIEWS_KEY,), lambda before: replace(before or Reviews(policies=()), policies=self.policies)
        )

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.registrar)
        if self.supervisor is not None:
            require_role(moment, self.supervisor, Role.supervisor)
            require_parties(moment, self.by, self.supervisor)
        return ()


class CodeProposed(CodeEvent, frozen=True):
    """A program was proposed: for the first time, or anew after a review that came to nothing."""

    type: ClassVar[str] = "contracts.proposed"
    code: CodeField
    name: str
    title: str
    licence: str
    upgrades: Upgrades
    source: str
    tests: HashField | None
    dialect: int
    review: int
    """which of the code"""
    by: PartyId
    keys: tuple[KeyId, ...]
    """identifiers of those that could sign for the proposer"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        code = Code(**asdict(self))

        def begin(before: Code | None) -> Code:
            require(before is None or before.status in OVER, ContractsOutcome.code_exists, self.code)
            return code

        yield Touch(CODES, (self.code,), begin)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class CodeReviewed(CodeEvent, frozen=True):
    """What approval, refusal and withdrawal of code share."""

    code: CodeField
    by: PartyId
    reason: str
    time: Timestamp


class CodeApproved(CodeReviewed, frozen=True):
    """A reviewer or a supervisor approved code. ``complete``: with this, all have that must."""

    type: ClassVar[str] = "contracts.approved"
    complete: bool
    keys: tuple[KeyId, ...]
    """identifiers of those that could sign for whoever approved"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def approve(code: Code) -> Code:
            keys = tuple(sorted({*code.keys, *self.keys}))
            approved = replace(code, approved_by=(*code.approved_by, self.by), keys=keys)
            if not self.complete:
                return approved
            return replace(approved, status=CodeStatus.cleared, decided=self.time, decided_by=self.by)

        yield _CODES.change(approve, self.code)

    def permit(self, moment: Moment) -> Consents:
        require_reviewer(moment, self.by)
        return ()


class CodeDeclined(CodeReviewed, frozen=True):
    """Code was declined."""

    type: ClassVar[str] = "contracts.declined"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CODES.replace(self.code, status=CodeStatus.turned_down, decided=self.time, decided_by=self.by)

    def permit(self, moment: Moment) -> Consents:
        if self.by == known(moment, CODES, self.code).by:
            require_party(moment, self.by)
        else:
            require_reviewer(moment, self.by)
        return ()


class CodeWithdrawn(CodeReviewed, frozen=True):
    """Approved code is deployed no more; what runs it goes on."""

    type: ClassVar[str] = "contracts.withdrawn"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CODES.replace(self.code, status=CodeStatus.withdrawn, decided=self.time, decided_by=self.by)

    def permit(self, moment: Moment) -> Consents:
        return _by_or_supervisor(moment, self.by, known(moment, CODES, self.code).by)


class Deployed(StartEvent, frozen=True):
    """A contract began, under an account that it alone moves."""

    type: ClassVar[str] = "contracts.deployed"
    code: CodeField
    account: AccountId
    by: PartyId
    arguments: Arguments
    shows: Shown
    trial: tuple[PartyId, ...]

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
    shows: Shown

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
        return Start(path_of(self.contract), path_of(self.caller))


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

    def finishes(self) -> RecordPath:
        return path_of(self.contract)

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
        return _by_or_supervisor(moment, self.by, known(moment, CONTRACTS, self.contract).by)


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
        return _by_or_supervisor(moment, self.by, known(moment, CONTRACTS, self.contract).paused_by)


class Retired(ContractEvent, frozen=True):
    """A contract ended; its account is empty."""

    type: ClassVar[str] = "contracts.retired"
    contract: str
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CONTRACTS.replace(self.contract, status=ContractStatus.retired, paused_by=None)

    def permit(self, moment: Moment) -> Consents:
        return _by_deployer(moment, self.contract)


class Upgraded(StartEvent, frozen=True):
    """A contract's code was replaced."""

    type: ClassVar[str] = "contracts.upgraded"
    before: CodeField
    code: CodeField
    version: int
    arguments: Arguments
    shows: Shown

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


def _by_or_supervisor(moment: Moment, by: PartyId, entitled: PartyId | None) -> Consents:
    if by == entitled:
        require_party(moment, by)
    else:
        or_else = "" if entitled is None else f"{entitled}, who began this, or a "
        require_role(moment, by, Role.supervisor, or_else=or_else)
    return ()
