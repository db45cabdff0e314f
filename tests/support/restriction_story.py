# SPDX-License-Identifier: Apache-2.0
"""A private bond in the evidence world: its rules, and a proposed transfer."""

from typing import Any

from counterfoil.primitives.types import HexHash
from support.attestation_breaches import attest, trust
from support.evidence_story import issue, leg, open_account, register, transfer
from support.evidence_world import World
from support.law_breaches import LATE, call

NOTE, OLD = "NOTE", "OLD"
FEATURES = ("attestations", "immediate_settlement", "restrictions")
LI, WANG, ZHAO = "li-account", "wang-account", "zhao-account"
RULES = f"restrictions/rules/{NOTE}"
PROPOSED = "restrictions/proposal/p"
APPROVAL = {"kind": "approval", "parties": ["supervisor"]}
HOLDERS = {"kind": "max_holders", "holders": 2}


def set_rules(*rules: dict[str, Any], instrument: str = NOTE, by: str = "acme", **more: Any) -> dict[str, Any]:
    fields = {"instrument": instrument, "by": by, "offset_min": 480, "rules": list(rules), "reference": "terms 4"}
    return call("restrictions.set_rules", **fields, **more)


def declare(by: str = "acme", event: str = "founded") -> dict[str, Any]:
    return call("restrictions.declare", instrument=NOTE, event=event, by=by, reference="1")


def define(instrument: str) -> list[dict[str, Any]]:
    unit = {"name": "bond", "decimals": 0}
    bond = {"instrument": instrument, "kind": "bond", "issuer": "acme", "name": "Private bond", "unit": unit}
    active = call("instruments.change_status", instrument=instrument, status="active", by="acme")
    return [call("instruments.define", **bond), active]


def country(party: str, value: str) -> dict[str, Any]:
    return attest(value=value) | {"party": party, "topic": "country"}


def offering() -> World:
    """Li, of China, has 100 of the bond, Wang 50; it may have two holders, and a transfer needs the supervisor."""
    world = World(features=FEATURES)
    people = [register(name, person=True) for name in ("li", "wang", "zhao")]
    world.do(
        "registrar", calls=[register("acme", "issuer"), register("authority"), register("venue", "venue"), *people]
    )
    for name in ("li", "wang", "zhao"):
        world.do(name, calls=[open_account(f"{name}-account", name, "holder")])
    world.do("supervisor", calls=[trust(topic="country"), trust()])
    world.do("authority", calls=[country("li", "CN"), country("wang", "SG"), attest()])
    world.do("acme", calls=[*define(NOTE), *define(OLD)])
    opened = [call("restrictions.restrict", instrument=NOTE, by="acme")]
    opened.append(call("restrictions.restrict", instrument=OLD, by="acme", counted=False))
    world.do("acme", calls=[*opened, set_rules(HOLDERS, APPROVAL)])
    world.do("acme", calls=[issue(LI, 100, NOTE), issue(WANG, 50, NOTE)])
    return world


def hold(name: str = "h", executor: str = PROPOSED, expires: int = LATE) -> dict[str, Any]:
    what = {"account": LI, "instrument": NOTE, "quantity": 10, "expires": expires}
    return call("holdings.hold", hold=name, executor=executor, **what)


def propose(hold: str = "h", receiver: str = WANG) -> dict[str, Any]:
    return call("restrictions.propose", proposal="p", hold=hold, receiver=receiver)


def decided(verb: str, by: str = "supervisor") -> dict[str, Any]:
    more = {"reference": "decision 6"} if verb == "reject" else {}
    return call(f"restrictions.{verb}", proposal="p", by=by, **more)


def move(quantity: int = 1, receiver: str = WANG) -> dict[str, Any]:
    return transfer(LI, receiver, quantity, NOTE)


SETTLED = "settlement/instruction/sale"
PREAPPROVED = "restrictions/preapproval/h/supervisor"


def preapprove(by: str = "supervisor", **more: Any) -> dict[str, Any]:
    return call("restrictions.preapprove", hold="h", receiver=WANG, by=by, **more)


def settle_what_is_approved(world: World) -> HexHash:
    """Li sells three to Wang against units of the other bond; the supervisor approves the leg that needs it."""
    named = {"instruction": "sale"}
    legs = [leg(LI, WANG, NOTE, 3), leg(WANG, LI, OLD, 5)]
    world.do("acme", calls=[issue(WANG, 20, OLD)])
    world.do("li", calls=[call("settlement.instruct", by="li", legs=legs, expires=LATE, **named)])
    for step in ("affirm", "allocate"):
        both = [call(f"settlement.{step}", account=account, **named) for account in (LI, WANG)]
        world.do("li", "wang", calls=both)
    world.do("supervisor", calls=[preapprove() | {"hold": "settlement/sale/0"}])
    return world.do("li", calls=[call("settlement.settle", by="li", **named)])
