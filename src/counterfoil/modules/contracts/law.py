# SPDX-License-Identifier: Apache-2.0
"""The law of contracts: code is reviewed before it is deployed, and what is called is on record with its inputs.

What a contract does then is decided by its code, which no verifier runs: state auditors do. Every movement of it rests
on a consent recorded before, which every verifier checks.
"""

from collections.abc import Iterable
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.law.dated import begins, scheduled
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, Moves, Rule
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts import events as e
from counterfoil.modules.contracts import review_events as r
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import (
    CODES,
    CONTRACTS,
    ENTRIES,
    FIRST_REVIEW,
    REVIEWS,
    REVIEWS_KEY,
    RUNS,
    Code,
    CodeStatus,
    Contract,
    ContractStatus,
    ReviewPolicy,
    Upgrades,
)
from counterfoil.modules.contracts.reviewing import completes, still_asked
from counterfoil.modules.contracts.values import code_hash, read_arguments
from counterfoil.modules.contracts.words import WORDS
from counterfoil.modules.parties.authority import disjoint, is_council
from counterfoil.modules.parties.events import AccountClosed, AccountOpened
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import Control
from counterfoil.primitives.hashing import ZERO_HASH, to_hex
from counterfoil.primitives.types import AccountId, CodeHash

CONTRACTS_FEATURE: Final = "contracts"
"""The feature that lets code be proposed, deployed and called."""
DIALECT: Final = 1
"""The version of the dialect in which code is written and metered."""


def set_reviews(call: c.SetReviews, moment: Moment) -> Iterable[EventData]:
    since = begins(call.since, moment.time, ContractsOutcome.reviews_backdated, "reviews")
    names = tuple(dict.fromkeys(call.reviewers))
    require(len(names) >= call.quorum, ContractsOutcome.quorum_out_of_reach, f"{len(names)} of {call.quorum}")
    require(call.by != call.supervisor, PartiesOutcome.must_be_another, call.by)
    agreed = call.supervisor is not None or is_council(moment, call.by)
    require(agreed, ContractsOutcome.review_policy_unsupervised, call.by)
    policy = ReviewPolicy(
        since=since, reviewers=names, quorum=call.quorum, supervised=call.supervised, reference=call.reference
    )
    before = moment.read(REVIEWS, REVIEWS_KEY)
    policies = scheduled(
        before.policies if before is not None else (),
        policy,
        moment.time,
        ContractsOutcome.too_many_review_policies,
        "reviews",
    )
    yield r.ReviewsSet(policy=policy, policies=policies, by=call.by, supervisor=call.supervisor)


def named(call: c.ProposeCode) -> CodeHash:
    """What code is called that says this."""
    return code_hash(
        dialect=DIALECT,
        licence=call.licence,
        name=call.name,
        source=call.source,
        tests=call.tests,
        title=call.title,
        upgrades=call.upgrades.value,
    )


def proposal(**says: Any) -> c.ProposeCode:
    """A proposal that says this, under its right name."""
    blank = c.ProposeCode(**says, code=CodeHash(to_hex(ZERO_HASH)))
    return replace(blank, code=named(blank))


def propose(call: c.ProposeCode, moment: Moment) -> Iterable[EventData]:
    name = named(call)
    require(call.code == name, ContractsOutcome.wrong_hash, name)
    before = moment.read(CODES, call.code)
    yield r.CodeProposed(
        code=call.code,
        name=call.name,
        title=call.title,
        licence=call.licence,
        upgrades=call.upgrades,
        source=call.source,
        tests=call.tests,
        dialect=DIALECT,
        review=FIRST_REVIEW if before is None else before.review + 1,
        by=call.by,
        keys=moment.signed(call.by),
    )


def approve(call: c.Approve, moment: Moment) -> Iterable[EventData]:
    code = _reviewed(moment, call)
    require(call.by != code.by, ContractsOutcome.not_a_reviewer, f"{call.by} proposed it, and nobody approves that")
    require(call.by not in code.approved_by, ContractsOutcome.reviewed_already, call.by)
    require(disjoint(moment.signed(call.by), code.keys), ContractsOutcome.key_spoke_already, call.by)
    yield r.CodeApproved(
        code=call.code,
        by=call.by,
        reason=call.reference,
        time=moment.time,
        complete=completes(moment, code, call.by),
        keys=moment.signed(call.by),
    )


def decline(call: c.Decline, moment: Moment) -> Iterable[EventData]:
    _reviewed(moment, call)
    yield r.CodeDeclined(code=call.code, by=call.by, reason=call.reason, time=moment.time)


def withdraw(call: c.WithdrawCode, moment: Moment) -> Iterable[EventData]:
    _approved(moment, call.code)
    yield r.CodeWithdrawn(code=call.code, by=call.by, reason=call.reason, time=moment.time)


def deploy(call: c.Deploy, moment: Moment) -> Iterable[EventData]:
    _approved(moment, call.code)
    read_arguments(call.arguments)
    account = AccountId(call.account)
    yield AccountOpened(
        account=account,
        holder=call.by,
        custodian=None,
        incoming=Control.nobody,
        outgoing=Control.record,
        moved_by=e.path_of(call.contract),
    )
    yield e.Deployed(
        contract=call.contract,
        code=call.code,
        account=account,
        by=call.by,
        arguments=call.arguments,
        shows=call.shows,
        trial=call.trial,
    )


