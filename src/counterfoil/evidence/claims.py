# SPDX-License-Identifier: Apache-2.0
"""What a package claims: four kinds, each with its statement in plain words and what it does not claim.

The words follow from the fields alone, so that a verifier writes them anew and compares. So they are part of the
format: other words need another format version.
"""

from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta

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

_DAY_MS: Final = 86_400_000


class ClaimKind(StrEnum):
    control = "control"
    transfer = "transfer"
    position = "position"
    absence = "absence"


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence in English and in Chinese."""

    en: str
    zh: str


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


def utc(time: int) -> str:
    """A Timestamp in words: ``2026-01-31T09:30:00.000Z`` (proleptic Gregorian calendar, counted from year 1)."""
    days, in_day = divmod(time, _DAY_MS)
    # Howard Hinnant's day count: years begin in March, so the leap day is a year's last.
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_from_march = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_from_march + 2) // 5 + 1
    month = month_from_march + 3 if month_from_march < 10 else month_from_march - 9
    year = year_of_era + era * 400 + (month <= 2)
    seconds, milliseconds = divmod(in_day, 1_000)
    clock = f"{seconds // 3_600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{milliseconds:03}Z"
    return f"{year:04}-{month:02}-{day:02}T{clock}"


def _statement(claim: BaseClaim) -> Words:
    match claim:
        case ControlClaim():
            return _control_statement(claim)
        case PositionClaim():
            en, zh = _quantities_in_words(claim.quantities)
            return Words(
                f"{_when_en(claim)}, account {claim.account} on chain {claim.chain} holds {en} of {claim.instrument}.",
                f"{_when_zh(claim)}，链 {claim.chain} 上的账户 {claim.account} 持有 {claim.instrument} {zh}。",
            )
        case AbsenceClaim():
            return Words(
                f"{_when_en(claim)}, account {claim.account} on chain {claim.chain} has never held {claim.instrument}.",
                f"{_when_zh(claim)}，链 {claim.chain} 上的账户 {claim.account} 从未持有 {claim.instrument}。",
            )
        case TransferClaim():
            count = len(claim.acts)
            return Words(
                f"Transaction {claim.transaction} took effect on chain {claim.chain} in block {claim.height} at "
                f"{utc(claim.time)}, with exactly {count} {'event' if count == 1 else 'events'}, each authorised: "
                f"{'; '.join(_act_in_words(act) for act in claim.acts)}.",
                f"交易 {claim.transaction} 于 {utc(claim.time)} 在链 {claim.chain} 第 {claim.height} 个区块中生效，"
                f"共 {count} 个事件，均经授权：{'；'.join(_act_in_words(act) for act in claim.acts)}。",
            )
        case _:
            raise TypeError(f"{type(claim).__name__} is no claim")


def _control_statement(claim: ControlClaim) -> Words:
    en, zh = _quantities_in_words(claim.quantities)
    control = claim.control
    keeper_en = f"kept by {control.custodian}" if control.custodian else "without a custodian"
    keeper_zh = f"托管人 {control.custodian}" if control.custodian else "无托管人"
    out_en, out_zh = _whom(control.outgoing)
    in_en, in_zh = _whom(control.incoming)
    return Words(
        f"{_when_en(claim)}, account {claim.account} on chain {claim.chain} holds {en} of {claim.instrument}, "
        f"by {claim.events} events, each authorised, none missing. The account is {control.holder}'s, {keeper_en}; "
        f"outgoing movements need the consent of {out_en}, incoming ones of {in_en}; the account is {control.status}.",
        f"{_when_zh(claim)}，链 {claim.chain} 上的账户 {claim.account} 持有 {claim.instrument} {zh}，"
        f"由 {claim.events} 个事件形成，均经授权，无一遗漏。账户属于 {control.holder}，{keeper_zh}；"
        f"转出须经{out_zh}同意，转入须经{in_zh}同意；账户状态：{_STATUS_ZH.get(control.status, control.status)}。",
    )


_WHOM: Final = {
    "nobody": ("nobody", "（无须任何人）"),
    "holder": ("the holder", "持有人"),
    "custodian": ("the custodian", "托管人"),
    "either": ("the holder or the custodian", "持有人或托管人"),
    "both": ("the holder and the custodian", "持有人和托管人"),
}
_STATUS_ZH: Final = {"active": "正常", "suspended": "已暂停"}


def _whom(control: str) -> tuple[str, str]:
    """Whose consent an account's rule asks for, in words; a rule of a later version stands as it is written."""
    return _WHOM.get(control, (control, control))


