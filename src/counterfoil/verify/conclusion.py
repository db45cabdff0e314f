# SPDX-License-Identifier: Apache-2.0
"""Check 11: the claim says exactly what was shown, in its fields and in its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from counterfoil.evidence.claims import (
    AbsenceClaim,
    AccountControl,
    Claim,
    ControlClaim,
    PositionClaim,
    ShownAct,
    TransferClaim,
    with_words,
)
from counterfoil.primitives import canonical
from counterfoil.primitives.types import PartyId, Timestamp
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.facts import HOLDING, Account, Holding, path
from counterfoil.verify.history import DatedEvent
from counterfoil.verify.records import Records
from counterfoil.verify.replay import quantities_of, replay, trail_of


@dataclass(frozen=True, slots=True)
class Shown:
    """What checks 6 to 10 established; ``account`` as it was at the claim's time."""

    records: Records
    events: Sequence[DatedEvent] = ()
    account: Account | None = None


def require_shown(claim: Claim, shown: Shown, time: Timestamp) -> None:
    """CheckFailed unless a claim made from what was shown would be this one, word for word."""
    match claim:
        case ControlClaim():
            _require_control(claim, shown)
        case PositionClaim():
            holding = shown.records.find(path(HOLDING, claim.account, claim.instrument), Holding)
            _require(claim.quantities == quantities_of(holding), "quantities", "数量")
            _require(claim.current, "time", "时刻")
        case AbsenceClaim():
            _require(claim.current, "time", "时刻")
        case TransferClaim():
            _require_transfer(claim, shown)
    if claim.current:
        _require(claim.as_of == time, "time", "时刻")
    _require(claim == with_words(claim), "words", "文字陈述")


def _require_control(claim: ControlClaim, shown: Shown) -> None:
    trail = [
        dated
        for dated in trail_of(shown.events, claim.account, claim.instrument)
        if claim.current or dated.time <= claim.as_of
    ]
    _require(shown.account is not None, "account: it was not open then", "账户（当时尚未开立）")
    _require(
        shown.account is not None and claim.control == control_of(shown.account), "control of the account", "账户控制"
    )
    _require(claim.events == len(trail), "number of events", "事件数")
    _require(claim.quantities == replay(trail, claim.account), "quantities", "数量")


def _require_transfer(claim: TransferClaim, shown: Shown) -> None:
    own = [dated for dated in shown.events if dated.event.transaction == claim.transaction]
    acts = tuple(ShownAct(data=one.event.data, index=one.event.index, type=one.event.type) for one in own)
    _require(claim.current, "time", "时刻")
    same = canonical.encode(claim.acts) == canonical.encode(acts)
    _require(bool(acts) and same, "events of the transaction", "交易事件")
    _require({(one.event.height, one.time) for one in own} == {(claim.height, claim.time)}, "block", "区块")
    _require(any(act.type.startswith("holdings.") for act in acts), "movement: there is none", "变动（无变动）")
    indexes = [act.index for act in acts]
    _require(indexes == list(range(indexes[0], indexes[0] + len(indexes))), "events: one lies between", "事件连续性")


def control_of(account: Account) -> AccountControl:
    """What a control claim says of an account."""
    return AccountControl(
        custodian=None if account.custodian is None else PartyId(account.custodian),
        holder=PartyId(account.holder),
        incoming=account.incoming,
        outgoing=account.outgoing,
        status=account.status,
    )


def _require(holds: bool, what: str, what_zh: str) -> None:
    if not holds:
        raise CheckFailed(f"the claim differs from what was shown: {what}", f"主张的{what_zh}与所示不符")