def open_to_all(call: c.OpenToAll, moment: Moment) -> Iterable[EventData]:
    contract = known(moment, CONTRACTS, call.contract)
    require(contract.status is ContractStatus.trial, ContractsOutcome.not_on_trial, contract.told)
    yield e.OpenedToAll(contract=call.contract)


def run(call: c.Run, moment: Moment) -> Iterable[EventData]:
    contract = _running(moment, call.contract)
    allowed = contract.status is not ContractStatus.trial or call.by[0] in contract.trial
    require(allowed, ContractsOutcome.not_for_this_caller, f"{call.by[0]}: {', '.join(contract.trial)}")
    read_arguments(call.arguments)
    yield e.Called(
        contract=call.contract, function=call.function, arguments=call.arguments, by=call.by, shows=call.shows
    )


def pause(call: c.Pause, moment: Moment) -> Iterable[EventData]:
    _running(moment, call.contract)
    yield e.Paused(contract=call.contract, by=call.by, reason=call.reason)


def resume(call: c.Resume, moment: Moment) -> Iterable[EventData]:
    contract = known(moment, CONTRACTS, call.contract)
    require(contract.status is ContractStatus.paused, ContractsOutcome.contract_not_paused, contract.told)
    yield e.Resumed(contract=call.contract, by=call.by, reason=call.reason)


def retire(call: c.Retire, moment: Moment) -> Iterable[EventData]:
    contract = _there(moment, call.contract)
    require(call.supervisor != contract.by, PartiesOutcome.must_be_another, contract.by)
    yield e.Retired(contract=call.contract, reason=call.reason, supervisor=call.supervisor)
    yield AccountClosed(account=contract.account)


def upgrade(call: c.Upgrade, moment: Moment) -> Iterable[EventData]:
    contract = _there(moment, call.contract)
    before, after = known(moment, CODES, contract.code), _approved(moment, call.code)
    require(before.upgrades is not Upgrades.never, ContractsOutcome.never_upgraded, before.name)
    same = before.name == after.name and before.code != after.code
    told = f"{call.contract} runs this code already" if before.code == after.code else f"{before.name}, {after.name}"
    require(same, ContractsOutcome.not_the_same_contract, told)
    read_arguments(call.arguments)
    yield e.Upgraded(
        contract=call.contract,
        before=before.code,
        code=after.code,
        version=contract.version + 1,
        arguments=call.arguments,
        shows=call.shows,
    )


def _reviewed(moment: Moment, call: c.Approve | c.Decline) -> Code:
    """The code, in the very review that is meant: nobody's word about one is carried over to another."""
    record = known(moment, CODES, call.code)
    require(record.status is CodeStatus.proposed, ContractsOutcome.not_under_review, f"{call.code} is {record.status}")
    told = f"it is review {record.review}, proposed by {record.by}, and not {call.review}"
    require(record.review == call.review, ContractsOutcome.another_review, told)
    return record


def _approved(moment: Moment, code: CodeHash) -> Code:
    record = known(moment, CODES, code)
    once = record.status in (CodeStatus.cleared, CodeStatus.withdrawn)
    require(once, ContractsOutcome.code_not_approved, f"{code} is {record.status}{still_asked(moment, record)}")
    require(record.status is not CodeStatus.withdrawn, ContractsOutcome.code_retired, code)
    return record


def _there(moment: Moment, contract: str) -> Contract:
    """A contract that has not ended: it may be paused, and then nothing of it moves."""
    record = known(moment, CONTRACTS, contract)
    require(record.status is not ContractStatus.retired, ContractsOutcome.contract_stands_still, record.told)
    return record


def _running(moment: Moment, contract: str) -> Contract:
    record = known(moment, CONTRACTS, contract)
    require(record.status in RUNS, ContractsOutcome.contract_stands_still, record.told)
    return record


def _rule(moves: Moves, *, programmed: bool = False, stops: bool = False) -> Rule:
    return Rule(moves, CONTRACTS_FEATURE, programmed=programmed, stops=stops)


LAW: Final = Law(
    noun="contracts",
    calls={
        c.SetReviews: _rule(set_reviews),
        c.ProposeCode: _rule(propose),
        c.Approve: _rule(approve),
        c.Decline: _rule(decline),
        c.WithdrawCode: _rule(withdraw, stops=True),
        c.Deploy: _rule(deploy, programmed=True),
        c.OpenToAll: _rule(open_to_all),
        c.Run: _rule(run, programmed=True),
        c.Pause: _rule(pause, stops=True),
        c.Resume: _rule(resume),
        c.Retire: _rule(retire),
        c.Upgrade: _rule(upgrade, programmed=True),
    },
    events=e.EVENTS,
    tables=(REVIEWS, CODES, CONTRACTS, ENTRIES),
    outcomes=ContractsOutcome,
    words=WORDS,
)
