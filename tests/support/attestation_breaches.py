# SPDX-License-Identifier: Apache-2.0
"""One breach for each rule about attestations: see ``law_breaches``."""

from typing import Any

from counterfoil.modules import laws
from support.evidence_story import register
from support.evidence_world import START_MS, World
from support.law_breaches import LATE, Breach, call

IDENTITY_OF_LI = "parties/attestation/li/identity"
TRUST = "parties/trust/identity"


def attesting() -> World:
    """The authority is trusted with identities; the bank is not."""
    world = World(features=sorted(laws().features))
    parties = [register(name) for name in ("authority", "bank", "li")]
    world.do("registrar", calls=[*parties, register("wang", person=True)])
    world.do("supervisor", calls=[trust(), trust(topic="passport_no")])
    return world


def trust(*attesters: str, topic: str = "identity", **more: Any) -> dict[str, Any]:
    who = list(attesters or ("authority",))
    return call("parties.trust_attesters", topic=topic, attesters=who, by="supervisor", reference="notice 7", **more)


def attest(attester: str = "authority", value: str = "verified", **more: Any) -> dict[str, Any]:
    return call("parties.attest", party="li", topic="identity", value=value, attester=attester, **more)


REVOKED = call("parties.revoke_attestation", party="li", topic="identity", by="authority", reference="mistaken")
EIGHT = [("supervisor", trust(since=LATE + number)) for number in range(8)]
WORLD = attesting
"""In which the rules are broken."""
BREACHES = {
    "parties.Attested.permit.attester_not_trusted": Breach(IDENTITY_OF_LI, "bank", attest("bank")),
    "parties.trust_attesters.trust_backdated": Breach(TRUST, "supervisor", trust("bank", since=START_MS)),
    "parties.AttestersTrusted.touches.fold.too_many_trusts": Breach(TRUST, "supervisor", trust(since=LATE + 8), EIGHT),
    "parties.require_value.personal_data_refused": Breach(
        "parties/attestation/wang/passport_no",
        "authority",
        attest(value="P1234567") | {"party": "wang", "topic": "passport_no"},
    ),
    "parties.require_value.wrong_attestation": Breach(IDENTITY_OF_LI, "authority", attest(value="perhaps")),
    "parties.attest.attestation_over_at_once": Breach(IDENTITY_OF_LI, "authority", attest(expires=START_MS + 1)),
    "parties.revoke_attestation.attestation_revoked": Breach(
        IDENTITY_OF_LI, "authority", REVOKED, [("authority", attest()), ("authority", REVOKED)]
    ),
}
