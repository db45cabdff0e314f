# SPDX-License-Identifier: Apache-2.0
"""Attestations: when they count, whom the chain believes, and what a package proves of them."""

import pytest
from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.evidence.package import encode_package
from counterfoil.modules.parties.attestations import ATTESTATIONS, TRUSTS, Attested, attested
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.queries import attestations_of
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import verify_package
from counterfoil.verify.report import Verdict
from support.attestation_breaches import IDENTITY_OF_LI, REVOKED, TRUST, attest, attesting, trust
from support.evidence_world import World
from support.ledger import BLOCK_MS, Ledger
from support.market import attest as say
from support.market import build_market
from support.market import trust as believe
from support.refused_attestations import revoke


@pytest.fixture
def market() -> Ledger:
    """A market of its own for each test."""
    return build_market()


def counts(market: Ledger, party: str, topic: str) -> str | None:
    """What counts of a party in the block that stands."""
    return attested(market.context(), party, topic)


def test_an_attestation_counts_until_it_expires(market: Ledger) -> None:
    """To the millisecond: in the last block before its expiry it counts, in the one of its expiry no longer."""
    ends = market.time + 3 * BLOCK_MS
    market.do(say("alice", "investor_class", "professional", expires=ends), signed_by="custodian")
    assert counts(market, "alice", "investor_class") == "professional"
    market.time = ends - 1
    assert counts(market, "alice", "investor_class") == "professional"
    market.time = ends
    assert counts(market, "alice", "investor_class") is None


def test_a_revoked_attestation_counts_for_nothing_until_it_is_given_anew(market: Ledger) -> None:
    """The record keeps what was said; only a new attestation counts again."""
    assert counts(market, "carol", "country") is None
    assert [one.value for one in attestations_of(market.state, "carol")] == ["SG"]
    market.do(say("carol", "country", "SG"), signed_by="custodian")
    assert counts(market, "carol", "country") == "SG"


def test_who_is_trusted_no_longer_is_believed_no_longer(market: Ledger) -> None:
    """From the time of the entry on, and not before; a policy that comes later is dropped by one that is set now."""
    later = market.time + 10 * BLOCK_MS
    market.do(believe("country", since=later), signed_by="supervisor")
    assert counts(market, "alice", "country") == "CN"
    market.time = later
    assert counts(market, "alice", "country") is None
    market.do(believe("country", "custodian"), signed_by="supervisor")
    assert counts(market, "alice", "country") == "CN"
    record = market.state.read(TRUSTS, "country")
    assert record is not None and [entry.attesters for entry in record.entries] == [("custodian",)]


def test_a_supervisor_may_take_an_attestation_back(market: Ledger) -> None:
    """Whoever gave it."""
    market.do(revoke("alice", by="supervisor"), signed_by="supervisor")
    assert counts(market, "alice", "identity") is None
    found = market.state.read(ATTESTATIONS, "alice", "identity")
    assert found is not None and found.revoked


def test_a_topic_of_the_policy_has_the_values_of_the_policy(market: Ledger) -> None:
    """And one that lists none takes any, of an organisation; the law's own topics keep the law's values."""
    market.do(say("alice", "accredited", "yes"), signed_by="custodian")
    market.do(believe("nickname", "custodian"), signed_by="supervisor")
    market.do(say("venue", "nickname", "A.L-1"), signed_by="custodian")
    market.do(believe("country", "custodian", values=("XX",)), signed_by="supervisor")
    answer = market.submit(say("alice", "country", "XX"), signed_by="custodian")
    assert answer.outcome is PartiesOutcome.wrong_attestation


def test_of_a_person_nothing_is_attested_that_takes_any_text(market: Ledger) -> None:
    """A passport's number of a person is refused; a listed value is not, nor what is attested of an organisation."""
    passport = say("alice", "passport_no", "P1234567")
    assert market.submit(passport, signed_by="custodian").outcome is PartiesOutcome.personal_data_refused
    market.do(say("venue", "passport_no", "P1234567"), signed_by="custodian")
    for topic, value in (("identity", "verified"), ("country", "CN"), ("accredited", "yes")):
        market.do(say("alice", topic, value), signed_by="custodian")
    market.do(believe("accredited", "custodian"), signed_by="supervisor")
    answer = market.submit(say("alice", "accredited", "yes"), signed_by="custodian")
    assert answer.outcome is PartiesOutcome.personal_data_refused
    assert market.state.read(ATTESTATIONS, "alice", "passport_no") is None


def told() -> World:
    """The authority attests Li's identity, and takes it back."""
    world = attesting()
    world.do("authority", calls=[attest()])
    world.do("authority", calls=[REVOKED])
    world.do("authority", calls=[attest()])
    return world


def judged(world: World, path: str, *, forged: int | None = None) -> Verdict | None:
    """What a verifier says of a record; None when the package cannot be made. ``forged``: without one of its events."""
    try:
        package = Collector(world, world.publish()).record(RecordPath(path))
    except InputError:
        return None
    if forged is not None:
        package = replace(package, events=(*package.events[:forged], *package.events[forged + 1 :]))
    return verify_package(encode_package(package), world.trust()).verdict


@pytest.mark.parametrize("path", [IDENTITY_OF_LI, TRUST])
def test_a_record_is_proved_and_one_event_less_is_not(path: str) -> None:
    """The attestation with the policy that trusted its attester, and the policy itself."""
    world = told()
    assert judged(world, path) is Verdict.proved
    package = Collector(world, world.publish()).record(RecordPath(path))
    for number in range(len(package.events)):
        assert judged(world, path, forged=number) is Verdict.not_proved


@pytest.mark.parametrize("changes", [{"attester": "bank"}, {"value": "perhaps"}, {"party": "bank"}])
def test_an_attestation_that_nobody_gave_is_not_proved(changes: dict[str, str]) -> None:
    """An operator who writes down another one than was signed convinces nobody."""
    world = told()
    said = {"party": "li", "topic": "identity", "value": "verified", "attester": "authority", "expires": None}

    def act(ctx: Context) -> None:
        ctx.happen(Attested(document=None, time=ctx.time, **(said | changes)))

    world.rogue_block(act, world.sign([attest()], "authority"))
    assert judged(world, f"parties/attestation/{(said | changes)['party']}/identity") is not Verdict.proved


def test_a_policy_for_the_past_is_not_proved() -> None:
    """Sealed by an operator who does not ask the law."""
    world = told()
    world.force(world.sign([trust("bank", since=1)], "supervisor"))
    assert judged(world, TRUST) is not Verdict.proved
