# SPDX-License-Identifier: Apache-2.0
"""A private bond in the evidence world: its rules, a proposed transfer; and one breach for each rule about them."""

from typing import Any

from support.attestation_breaches import attest, trust
from support.evidence_story import issue, open_account, register, transfer
from support.evidence_world import START_MS, World
from support.law_breaches import IDLE, LATE, Breach, call

NOTE, OLD = "NOTE", "OLD"
FEATURES = ("attestations", "immediate_settlement", "restrictions")
LI, WANG, ZHAO = "li-account", "wang-account", "zhao-account"
RULES = f"restrictions/rules/{NOTE}"
PROPOSED = "restrictions/proposal/p"
APPROVAL = {"kind": "approval", "parties": ["supervisor"]}
HOLDERS = {"kind": "max_holders", "holders": 2}
MANY = {"kind": "approval", "parties": [f"party-{number}" for number in range(64)]}


def set_rules(*rules: dict[str, Any], instrument: str = NOTE, by: str = "acme", **more: Any) -> dict[str, Any]:
    fields = {"instrument": instrument, "by": by, "offset_min": 480, "rules": list(rules), "reference": "terms 4"}
    return call("restrictions.set_rules", **fields, **more)


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


PROPOSAL = [("li", hold()), ("li wang", propose())]
LAPSE = call("restrictions.lapse", proposal="p")
BREACHES = {
    "restrictions.set_rules.rules_backdated": Breach(RULES, "acme", set_rules(since=START_MS + 1)),
    "restrictions.RulesSet.touches.fold.too_many_rule_sets": Breach(
        RULES, "acme", set_rules(since=LATE + 8), [("acme", set_rules(since=LATE + number)) for number in range(8)]
    ),
    "restrictions.set_rules.too_many_rule_sets": Breach(RULES, "acme", set_rules(*[MANY] * 9)),
    "restrictions.set_rules.rule_malformed": Breach(RULES, "acme", set_rules({"kind": "attested"})),
    "restrictions.set_rules.not_counted": Breach(
        f"restrictions/rules/{OLD}", "acme", set_rules(HOLDERS, instrument=OLD)
    ),
    "restrictions.propose.hold_of_another": Breach(
        PROPOSED, "li wang", propose("x"), [("li", hold("x", executor="venue"))]
    ),
    "restrictions.lapse.proposal_over": Breach(
        PROPOSED,
        "venue",
        LAPSE,
        [("li", hold(expires=START_MS + 20_000)), ("li wang", propose()), ("supervisor", decided("reject"))]
        + [IDLE] * 12,
    ),
    "restrictions.lapse.proposal_not_over": Breach(PROPOSED, "venue", LAPSE, PROPOSAL),
    "restrictions._asked.proposal_over": Breach(
        PROPOSED, "supervisor", decided("reject"), [*PROPOSAL, ("supervisor", decided("reject"))]
    ),
    "restrictions._asked.not_an_approver": Breach(PROPOSED, "acme", decided("reject", "acme"), PROPOSAL),
}
UNCOVERED = {
    "restrictions._listed_in_portfolio.fold.too_many_positions": "no call says what follows from another's event",
    "restrictions.Proposal.grants.consent_missing": "who approves takes both accounts and the units from the record",
}
