# SPDX-License-Identifier: Apache-2.0
"""A chain with a charter in the evidence world, and one breach for each rule about it: see ``law_breaches``."""

import json
from collections.abc import Sequence
from typing import Any, Final

from support.evidence_world import START_MS, World, plain_policy
from support.governing_alone_breaches import BOTH, CHARTER, EVERYBODY, adopt, articles, assign, governable
from support.law_breaches import IDLE, ORDER, Breach, call

HEIGHT: Final = 7
MOTION: Final = "governance/motion/m"
PAUSES: Final = "governance/pauses/current"
READY: Final = "governance/readiness/2"
APPLICATION: Final = "governance/application/a"
COUNCIL: Final = "parties/party/council"
Steps = Sequence[tuple[str, dict[str, Any] | None]]


def governed() -> World:
    """Acme, the bank and North adopted a charter."""
    world = governable()
    world.do(*EVERYBODY.split(), calls=[adopt()])
    assert world.height == HEIGHT, world.height
    return world


def at(block: int) -> int:
    """The time of a block after the world's last."""
    return START_MS + 1_000 * (HEIGHT + block)


def propose(*calls: dict[str, Any], motion: str = "m", by: str = "acme") -> dict[str, Any]:
    fields = {"motion": motion, "by": by, "title": "What we decide", "document": "ab" * 32}
    return call("governance.propose", **fields, calls=json.dumps(calls))


def of(verb: str, motion: str = "m", **more: Any) -> dict[str, Any]:
    return call(f"governance.{verb}", motion=motion, **more)


def vote(member: str = "acme", motion: str = "m") -> dict[str, Any]:
    return of("vote", motion, member=member, ballot="in_favour")


def decided(*calls: dict[str, Any], motion: str = "m") -> Steps:
    """Proposed in the first block, voted on in the second, counted in the fourth: the sixth may execute."""
    voted = ("acme", vote(motion=motion))
    return (("acme", propose(*calls, motion=motion)), voted, IDLE, ("li", of("close", motion)), IDLE)


def power(party: str, units: int, **more: Any) -> dict[str, Any]:
    return call("governance.set_power", council="council", party=party, power=units, **more)


def amend(**changed: Any) -> dict[str, Any]:
    since = {name: changed.pop(name) for name in ("since",) if name in changed}
    return call("governance.amend_charter", council="council", articles=articles(**changed), **since)


def settle(noun: str = "funds", **more: Any) -> dict[str, Any]:
    return call("governance.settle_pause", council="council", noun=noun, **more)


def pause(*members: str, noun: str = "funds", until: int = at(20), **more: Any) -> dict[str, Any]:
    who = {"members": list(members)} if members else {}
    return call("governance.pause", nouns=[noun], until=until, reference="an outage", **who, **more)


def apply_for(sponsor: str = "acme") -> dict[str, Any]:
    described = {"party": "firm", "name": "Firm", "keys": plain_policy("firm"), "document": "cd" * 32}
    return call("governance.apply", application="a", sponsor=sponsor, **described)


def accept(*members: str) -> dict[str, Any]:
    return call("governance.accept", application="a", members=list(members))


def ready(member: str) -> dict[str, Any]:
    return call("governance.declare_ready", version=2, member=member)


def rotate(party: str, *keys: str) -> dict[str, Any]:
    """One of these keys signs for the party from then on."""
    return call("parties.rotate_keys", party=party, keys=plain_policy(*keys, threshold=1))


def listed(party: str, other: str) -> tuple[str, dict[str, Any]]:
    """A key of the party's comes to stand in the other's policy too."""
    return other, rotate(other, other, party)


EXECUTE = of("execute")
WITHDRAW = call("governance.withdraw_application", application="a")
APPLIED: Steps = [("acme", apply_for())]
VERSION = call("protocol.schedule_version", protocol=2, height=900, registrar="council")
VETO = of("veto", supervisor="supervisor", reference="order 3")
PROPOSED: Steps = [("acme", propose(settle()))]
GRAVE: Steps = [("acme", propose(assign("bank", registrar="council")))]
LATER = at(8)


def changing(member: str, units: int) -> Steps:
    """A member's power is another from the time on at which the motion ``m`` is voted on."""
    return (
        *decided(power(member, units, since=LATER), motion="first"),
        ("li", of("execute", "first")),
        ("acme", propose(settle())),
    )


