# SPDX-License-Identifier: Apache-2.0
"""Rules of holdings: issue, redeem, transfer, and the reservations."""

from typing import Any, Final

from counterfoil.evidence.bilingual import VALUES
from counterfoil.verify import calls as c
from counterfoil.verify.authority import (
    Moment,
    require_incoming,
    require_movable,
    require_outgoing,
    require_party,
    require_role,
    require_standing,
    signed_by,
)
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.facts import Encumbrance
from counterfoil.verify.rule import Caused, caused, require
from counterfoil.verify.rules_subjects import require_instrument

_PARTS: Final = {"hold": "held", "pledge": "pledged", "freeze": "frozen"}
"""kind of reservation → the part of a holding that it makes"""


def issued(call: c.Issue, _moment: Moment) -> list[Caused]:
    return [_supplied("holdings.issued", call, call.account, call.quantity)]


def issued_in_batch(call: c.IssueBatch, _moment: Moment) -> list[Caused]:
    return [_supplied("holdings.issued", call, line.account, line.quantity) for line in call.lines]


def redeemed(call: c.Redeem, _moment: Moment) -> list[Caused]:
    return [_supplied("holdings.redeemed", call, call.account, call.quantity)]


def _supplied(type_: str, call: c.Issue | c.IssueBatch | c.Redeem, account: str, quantity: int) -> Caused:
    return caused(type_, instrument=call.instrument, account=account, quantity=quantity, reference=call.reference)


def may_issue(call: c.Issue | c.IssueBatch, moment: Moment) -> None:
    require_party(moment, require_instrument(moment, call.instrument).issuer)
    require_incoming(moment, moment.data["account"])
    require_movable(moment, call.instrument, moment.data["account"])


def may_redeem(call: c.Redeem, moment: Moment) -> None:
    require_party(moment, require_instrument(moment, call.instrument).issuer)
    require_outgoing(moment, call.account)
    require_movable(moment, call.instrument, call.account, redeems=True)


def moved(sender: str, receiver: str, instrument: str, quantity: int, *, part: str, **why: str) -> Caused:
    """A transfer of one part's units."""
    return caused(
        "holdings.transferred",
        sender=sender,
        receiver=receiver,
        instrument=instrument,
        quantity=quantity,
        part=part,
        **why,
    )


def transferred(call: c.Transfer, _moment: Moment) -> list[Caused]:
    return [moved(call.sender, call.receiver, call.instrument, call.quantity, part="free", reference=call.reference)]


def transferred_in_batch(call: c.TransferBatch, _moment: Moment) -> list[Caused]:
    return [
        moved(call.sender, line.receiver, call.instrument, line.quantity, part="free", reference=call.reference)
        for line in call.lines
    ]


def may_transfer(call: c.Transfer, moment: Moment) -> None:
    require(call.sender != call.receiver, "a transfer to the sender itself", "转出方与转入方相同")
    require_outgoing(moment, call.sender)
    require_incoming(moment, call.receiver)
    require_movable(moment, call.instrument, call.sender, call.receiver)


def may_transfer_in_batch(call: c.TransferBatch, moment: Moment) -> None:
    receiver = moment.data["receiver"]
    two_sided = all(line.receiver != call.sender for line in call.lines)
    require(two_sided, "a transfer to the sender itself", "转出方与转入方相同")
    require_outgoing(moment, call.sender)
    require_incoming(moment, receiver)
    require_movable(moment, call.instrument, call.sender, receiver)


def held(call: c.Hold, _moment: Moment) -> list[Caused]:
    why = {"executor": call.executor, "expires": call.expires, "reference": call.reference}
    return [_reserved("holdings.held", call.hold, call, **why)]


def may_hold(call: c.Hold | c.Pledge, moment: Moment) -> None:
    require_outgoing(moment, call.account)
    require_movable(moment, call.instrument, call.account)
    if isinstance(call, c.Hold):
        require(moment.time < call.expires, "a hold that had expired before it began", "预留设立时已过期")
    require_standing(moment, call.executor if isinstance(call, c.Hold) else call.pledgee)


