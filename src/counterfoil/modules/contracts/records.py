# SPDX-License-Identifier: Apache-2.0
"""Records of the contracts module, and the life cycles as tables."""

from enum import StrEnum
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from counterfoil.evidence.event import ConsentKind, Side
from counterfoil.law.event import Movement
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.primitives.types import (
    AccountId,
    CodeField,
    HashField,
    JsonText,
    KeyId,
    PartyId,
    RecordPath,
    Timestamp,
)

SOURCE_LENGTH_MAX: Final = 32_768
ARGUMENTS_LENGTH_MAX: Final = 16_384
VALUE_LENGTH_MAX: Final = 4_096
"""Bytes of one entry's value, or of one emission's fields."""
ENTRIES_MAX: Final = 4_096
"""Entries that a contract may have."""
CHANGES_MAX: Final = 256
"""Entries that one run may write, and emissions that it may make."""
SHOWN_MAX: Final = 32
REVIEWERS_MAX: Final = 64
FIRST_REVIEW: Final = 1

Source = Annotated[str, Meta(min_length=1, max_length=SOURCE_LENGTH_MAX)]
Arguments = Annotated[JsonText, Meta(max_length=ARGUMENTS_LENGTH_MAX)]
"""One object."""
NO_ARGUMENTS: Final = JsonText("{}")
ValueText = Annotated[JsonText, Meta(max_length=VALUE_LENGTH_MAX)]
FunctionName = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,63}\Z", examples=["put_in"])]
ENTRY_KEY: Final = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}\Z"
"""What the name of an entry of a contract's state looks like."""
Licence = Annotated[str, Meta(pattern=r"^[A-Za-z0-9.+-]{1,64}\Z", examples=["Apache-2.0"])]
"""An SPDX identifier."""
Reviewers = Annotated[tuple[PartyId, ...], Meta(max_length=REVIEWERS_MAX)]
ReviewNumber = Annotated[int, Meta(ge=FIRST_REVIEW)]
Shown = Annotated[tuple[RecordPath, ...], Meta(max_length=SHOWN_MAX)]


class Upgrades(StrEnum):
    """Whether a contract's code can be replaced."""

    never = "never"
    reviewed = "reviewed"
    """by approved code of the same name, by whoever deployed it"""


class CodeStatus(StrEnum):
    proposed = "proposed"
    cleared = "cleared"
    """its review"""
    turned_down = "turned_down"
    withdrawn = "withdrawn"
    """approved once; contracts that run it go on, and it is deployed no more"""


CODE_CYCLE: Final[dict[CodeStatus, frozenset[CodeStatus]]] = {
    CodeStatus.proposed: frozenset({CodeStatus.cleared, CodeStatus.turned_down}),
    CodeStatus.cleared: frozenset({CodeStatus.withdrawn}),
    CodeStatus.turned_down: frozenset({CodeStatus.proposed}),
    CodeStatus.withdrawn: frozenset({CodeStatus.proposed}),
}
"""status → the statuses it may change to; by whoever proposes it anew, which begins another review"""
OVER: Final = frozenset(status for status, after in CODE_CYCLE.items() if CodeStatus.proposed in after)
"""The statuses in which code may be proposed anew."""


class ContractStatus(StrEnum):
    trial = "trial"
    """runs for the parties of its trial alone"""
    live = "live"
    paused = "paused"
    retired = "retired"


CONTRACT_CYCLE: Final[dict[ContractStatus, frozenset[ContractStatus]]] = {
    ContractStatus.trial: frozenset({ContractStatus.live, ContractStatus.paused, ContractStatus.retired}),
    ContractStatus.live: frozenset({ContractStatus.paused, ContractStatus.retired}),
    ContractStatus.paused: frozenset({ContractStatus.trial, ContractStatus.live, ContractStatus.retired}),
    ContractStatus.retired: frozenset(),
}
"""status → the statuses it may change to"""
BEGINS: Final = "init"
"""The function that runs when a contract is deployed, if its code has it; nothing else calls it."""
MIGRATES: Final = "migrate"
"""The function of new code that runs when a contract is upgraded to it, if it has it; nothing else calls it."""
RUNS: Final = frozenset({ContractStatus.trial, ContractStatus.live})


class ReviewPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who decides on code, from a time on."""

    since: Timestamp
    reviewers: Reviewers
    quorum: int
    """how many of them must approve"""
    supervised: bool
    """whether a supervisor must approve besides"""
    reference: str


class Reviews(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who decides on code, now and from the times that are to come."""

    policies: tuple[ReviewPolicy, ...]


class Code(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program as it was proposed last, and how far that review has come; its trail has the reviews before."""

    code: CodeField
    name: str
    title: str
    licence: Licence
    upgrades: Upgrades
    source: str
    tests: HashField | None
    """SHA-256 of the tests that came with it, which stay off the ledger"""
    dialect: int
    review: int
    """which it is: one more each time the code is proposed anew, by whomever"""
    by: PartyId
    keys: tuple[KeyId, ...]
    """identifiers of all that signed for the proposer, or for whoever approved, sorted: none of them approves"""
    status: CodeStatus = CodeStatus.proposed
    approved_by: tuple[PartyId, ...] = ()
    decided: Timestamp | None = None
    decided_by: PartyId | None = None


class Contract(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that runs under an account of its own, which nobody's signature moves."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    ends: ClassVar[frozenset[str]] = frozenset({ContractStatus.retired})
    contract: str
    code: CodeField
    account: AccountId
    by: PartyId
    """who deployed it, and holds its account"""
    version: int = 1
    """one more with each upgrade"""
    status: ContractStatus = ContractStatus.live
    trial: tuple[PartyId, ...] = ()
    """who may call it while it is on trial"""
    paused_by: PartyId | None = None
    entries: int = 0
    """entries of its state"""
    runs: int = 0
    """how often it ran to its end and changed something"""

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """It moves its own account, by its own doing, while it runs; whoever deployed it agreed to that."""
        own = movement.side is Side.gives and movement.account == self.account
        require(
            own and movement.cause == CONTRACTS.path(self.contract), ContractsOutcome.not_its_account, self.contract
        )
        # Whoever let it be deployed without its account must not have it move another's.
        moved_by = known(moment, ACCOUNTS, self.account).moved_by
        require(moved_by == movement.cause, ContractsOutcome.not_its_account, self.account)
        require(self.status in RUNS, ContractsOutcome.contract_stands_still, self.told)
        return (self.by,)

    @property
    def told(self) -> str:
        """How it stands, in words."""
        by = "" if self.paused_by is None else f" by {self.paused_by}"
        return f"{self.contract} is {self.status}{by}"

    def ran(self, more_entries: int) -> "Contract":
        """After one more run."""
        return replace(self, runs=self.runs + 1, entries=self.entries + more_entries)


class StateEntry(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a contract keeps under a key: one JSON value; None: it was removed."""

    contract: str
    key: str
    value: JsonText | None


REVIEWS: Final = Table(
    "contracts/reviews", Reviews, ContractsOutcome.no_review_policy, ContractsOutcome.review_policy_exists
)
REVIEWS_KEY: Final = "current"
CODES: Final = Table("contracts/code", Code, ContractsOutcome.unknown_code, ContractsOutcome.code_exists).opened()
CONTRACTS: Final = Table(
    "contracts/contract", Contract, ContractsOutcome.contract_unknown, ContractsOutcome.contract_deployed
)
ENTRIES: Final = Table(
    "contracts/entry", StateEntry, ContractsOutcome.unknown_state_entry, ContractsOutcome.state_entry_exists
)
