# SPDX-License-Identifier: Apache-2.0
"""A chain with a charter: its articles, and the steps from a proposal to its execution, in a few words."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from counterfoil.modules.governance import calls as g
from counterfoil.modules.governance.motion import Ballot
from counterfoil.modules.governance.records import Articles, Member, Vetoes
from support.ledger import DOCUMENT, Ledger, policy_of

HOUR: Final = 3_600_000
MEMBERS: Final = {"issuer": 40, "bank": 30, "venue": 20, "custodian": 5, "carol": 5}
Plain = dict[str, Any]


def articles(**changed: Any) -> Articles:
    """Of five members two make an ordinary decision, and two or three a grave one; one that is not small pauses."""
    members = changed.pop("members", MEMBERS)
    said: Plain = {
        "ordinary_ppm": 500_001,
        "grave_ppm": 666_667,
        "debate_ms": HOUR,
        "voting_ms": HOUR,
        "delay_ms": HOUR,
        "lapse_ms": 20 * HOUR,
        "veto": Vetoes.grave_decisions,
        "veto_ms": 2 * HOUR,
        "emergency_ppm": 300_000,
        "pause_ms": 24 * HOUR,
        "admitters": 2,
        "applications_only": True,
    }
    return Articles(
        members=tuple(Member(party=party, power=power) for party, power in dict(members).items()), **(said | changed)
    )


def adopt(*registrars: str, supervisor: str | None = "supervisor", **changed: Any) -> g.Adopt:
    """A charter, and a council that takes over from all registrars."""
    names = registrars or ("registrar", "second-registrar")
    more = {"roles": changed.pop("roles", ())}
    council = changed.pop("council", "council")
    charter = changed.pop("articles", None) or articles(**changed)
    return g.Adopt(council=council, name="Council", articles=charter, registrars=names, supervisor=supervisor, **more)


def roles(party: str = "alice", *given: str, registrar: str = "council") -> Plain:
    return {"call": "parties.assign_roles", "party": party, "registrar": registrar, "roles": list(given or ("issuer",))}


def schedule(feature: str = "immediate_settlement") -> Plain:
    return {"call": "protocol.schedule_feature", "feature": feature, "height": 10**6, "registrar": "council"}


def version(protocol: int = 2, height: int = 10**6) -> Plain:
    return {"call": "protocol.schedule_version", "protocol": protocol, "height": height, "registrar": "council"}


def reject(application: str = "waiting") -> Plain:
    return {"call": "governance.reject", "application": application, "council": "council", "reference": "minute 4"}


def settle(noun: str = "insurance", **more: Any) -> Plain:
    return {"call": "governance.settle_pause", "council": "council", "noun": noun, **more}


def propose(motion: str, *calls: Plain, by: str = "issuer") -> g.Propose:
    """What shall be decided, as people write it: not in canonical form."""
    written = json.dumps(calls or [reject()], indent=1)
    return g.Propose(motion=motion, by=by, title="What we decide", document=DOCUMENT, calls=written)


def vote(motion: str, member: str = "issuer", ballot: Ballot = Ballot.in_favour) -> g.CastVote:
    return g.CastVote(motion=motion, member=member, ballot=ballot)


def apply_for(application: str, party: str, sponsor: str = "issuer", **changed: Any) -> g.Apply:
    """A member applies for a firm."""
    said: Plain = {"name": f"{party} Ltd", "keys": policy_of(party), "document": DOCUMENT}
    return g.Apply(application=application, sponsor=sponsor, party=party, **(said | changed))


def decide_all(ledger: Ledger, motions: Mapping[str, Sequence[Plain]], voters: str = "issuer bank venue") -> None:
    """Propose, debate, vote and count; the delay is still to come."""
    ledger.do(*(propose(motion, *calls) for motion, calls in motions.items()), signed_by="issuer")
    ledger.wait(HOUR)
    for member in voters.split():
        ledger.do(*(vote(motion, member) for motion in motions), signed_by=member)
    ledger.wait(HOUR)
    ledger.do(*(g.Close(motion=motion) for motion in motions), signed_by="bob")


def decide(ledger: Ledger, motion: str, *calls: Plain, voters: str = "issuer bank venue") -> None:
    """The same of one motion."""
    decide_all(ledger, {motion: calls}, voters)


def carry_out(ledger: Ledger, motion: str, *calls: Plain) -> None:
    """``decide``, and execute when it may be; anybody does."""
    decide(ledger, motion, *calls)
    ledger.wait(2 * HOUR)
    ledger.do(g.Execute(motion=motion), signed_by="bob")
