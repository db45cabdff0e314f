# SPDX-License-Identifier: Apache-2.0
"""What a package claims: four kinds, each with its statement in plain words and what it does not claim.

The words follow from the fields alone, so that a verifier writes them anew and compares. So they are part of the
format: other words need another format version.
"""

from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta

from counterfoil.evidence.bilingual import Words, value_words
from counterfoil.evidence.text import format_time
from counterfoil.evidence.words import describe_event
from counterfoil.primitives import canonical
from counterfoil.primitives.types import (
    IDENTIFIER,
    NATURAL,
    AccountId,
    ChainId,
    HashField,
    HeightField,
    InstrumentId,
    NaturalQuantity,
    PartyId,
    TimestampField,
)

# Identifiers are checked even here: an absence claim may name an account that nobody ever opened, and a statement
# must not be able to carry line feeds, escape sequences or letters that look like others.
Chain = Annotated[ChainId, IDENTIFIER]
Account = Annotated[AccountId, IDENTIFIER]
Instrument = Annotated[InstrumentId, IDENTIFIER]
Party = Annotated[PartyId, IDENTIFIER]


class ClaimKind(StrEnum):
    control = "control"
    transfer = "transfer"
    position = "position"
    absence = "absence"


class Quantities(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The four parts of a holding, in the instrument's smallest unit."""

    free: NaturalQuantity
    frozen: NaturalQuantity
    held: NaturalQuantity
    pledged: NaturalQuantity

    @property
    def balance(self) -> int:
        return self.free + self.held + self.pledged + self.frozen


class AccountControl(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose the account is, who keeps it, and who must authorise movements."""

    custodian: Party | None
    holder: Party
    incoming: str
    outgoing: str
    status: str


class ShownAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One event of a transaction: its position in the block, its type and its data."""

    data: dict[str, Any]
    index: Annotated[int, NATURAL]
    type: str


class BaseClaim(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What all claims say: of which chain, and as of when.

    ``current``: ``as_of`` is the witnesses' time T, and nothing later had happened when they signed.
    Otherwise ``as_of`` is an earlier time that was asked for, by the clock of the chain's blocks.
    """

    as_of: TimestampField
    chain: Chain
    current: bool
    does_not_claim: tuple[Words, ...] = ()
    statement: Words = Words("", "")


class ControlClaim(BaseClaim, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="control"):
    """Who controls a holding, with its whole trail."""

    account: Account
    control: AccountControl
    events: Annotated[int, NATURAL]
    """events of the holding's trail up to ``as_of``"""
    instrument: Instrument
    quantities: Quantities


class PositionClaim(BaseClaim, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="position"):
    """The quantity now, without the trail."""

    account: Account
    instrument: Instrument
    quantities: Quantities


class AbsenceClaim(BaseClaim, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="absence"):
    """The account never held the instrument."""

    account: Account
    instrument: Instrument


class TransferClaim(BaseClaim, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="transfer"):
    """A transaction happened, with all its events, so authorised."""

    acts: Annotated[tuple[ShownAct, ...], Meta(min_length=1)]
    height: HeightField
    time: TimestampField
    transaction: HashField


Claim = ControlClaim | TransferClaim | PositionClaim | AbsenceClaim
C = TypeVar("C", bound=BaseClaim)


def kind_of(claim: BaseClaim) -> ClaimKind:
    """The claim's kind, which is its tag."""
    return ClaimKind(str(claim.__struct_config__.tag))


def decode_claim(data: bytes) -> Claim:
    """Strict; raises DecodeError."""
    return canonical.decode(data, Claim)  # type: ignore[arg-type]


def with_words(claim: C) -> C:
    """The claim with the statement and the limits that follow from its fields."""
    return msgspec.structs.replace(
        claim, statement=_statement(claim), does_not_claim=(*_LIMITS[kind_of(claim)], *_LIMITS_OF_ALL)
    )


def _statement(claim: BaseClaim) -> Words:
    match claim:
        case ControlClaim():
            return _control_statement(claim)
        case PositionClaim():
            parts = _quantities_in_words(claim.quantities)
            return Words(
                f"{_when_en(claim)}, account {claim.account} on chain {claim.chain} holds {parts.en} of "
                f"{claim.instrument}.",
                f"{_when_zh(claim)}，业务链 {claim.chain} 上的账户 {claim.account} "
                f"持有 {claim.instrument} {parts.zh}。",
            )
        case AbsenceClaim():
            return Words(
                f"{_when_en(claim)}, account {claim.account} on chain {claim.chain} has never held {claim.instrument}.",
                f"{_when_zh(claim)}，业务链 {claim.chain} 上的账户 {claim.account} 从未持有 {claim.instrument}。",
            )
        case TransferClaim():
            return _transfer_statement(claim)
        case _:
            raise TypeError(f"{type(claim).__name__} is no claim")


def _transfer_statement(claim: TransferClaim) -> Words:
    acts = [describe_event(act.type, act.data) for act in claim.acts]
    count, time = len(acts), format_time(claim.time)
    return Words(
        f"Transaction {claim.transaction} took effect on chain {claim.chain} in block {claim.height} at {time}, with "
        f"exactly {count} {'event' if count == 1 else 'events'}, each authorised: {'. '.join(act.en for act in acts)}.",
        f"交易 {claim.transaction} 于 {time} 在业务链 {claim.chain} 的区块 {claim.height} 中生效，"
        f"恰有 {count} 个事件，每个事件均经授权：{'。'.join(act.zh for act in acts)}。",
    )


def _control_statement(claim: ControlClaim) -> Words:
    parts = _quantities_in_words(claim.quantities)
    control = claim.control
    keeper_en = f"kept by {control.custodian}" if control.custodian else "without a custodian"
    keeper_zh = f"托管人为 {control.custodian}" if control.custodian else "无托管人"
    out, into, status = map(value_words, (control.outgoing, control.incoming, control.status))
    return Words(
        f"{_when_en(claim)}, account {claim.account} on chain {claim.chain} holds {parts.en} of {claim.instrument}, "
        f"by {claim.events} events, each authorised, none missing. The account is {control.holder}'s, {keeper_en}; "
        f"outgoing movements need the consent of {out.en}, incoming ones of {into.en}; the account is {status.en}.",
        f"{_when_zh(claim)}，业务链 {claim.chain} 上的账户 {claim.account} 持有 {claim.instrument} {parts.zh}，"
        f"由 {claim.events} 个事件形成，每个事件均经授权，无一遗漏。该账户的持有人为 {control.holder}，{keeper_zh}；"
        f"转出授权：{out.zh}；转入授权：{into.zh}；账户状态：{status.zh}。",
    )


def _quantities_in_words(parts: Quantities) -> Words:
    words = Words(
        "{total} smallest units ({free} free, {held} held, {pledged} pledged, {frozen} frozen)",
        "{total} 个最小单位（可用 {free}、预留 {held}、质押 {pledged}、冻结 {frozen}）",
    )
    return words.fill(total=parts.balance, free=parts.free, held=parts.held, pledged=parts.pledged, frozen=parts.frozen)


def _when_en(claim: BaseClaim) -> str:
    witnessed = ", when the witnesses signed that nothing later had happened"
    return f"As of {format_time(claim.as_of)}{witnessed if claim.current else ' by the times that the blocks bear'}"


def _when_zh(claim: BaseClaim) -> str:
    witnessed = "（见证人于该时刻共签，其时别无后续变动）"
    return f"截至 {format_time(claim.as_of)}{witnessed if claim.current else '（以区块所载时间为准）'}"


_NOT_AFTER: Final = Words("Anything after that time.", "该时刻之后的任何情况。")
_NOT_LAW: Final = Words(
    "Who people are in law, and rights that were never recorded on this chain.",
    "各主体在法律上的身份，以及从未在该业务链登记的权利。",
)
_NOT_THE_OPERATOR: Final = Words(
    "That the chain's operator, who seals its state, never sealed one that forgets or invents what happened, and kept "
    "the chain's rules everywhere else: that is for an audit of the whole chain.",
    "封印该业务链状态的运营方从未封印遗漏或虚构事实的状态，且在其他各处均遵守该链规则：此须由对全链的审计确认。",
)
_NOT_OTHERS: Final = Words(
    "That the other side of a transfer held what it delivered: its trail is its own and is not disclosed.",
    "过户的对手方确曾持有其所交付的数量：对手方的流转轨迹归其自身，未予披露。",
)
_NOT_HISTORY: Final = Words("How the quantity came about, and who authorised it.", "该数量如何形成，由谁授权。")
_NOT_ELSEWHERE: Final = Words(
    "That the same person does not hold it in another account or on another chain.",
    "同一人未在其他账户或其他业务链上持有该产品。",
)
_NOT_OPENED: Final = Words("That there is such an account, or such an instrument.", "确有该账户或该产品。")
_NOT_STILL: Final = Words(
    "That what was transferred is still where it was transferred to.", "所过户的数量至今仍在转入账户中。"
)
_LIMITS_OF_ALL: Final = (_NOT_AFTER, _NOT_LAW, _NOT_THE_OPERATOR)
_LIMITS: Final[dict[ClaimKind, tuple[Words, ...]]] = {
    ClaimKind.control: (_NOT_OTHERS, _NOT_ELSEWHERE),
    ClaimKind.transfer: (_NOT_STILL, _NOT_OTHERS),
    ClaimKind.position: (_NOT_HISTORY, _NOT_ELSEWHERE),
    ClaimKind.absence: (_NOT_OPENED, _NOT_ELSEWHERE),
}