def pledged(call: c.Pledge, _moment: Moment) -> list[Caused]:
    why = {"executor": call.pledgee, "expires": None, "reference": call.reference}
    return [_reserved("holdings.pledged", call.pledge, call, **why)]


def frozen(call: c.Freeze, _moment: Moment) -> list[Caused]:
    why = {"executor": call.supervisor, "expires": None, "reference": call.reference, "document": call.document}
    return [_reserved("holdings.frozen", call.freeze, call, **why)]


def may_freeze(call: c.Freeze | c.Unfreeze, moment: Moment) -> None:
    require_role(moment, call.supervisor, "supervisor")


def _reserved(type_: str, encumbrance: str, where: c.Hold | c.Pledge | c.Freeze | Encumbrance, **why: Any) -> Caused:
    return caused(
        type_,
        encumbrance=encumbrance,
        account=where.account,
        instrument=where.instrument,
        quantity=where.quantity,
        **why,
    )


def hold_executed(call: c.ExecuteHold, moment: Moment) -> list[Caused]:
    hold = _active(moment, call.hold, "hold")
    if hold is None:
        return []
    why = {"encumbrance": call.hold, "reference": hold.reference}
    return [moved(hold.account, call.receiver, hold.instrument, call.quantity, part="held", **why)]


def may_execute_hold(call: c.ExecuteHold, moment: Moment) -> None:
    hold = _require_active(moment, call.hold, "hold")
    require_party(moment, hold.executor)
    require_incoming(moment, call.receiver)
    require(hold.expires is None or moment.time < hold.expires, "the hold had expired", "预留已过期")
    require(call.quantity <= hold.quantity, "more than the hold reserved", "数量超过预留")
    require(call.receiver != hold.account, "a transfer to the sender itself", "转出方与转入方相同")
    require_movable(moment, hold.instrument, hold.account, call.receiver)


def hold_released(call: c.ReleaseHold, moment: Moment) -> list[Caused]:
    hold = _active(moment, call.hold, "hold")
    if hold is None or hold.executor is None:
        return []
    return [_reserved("holdings.released", call.hold, hold, expired=not signed_by(moment, hold.executor))]


def may_release_hold(call: c.ReleaseHold, moment: Moment) -> None:
    hold = _require_active(moment, call.hold, "hold")
    if hold.executor is not None and signed_by(moment, hold.executor):
        return
    require_outgoing(moment, hold.account)
    expired = hold.expires is not None and moment.time >= hold.expires
    require(expired, "the hold had not expired, and its executor did not sign", "预留尚未过期且执行方未签名")


def pledge_released(call: c.ReleasePledge, moment: Moment) -> list[Caused]:
    pledge = _active(moment, call.pledge, "pledge")
    return [] if pledge is None else [_reserved("holdings.pledge_released", call.pledge, pledge)]


def may_release_pledge(call: c.ReleasePledge, moment: Moment) -> None:
    require_party(moment, _require_active(moment, call.pledge, "pledge").executor)


def unfrozen(call: c.Unfreeze, moment: Moment) -> list[Caused]:
    freeze = _active(moment, call.freeze, "freeze")
    why = {"supervisor": call.supervisor, "legal_reference": call.reference, "document": call.document}
    return [] if freeze is None else [_reserved("holdings.unfrozen", call.freeze, freeze, **why)]


def _active(moment: Moment, encumbrance: str, kind: str) -> Encumbrance | None:
    found = moment.facts.encumbrance(encumbrance)
    return found if found is not None and found.status == "active" and found.kind == kind else None


def _require_active(moment: Moment, encumbrance: str, kind: str) -> Encumbrance:
    found = _active(moment, encumbrance, kind)
    if found is None or found.settlement is not None:
        raise CheckFailed(
            f"no {kind} {encumbrance} that could be used",
            f"不存在可用的{VALUES[_PARTS[kind]].zh} {encumbrance}",
        )
    return found