def _quantities_in_words(parts: Quantities) -> tuple[str, str]:
    return (
        f"{parts.balance} smallest units ({parts.free} free, {parts.held} held, {parts.pledged} pledged, "
        f"{parts.frozen} frozen)",
        f"{parts.balance} 个最小单位（可用 {parts.free}、预留 {parts.held}、"
        f"质押 {parts.pledged}、冻结 {parts.frozen}）",
    )


def _act_in_words(act: ShownAct) -> str:
    named = ("instrument", "quantity", "account", "sender", "receiver", "party", "instruction", "encumbrance", "status")
    described = ", ".join(f"{name} {act.data[name]}" for name in named if act.data.get(name) is not None)
    return f"{act.type} ({described})" if described else act.type


def _when_en(claim: BaseClaim) -> str:
    witnessed = ", when the witnesses signed that nothing later had happened"
    return f"As of {utc(claim.as_of)}{witnessed if claim.current else ' by the times that the blocks bear'}"


def _when_zh(claim: BaseClaim) -> str:
    witnessed = "（见证人签署确认此前无后续变动）"
    return f"截至 {utc(claim.as_of)}{witnessed if claim.current else '（以区块所载时间为准）'}"


_NOT_AFTER: Final = Words("Anything after that time.", "该时刻之后的任何情况。")
_NOT_LAW: Final = Words(
    "Who people are in law, and rights that were never recorded on this chain.",
    "当事人的法律身份，以及从未在本链登记的权利。",
)
_NOT_THE_OPERATOR: Final = Words(
    "That the chain's operator, who seals its state, never sealed one that forgets or invents what happened, and kept "
    "the chain's rules everywhere else: that is for an audit of the whole chain.",
    "链的运营方从未封印遗漏或虚构所发生之事的状态，且在其他各处均遵守规则：须由对全链的审计确认。",
)
_NOT_OTHERS: Final = Words(
    "That the other side of a transfer held what it delivered: its trail is its own and is not disclosed.",
    "转让对方确实持有所交付的数量：对方的轨迹属于对方，未予披露。",
)
_NOT_HISTORY: Final = Words("How the quantity came about, and who authorised it.", "该数量的来历及其授权。")
_NOT_ELSEWHERE: Final = Words(
    "That the same person does not hold it in another account or on another chain.",
    "同一人未在其他账户或其他链上持有该产品。",
)
_NOT_OPENED: Final = Words("That there is such an account, or such an instrument.", "存在该账户或该产品。")
_NOT_STILL: Final = Words(
    "That what was transferred is still where it was transferred to.", "所转让的数量至今仍在受让账户中。"
)
_LIMITS_OF_ALL: Final = (_NOT_AFTER, _NOT_LAW, _NOT_THE_OPERATOR)
_LIMITS: Final[dict[ClaimKind, tuple[Words, ...]]] = {
    ClaimKind.control: (_NOT_OTHERS, _NOT_ELSEWHERE),
    ClaimKind.transfer: (_NOT_STILL, _NOT_OTHERS),
    ClaimKind.position: (_NOT_HISTORY, _NOT_ELSEWHERE),
    ClaimKind.absence: (_NOT_OPENED, _NOT_ELSEWHERE),
}
