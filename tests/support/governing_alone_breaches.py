# SPDX-License-Identifier: Apache-2.0
"""A chain before its charter, and one breach for each rule on what nobody does alone: see ``law_breaches``."""

from typing import Any, Final

from counterfoil.modules.parties.records import GOVERNANCE_FEATURE
from support.evidence_story import founded
from support.evidence_world import World
from support.law_breaches import Breach, call, newcomer

CHARTER: Final = "governance/charter/current"
EVERYBODY: Final = "registrar supervisor acme bank north"
MEMBERS: Final = {"acme": 55, "bank": 40, "north": 5}


def articles(**changed: Any) -> dict[str, Any]:
    """Acme alone decides, the bank alone can pause; seconds, where others have days."""
    members = changed.pop("members", [{"party": party, "power": power} for party, power in MEMBERS.items()])
    spans = {"debate_ms": 1_000, "voting_ms": 2_000, "delay_ms": 2_000, "lapse_ms": 4_000, "pause_ms": 60_000}
    shares = {"ordinary_ppm": 500_001, "grave_ppm": 550_000, "emergency_ppm": 400_000}
    said = {"members": members, **spans, **shares, "admitters": 1, "applications_only": False}
    return {**said, "veto": "grave_decisions", "veto_ms": 1_000, **changed}


def adopt(registrars: tuple[str, ...] = ("registrar",), roles: tuple[str, ...] = (), **changed: Any) -> dict[str, Any]:
    more = {"roles": list(roles)} if roles else {}
    said = {"council": "council", "name": "Council", "registrars": list(registrars), "supervisor": "supervisor"}
    return call("governance.adopt", **said, articles=articles(**changed), **more)


def governable() -> World:
    """Where a charter can be adopted."""
    return founded(GOVERNANCE_FEATURE)


def assign(party: str, *roles: str, registrar: str = "registrar") -> dict[str, Any]:
    return call("parties.assign_roles", party=party, registrar=registrar, roles=list(roles))


def version(supervisor: str | None, registrar: str = "registrar") -> dict[str, Any]:
    more = {"supervisor": supervisor} if supervisor else {}
    return call("protocol.schedule_version", protocol=2, height=900, registrar=registrar, **more)


BOTH = [("registrar", assign("supervisor", "supervisor", "registrar"))]
RULES = "protocol/rules/current"
WORLD = governable
BREACHES = {
    "protocol.schedule_window.activation_in_the_past": Breach(
        RULES, "registrar", call("protocol.schedule_window", window=9, height=1, registrar="registrar")
    ),
    "parties.assign_roles_of_others.must_be_another": Breach(
        "parties/party/registrar", "registrar", assign("registrar", "registrar", "venue")
    ),
    "parties.require_described.council_stands_apart": Breach(
        "parties/party/new", "registrar", newcomer(kind="council")
    ),
    "protocol.VersionScheduled.permit.supervisor_needed": Breach(
        RULES, "supervisor", version("supervisor", "supervisor"), BOTH
    ),
    "protocol.schedule_version_together.supervisor_needed": Breach(RULES, "registrar", version(None)),
}