WORLD = governable
ADOPTING = {
    "governance.Adopted.permit.supervisor_left_out": Breach(
        CHARTER, EVERYBODY, adopt(("registrar", "supervisor")), BOTH
    ),
    "governance.adopt.roles_repeated": Breach(CHARTER, EVERYBODY, adopt(roles=("venue", "venue"))),
    "governance._require_sound.members_repeated": Breach(
        CHARTER, EVERYBODY, adopt(members=[{"party": "acme", "power": 1}] * 2)
    ),
    "governance._require_sound.thresholds_out_of_order": Breach(CHARTER, EVERYBODY, adopt(ordinary_ppm=1)),
    "governance._require_sound.admitters_out_of_reach": Breach(CHARTER, EVERYBODY, adopt(admitters=3)),
    "governance._require_sound.veto_without_window": Breach(CHARTER, EVERYBODY, adopt(veto_ms=0)),
    "governance.cast_vote.keys_in_common": Breach(
        MOTION,
        "north bank",
        vote("north"),
        [
            (EVERYBODY, adopt(voting_ms=9_000)),
            *PROPOSED,
            ("bank", vote("bank")),
            listed("bank", "north"),
        ],
    ),
    "governance.require_apart.keys_in_common": Breach(
        CHARTER, EVERYBODY, adopt(), [("north", rotate("north", "north", "bank"))]
    ),
}
GOVERNED = {
    "governance.Amended.touches.amend.too_many_amendments": Breach(
        CHARTER, "li", EXECUTE, decided(*(power("venue", 1 + number, since=at(100 + number)) for number in range(9)))
    ),
    "governance.Accepted.permit.keys_in_common": Breach(
        APPLICATION, "bank acme", accept("bank"), [*APPLIED, listed("acme", "bank")]
    ),
    "governance._open.application_over": Breach(APPLICATION, "acme", WITHDRAW, [*APPLIED, ("acme", WITHDRAW)]),
    "governance.require_council.not_the_council": Breach(
        APPLICATION, "bank", call("governance.reject", application="a", council="bank", reference="none"), APPLIED
    ),
    "governance._require_quorum.not_a_member": Breach(PAUSES, "bank venue", pause("bank", "venue")),
    "governance._require_quorum.quorum_missing": Breach(PAUSES, "north", pause("north")),
    "governance._require_sound.not_a_council": Breach(
        CHARTER, "li", EXECUTE, decided(amend(members=[{"party": "council", "power": 1}], admitters=0))
    ),
    "governance._with_power.no_such_power": Breach(CHARTER, "li", EXECUTE, decided(power("bank", 40))),
    "governance.amend_charter.amendment_backdated": Breach(CHARTER, "li", EXECUTE, decided(amend(since=at(0)))),
    "governance.set_power.amendment_backdated": Breach(CHARTER, "li", EXECUTE, decided(power("li", 1, since=at(0)))),
    "governance.apply_for.not_a_member": Breach(APPLICATION, "venue", apply_for("venue")),
    "governance.cast_vote.not_in_vote": Breach(MOTION, "acme", vote(), [*PROPOSED, IDLE, IDLE]),
    "governance.cast_vote.not_an_elector": Breach(MOTION, "venue", vote("venue"), changing("venue", 9)),
    "governance.cast_vote.not_a_member": Breach(MOTION, "north", vote("north"), changing("north", 0)),
    "governance.cast_vote.vote_as_before": Breach(MOTION, "acme", vote(), [*PROPOSED, ("acme", vote())]),
    "governance.close.motion_decided": Breach(MOTION, "li", of("close"), decided(settle())),
    "governance.close.vote_goes_on": Breach(MOTION, "li", of("close"), PROPOSED),
    "governance.declare_ready.not_a_member": Breach(READY, "venue", ready("venue")),
    "governance.declare_ready.ready_already": Breach(
        READY, "acme-2", ready("acme"), [("acme", ready("acme")), ("acme", rotate("acme", "acme-2"))]
    ),
    "governance.declare_ready.keys_in_common": Breach(
        READY, "north bank", ready("north"), [("bank", ready("bank")), listed("bank", "north")]
    ),
    "governance.lapse.not_lapsed": Breach(MOTION, "li", of("lapse"), decided(settle())),
    "governance.lapse.not_passed": Breach(MOTION, "li", of("lapse"), [*PROPOSED, *[IDLE] * 9]),
    "governance.pause.never_paused": Breach(PAUSES, "bank", pause("bank", noun="governance")),
    "governance.pause.pause_too_long": Breach(PAUSES, "bank", pause("bank", until=at(90))),
    "governance.pause.paused_before": Breach(PAUSES, "acme", pause("acme"), [("bank", pause("bank"))]),
    "governance.pause.pausers_named_wrongly": Breach(PAUSES, "bank supervisor", pause("bank", supervisor="supervisor")),
    "governance.Proposed.permit.not_a_member": Breach(MOTION, "venue", propose(settle(), by="venue")),
    "governance.read_calls.calls_not_read": Breach(MOTION, "acme", propose()),
    "governance.require_decidable.not_for_a_decision": Breach(MOTION, "acme", propose(EXECUTE)),
    "governance.settle_pause.never_paused": Breach(PAUSES, "li", EXECUTE, decided(settle("governance"))),
    "governance.settle_pause.pause_too_long": Breach(PAUSES, "li", EXECUTE, decided(settle(until=at(0)))),
    "governance.spoken_by_decision.delay_not_over": Breach(MOTION, "li", EXECUTE, decided(settle())[:-1]),
    "governance.spoken_by_decision.lapsed": Breach(MOTION, "li", EXECUTE, [*decided(settle()), *[IDLE] * 9]),
    "governance.spoken_by_decision.nodes_not_ready": Breach(MOTION, "li", EXECUTE, decided(VERSION)),
    "governance.spoken_by_decision.not_passed": Breach(
        MOTION, "li", EXECUTE, [*PROPOSED, IDLE, IDLE, ("li", of("close")), IDLE]
    ),
    "governance.spoken_for_admission.admitters_missing": Breach(APPLICATION, "acme", accept("acme"), APPLIED),
    "governance.spoken_for_admission.not_a_member": Breach(APPLICATION, "venue", accept("venue"), APPLIED),
    "governance.veto.no_veto": Breach(MOTION, "supervisor", VETO, PROPOSED),
    "governance.veto.veto_too_late": Breach(MOTION, "supervisor", VETO, [*GRAVE, *[IDLE] * 4]),
    "governance.withdraw.not_in_debate": Breach(MOTION, "acme", of("withdraw"), PROPOSED),
    "parties.require_alone.council_is_registrar": Breach(
        "parties/party/bank", "li", EXECUTE, decided(assign("bank", "registrar", registrar="council"))
    ),
    "parties.require_no_council.council_stands_apart": Breach(
        COUNCIL, "supervisor", call("parties.suspend", party="council", by="supervisor", **ORDER)
    ),
}
ADOPTION = (EVERYBODY, adopt())
BREACHES = ADOPTING | {name: breach._replace(before=(ADOPTION, *breach.before)) for name, breach in GOVERNED.items()}
