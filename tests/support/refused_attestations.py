# SPDX-License-Identifier: Apache-2.0
"""What the parties module refuses about attestations and whom the chain believes: per call, in the order checked."""

from typing import Any

from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.attestations import ATTESTATIONS, TRUSTS
from counterfoil.modules.parties.outcomes import PartiesOutcome as Outcome
from support.market import FAR, LONG, SOON, Row, attest, trust
from support.refused_by_records import Act, creating


def revoke(party: str = "alice", topic: str = "identity", by: str = "custodian") -> p.RevokeAttestation:
    """An attestation taken back."""
    return p.RevokeAttestation(party=party, topic=topic, by=by, reference="order 13")


def of_alice(value: str = "professional", topic: str = "investor_class", **more: Any) -> p.Attest:
    """What the custodian says of Alice, changed."""
    return attest("alice", topic, value, **more)


ATTESTED = [
    Row("the supervisor does not sign", trust("identity", "bank"), "bank", Outcome.not_authorised),
    Row("an issuer trusts nobody", trust("identity", "bank", by="issuer"), "issuer", Outcome.role_missing),
    Row("trust for the past", trust("identity", "bank", since=SOON), "supervisor", Outcome.trust_backdated),
    Row("nine changes to come", trust("identity", "bank", since=LONG), "supervisor", Outcome.too_many_trusts),
    Row("attesting of nobody", attest("none", "identity", "verified"), "custodian", Outcome.unknown_party),
    Row("a topic that nobody is trusted with", of_alice("yes", "famous"), "custodian", Outcome.nobody_trusted),
    Row(
        "a passport of a person",
        of_alice("P1234567", "passport_no"),
        "custodian",
        Outcome.personal_data_refused,
    ),
    Row("no such class of investors", of_alice("rich"), "custodian", Outcome.wrong_attestation),
    Row("no such country", of_alice("XX", "country"), "custodian", Outcome.wrong_attestation),
    Row("no such value by the policy", of_alice("maybe", "accredited"), "custodian", Outcome.wrong_attestation),
    Row("expired when it is given", of_alice(expires=SOON), "custodian", Outcome.attestation_over_at_once),
    Row("the attester does not sign", of_alice(), "alice", Outcome.not_authorised),
    Row("an attester trusted no longer", of_alice(attester="venue"), "venue", Outcome.attester_not_trusted),
    Row("revoking what nobody attested", revoke("carol", "investor_class"), "custodian", Outcome.unknown_attestation),
    Row("revoking again", revoke("carol", "country", "venue"), "venue", Outcome.attestation_revoked),
    Row("revoking without signing", revoke(), "alice", Outcome.not_authorised),
    Row("revoking what another gave", revoke(by="venue"), "venue", Outcome.role_missing),
]
ATTESTATION_ACTS = [
    Act("a policy twice", creating(TRUSTS, "identity"), Outcome.trust_exists),
    Act("an attestation twice", creating(ATTESTATIONS, "alice", "identity"), Outcome.attestation_exists),
]
assert LONG > FAR
