# SPDX-License-Identifier: Apache-2.0
"""Whose consent a transaction carries, under the facts just before an event."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from counterfoil.evidence.bilingual import value_words
from counterfoil.evidence.package_limits import require_short_keys, require_sparse
from counterfoil.evidence.transaction import TRANSACTION_TYPE, TransactionPayload, transaction_id
from counterfoil.identity import dsse
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import HexHash
from counterfoil.verify.calls import Call, read_call
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.facts import Account, AllMissing, Facts, Instruction, Party

OPERATORS: Final = ("venue", "clearing_house")
"""Roles that may instruct, settle and fail instructions they have no account in."""
ACTIVE: Final = "active"


@dataclass
class SignedTransaction:
    """A transaction of the package: what it says, and which key policies its signatures satisfy."""

    id: HexHash
    envelope: dsse.Envelope
    payload: TransactionPayload
    calls: tuple[Call | None, ...]
    matched: list[tuple[int, int]] = field(default_factory=list)
    """the events shown so far, each as (call, which of that call's events); only ever later ones are added"""
    height: int | None = None
    """of the block that the events shown so far are in"""
    _satisfied: dict[KeyPolicy, bool] = field(default_factory=dict)

    def satisfies(self, policy: KeyPolicy) -> bool:
        """Whether valid signatures on this transaction meet ``policy``; each policy is tried once."""
        if policy not in self._satisfied:
            self._satisfied[policy] = dsse.satisfies(self.envelope, policy)
        return self._satisfied[policy]


@dataclass(frozen=True, slots=True)
class Moment:
    """Just before an event: the facts then, the block's time, the transaction, and the event's own data."""

    facts: Facts
    time: int
    transaction: SignedTransaction
    data: dict[str, Any]


def read_transaction(data: bytes, named: Collection[HexHash]) -> SignedTransaction:
    """A transaction of the package, one of those that the events name; CheckFailed when it is none."""
    try:
        envelope = dsse.decode(data)
        if (identifier := transaction_id(envelope)) not in named:
            raise CheckFailed(f"no event names transaction {identifier}", f"没有事件引用交易 {identifier}")
        require_short_keys(envelope.payload, where="payload")
        require_sparse(envelope.payload, where="payload")
        payload = canonical.decode(envelope.payload, TransactionPayload)
    except DecodeError as error:
        raise CheckFailed(f"a transaction does not decode: {error}", "某交易无法解析") from error
    if envelope.payload_type != TRANSACTION_TYPE:
        raise CheckFailed("an envelope among the transactions is of another type", "某信封不是交易")
    calls: Iterable[dict[str, Any]] = payload.calls
    return SignedTransaction(identifier, envelope, payload, tuple(map(read_call, calls)))


def require_party(moment: Moment, party: str | None) -> Party:
    """The party, which is active and signed under the keys it had then; CheckFailed if not."""
    record = None if party is None else moment.facts.party(party)
    if record is None:
        raise CheckFailed(f"needs the authority of {party}, not registered then", f"须经 {party} 授权，而其尚未登记")
    if record.status != ACTIVE:
        raise CheckFailed(f"needs the authority of {party}, suspended then", f"须经 {party} 授权，而其当时已被暂停")
    if record.keys is None or not moment.transaction.satisfies(record.keys):
        raise CheckFailed(
            f"transaction {moment.transaction.id} is not signed under the keys that {party} had then",
            f"交易 {moment.transaction.id} 未以 {party} 当时的密钥签名",
        )
    return record


def require_role(moment: Moment, party: str | None, *roles: str) -> None:
    """``require_party``, and it had one of the roles then."""
    record = require_party(moment, party)
    if not set(roles) & set(record.roles):
        raise CheckFailed(
            f"{party} was no {' or '.join(roles)} then",
            f"{party} 当时没有所需角色 {'、'.join(value_words(role).zh for role in roles)}",
        )


def require_outgoing(moment: Moment, account: str) -> None:
    """Somebody who may take things out of the account consented."""
    record = require_account(moment, account)
    if record.outgoing == "nobody":
        raise CheckFailed(f"account {account} lets anybody take things out", f"账户 {account} 的转出未受保护")
    _require_control(moment, record, record.outgoing)


def require_incoming(moment: Moment, account: str) -> None:
    """Somebody who may bring things into the account consented, if that is needed."""
    record = require_account(moment, account)
    _require_control(moment, record, record.incoming)


def require_account(moment: Moment, account: str) -> Account:
    """The account as it was then; CheckFailed when it was not open."""
    record = moment.facts.account(account)
    if record is None:
        raise CheckFailed(f"account {account} was not open then", f"账户 {account} 当时尚未开立")
    return record


def _require_control(moment: Moment, account: Account, control: str) -> None:
    match control:
        case "nobody":
            return
        case "holder":
            require_party(moment, account.holder)
        case "custodian":
            require_party(moment, account.custodian)
        case "both":
            require_party(moment, account.holder)
            require_party(moment, account.custodian)
        case "either":
            if not signed_by(moment, account.holder):
                require_party(moment, account.custodian)
        case _:
            raise CheckFailed(f"unknown rule {control!r} of account {account.account}", "账户规则无法识别")


def signed_by(moment: Moment, party: str) -> bool:
    """Whether ``require_party`` would pass; raises MissingTrail all the same when the trail is not shown."""
    record = moment.facts.party(party)
    if record is None or record.status != ACTIVE or record.keys is None:
        return False
    return moment.transaction.satisfies(record.keys)


def require_movable(moment: Moment, instrument: str, *accounts: str, redeems: bool = False) -> None:
    """The instrument could move then, and the accounts were active."""
    record = moment.facts.instrument(instrument)
    statuses = (ACTIVE, "matured") if redeems else (ACTIVE,)
    if record is None or record.status not in statuses:
        raise CheckFailed(f"instrument {instrument} was not active then", f"产品 {instrument} 当时未处于有效状态")
    for account in accounts:
        known = require_account(moment, account)
        if known.status != ACTIVE:
            raise CheckFailed(f"account {account} was suspended then", f"账户 {account} 当时已被暂停")
        require_standing(moment, known.holder)


def require_standing(moment: Moment, party: str) -> None:
    """The party was registered and not suspended; whether it signed is not asked."""
    record = moment.facts.party(party)
    if record is None or record.status != ACTIVE:
        raise CheckFailed(f"{party} was suspended or not registered then", f"{party} 当时已被暂停或尚未登记")


def require_consent(moment: Moment, instruction: Instruction, *accounts: str) -> None:
    """Who controls each account consents to all its legs; trails that are not shown are named all at once."""
    senders, receivers = set(instruction.senders), set(instruction.receivers)
    missing = AllMissing()
    for account in accounts:
        with missing.noted():
            if account in senders:
                require_outgoing(moment, account)
            if account in receivers:
                require_incoming(moment, account)
    missing.require_none()


def require_concerned(moment: Moment, instruction: Instruction, by: str) -> None:
    """``by`` signed, and operates the market, or holds or keeps an account of the instruction."""
    record = require_party(moment, by)
    if set(OPERATORS) & set(record.roles):
        return
    for account in instruction.accounts:
        facts = moment.facts.account(account)
        if facts is not None and by in (facts.holder, facts.custodian):
            return
    raise CheckFailed(f"{by} had no part in instruction {instruction.instruction}", f"{by} 与该交收指令无关")
