# SPDX-License-Identifier: Apache-2.0
"""What each type of event touches, and what it does to the facts: one literal table.

An event must be linked into the trails of exactly the records that its type and data name, in this order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives import canonical
from counterfoil.primitives.types import RecordPath
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.facts import (
    ACCOUNT,
    ENCUMBRANCE,
    HOLDING,
    INSTRUCTION,
    INSTRUMENT,
    PARTY,
    SUPPLY,
    Account,
    Encumbrance,
    Facts,
    Instruction,
    Instrument,
    Leg,
    Party,
    path,
)

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EventKind:
    """``records``: the trails it belongs to. ``creates``: it is the first event of its subject, and only that."""

    records: Callable[[Data], tuple[RecordPath, ...]]
    apply: Callable[[Facts, Data, int], None]
    """(facts, data, block time)"""
    creates: bool = False


def text(data: Data, name: str) -> str:
    """A field that must be text; CheckFailed when it is not."""
    value = data.get(name)
    if not isinstance(value, str):
        raise CheckFailed(f"an event's field {name!r} is not text", f"事件字段 {name!r} 不是文本")
    return value


def _party(data: Data) -> tuple[RecordPath, ...]:
    return (path(PARTY, text(data, "party")),)


def _account(data: Data) -> tuple[RecordPath, ...]:
    return (path(ACCOUNT, text(data, "account")),)


def _instrument(data: Data) -> tuple[RecordPath, ...]:
    return (path(INSTRUMENT, text(data, "instrument")),)


def _instruction(data: Data) -> tuple[RecordPath, ...]:
    return (path(INSTRUCTION, text(data, "instruction")),)


def _supplied(data: Data) -> tuple[RecordPath, ...]:
    instrument = text(data, "instrument")
    return path(HOLDING, text(data, "account"), instrument), path(SUPPLY, instrument)


def _transferred(data: Data) -> tuple[RecordPath, ...]:
    instrument = text(data, "instrument")
    between = path(HOLDING, text(data, "sender"), instrument), path(HOLDING, text(data, "receiver"), instrument)
    return (*between, path(ENCUMBRANCE, text(data, "encumbrance"))) if "encumbrance" in data else between


def _reserved(data: Data) -> tuple[RecordPath, ...]:
    holding = path(HOLDING, text(data, "account"), text(data, "instrument"))
    return holding, path(ENCUMBRANCE, text(data, "encumbrance"))


def _register_party(facts: Facts, data: Data, _time: int) -> None:
    described = {name: value for name, value in data.items() if name != "registrar"}
    facts.put(_party(data)[0], canonical.convert(described, Party))


def _set_status(facts: Facts, data: Data, _time: int) -> None:
    facts.change(_party(data)[0], Party, status=data["status"])


def _set_roles(facts: Facts, data: Data, _time: int) -> None:
    facts.change(_party(data)[0], Party, roles=canonical.convert(data["roles"], tuple[str, ...]))


def _set_keys(facts: Facts, data: Data, _time: int) -> None:
    facts.change(_party(data)[0], Party, keys=canonical.convert(data["keys"], KeyPolicy))


def _open_account(facts: Facts, data: Data, _time: int) -> None:
    facts.put(_account(data)[0], canonical.convert({**data, "suspended_by": None}, Account))


def _change_control(facts: Facts, data: Data, _time: int) -> None:
    changes = {name: data[name] for name in ("custodian", "incoming", "outgoing")}
    facts.change(_account(data)[0], Account, **changes)


def _suspend_account(facts: Facts, data: Data, _time: int) -> None:
    facts.change(_account(data)[0], Account, status=data["status"], suspended_by=data["by"])


def _reinstate_account(facts: Facts, data: Data, _time: int) -> None:
    facts.change(_account(data)[0], Account, status=data["status"], suspended_by=None)


def _define(facts: Facts, data: Data, _time: int) -> None:
    facts.put(_instrument(data)[0], canonical.convert({**data, "suspended_by": None}, Instrument))


def _amend(facts: Facts, data: Data, _time: int) -> None:
    names = ("name", "identifiers", "terms", "supply_limit", "version")
    facts.change(_instrument(data)[0], Instrument, **{name: data[name] for name in names})


def _change_status(facts: Facts, data: Data, _time: int) -> None:
    suspended_by = data["by"] if data["status"] == "suspended" else None
    facts.change(_instrument(data)[0], Instrument, status=data["status"], suspended_by=suspended_by)


def _no_fact(_facts: Facts, _data: Data, _time: int) -> None:
    """Free quantity alone changes, which check 10 replays."""


def _move(facts: Facts, data: Data, _time: int) -> None:
    if "encumbrance" not in data:
        return
    reserved = facts.encumbrance(data["encumbrance"])
    rest = 0 if reserved is None else reserved.quantity - data["quantity"]
    status = "active" if rest else "executed"
    facts.change(path(ENCUMBRANCE, data["encumbrance"]), Encumbrance, quantity=rest, status=status)


def _place(kind: str) -> Callable[[Facts, Data, int], None]:
    def apply(facts: Facts, data: Data, _time: int) -> None:
        names = ("encumbrance", "account", "instrument", "quantity", "executor", "expires", "reference")
        described = {name: data[name] for name in names}
        fact = Encumbrance(kind=kind, settlement=data.get("settlement"), **described)
        facts.put(path(ENCUMBRANCE, fact.encumbrance), fact)

    return apply


def _lift(facts: Facts, data: Data, _time: int) -> None:
    facts.change(path(ENCUMBRANCE, data["encumbrance"]), Encumbrance, quantity=0, status="released")


def _instruct(facts: Facts, data: Data, _time: int) -> None:
    fact = Instruction(
        instruction=data["instruction"],
        instructor=data["instructor"],
        legs=canonical.convert(data["legs"], tuple[Leg, ...]),
        intended_settlement=data["intended_settlement"],
        expires=data["expires"],
        status=data["status"],
    )
    facts.put(_instruction(data)[0], fact)


def _affirm(facts: Facts, data: Data, _time: int) -> None:
    known = facts.instruction(data["instruction"])
    affirmed = (*(known.affirmed if known else ()), data["account"])
    facts.change(_instruction(data)[0], Instruction, affirmed=affirmed, status=data["status"])


def _allocate(facts: Facts, data: Data, _time: int) -> None:
    known = facts.instruction(data["instruction"])
    allocated = (*(known.allocated if known else ()), data["account"])
    facts.change(_instruction(data)[0], Instruction, allocated=allocated, status=data["status"])


def _end(facts: Facts, data: Data, _time: int) -> None:
    facts.change(_instruction(data)[0], Instruction, status=data["status"])


def _settle(facts: Facts, data: Data, time: int) -> None:
    if "legs" not in data:
        return _end(facts, data, time)
    legs = canonical.convert(data["legs"], tuple[Leg, ...])
    settled = Instruction(
        instruction=data["instruction"],
        instructor=None,
        legs=legs,
        intended_settlement=time,
        expires=time,
        status=data["status"],
    )
    return facts.put(_instruction(data)[0], settled)


EVENTS: Final[dict[str, EventKind]] = {
    "parties.registered": EventKind(_party, _register_party, creates=True),
    "parties.suspended": EventKind(_party, _set_status),
    "parties.reinstated": EventKind(_party, _set_status),
    "parties.roles_assigned": EventKind(_party, _set_roles),
    "parties.keys_rotated": EventKind(_party, _set_keys),
    "parties.account_opened": EventKind(_account, _open_account, creates=True),
    "parties.account_control_changed": EventKind(_account, _change_control),
    "parties.account_suspended": EventKind(_account, _suspend_account),
    "parties.account_reinstated": EventKind(_account, _reinstate_account),
    "instruments.defined": EventKind(_instrument, _define, creates=True),
    "instruments.amended": EventKind(_instrument, _amend),
    "instruments.status_changed": EventKind(_instrument, _change_status),
    "holdings.issued": EventKind(_supplied, _no_fact),
    "holdings.redeemed": EventKind(_supplied, _no_fact),
    "holdings.transferred": EventKind(_transferred, _move),
    "holdings.held": EventKind(_reserved, _place("hold"), creates=True),
    "holdings.released": EventKind(_reserved, _lift),
    "holdings.pledged": EventKind(_reserved, _place("pledge"), creates=True),
    "holdings.pledge_released": EventKind(_reserved, _lift),
    "holdings.frozen": EventKind(_reserved, _place("freeze"), creates=True),
    "holdings.unfrozen": EventKind(_reserved, _lift),
    "settlement.instructed": EventKind(_instruction, _instruct, creates=True),
    "settlement.affirmed": EventKind(_instruction, _affirm),
    "settlement.allocated": EventKind(_instruction, _allocate),
    "settlement.settled": EventKind(_instruction, _settle),
    "settlement.cancelled": EventKind(_instruction, _end),
    "settlement.failed": EventKind(_instruction, _end),
}
"""event type → what it touches and does; a type that is not here cannot stand in a trail that a package shows"""


def creates(type_: str, data: Data) -> bool:
    """Whether this is the first event of its subject (the last record it touches)."""
    return EVENTS[type_].creates or (type_ == "settlement.settled" and "legs" in data)
