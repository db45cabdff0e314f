# SPDX-License-Identifier: Apache-2.0
"""Honest packages of every kind are proved, forged ones fail at their check, and nothing makes the verifier raise."""

from dataclasses import replace as replace_dataclass
from functools import cache

import pytest
from msgspec.structs import replace

from counterfoil.evidence.package import Package, encode_package, pack_files, unpack_files
from counterfoil.evidence.transaction import transaction_id
from counterfoil.evidence.witness_policy import WitnessPolicy
from counterfoil.identity import dsse
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.signing import sign_envelope
from counterfoil.node.collect import collect_absence, collect_control, collect_transfer
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, ChainId, Hash, Height, InstrumentId, RecordPath, Timestamp
from counterfoil.verify import Report, Status, Verdict, verify_package
from counterfoil.verify.checks import CHECKS
from support.evidence_cases import FORGED, HONEST, materials, told
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, busy
from support.evidence_world import Log, World, key


@cache
def busy_world() -> tuple[World, Log]:
    """A world in which a holding's trail has every kind of event."""
    world = busy()
    return world, world.publish()


def verified(package: Package, world: World) -> Report:
    return verify_package(encode_package(package), world.trust())


@pytest.mark.parametrize("account", [LI, WANG, ZHAO])
@pytest.mark.parametrize("instrument", [SHARE, CASH])
def test_every_holding_is_proved(account: str, instrument: str) -> None:
    """Each holding of a busy world is proved by all eleven checks, or proved never to have been."""
    world, log = busy_world()
    holding = RecordPath(f"holdings/holding/{account}/{instrument}")
    collect = collect_absence if world.record(holding, world.height) is None else collect_control
    report = verified(collect(world, log, AccountId(account), InstrumentId(instrument)), world)
    assert report.verdict is Verdict.proved, report.to_text()


def test_control_at_every_past_time() -> None:
    """As of each block's time but the last the claim says what the record was after that block."""
    world, log = busy_world()
    for height in range(2, world.height):
        time = world.sealed_header(Height(height)).header.time
        package = collect_control(world, log, AccountId(LI), InstrumentId(SHARE), as_of=time)
        assert verified(package, world).proved
        record = world.record(RecordPath(f"holdings/holding/{LI}/{SHARE}"), Height(height))
        free = f'"free":{package.claim.quantities.free},'.encode()  # type: ignore[union-attr]
        assert free in (record or b'"free":0,')


def test_every_movement_is_proved_as_a_transfer() -> None:
    """Each transaction that moved something is proved, with all its events."""
    world, log = busy_world()
    proved = 0
    for envelope in [envelope for block in world.blocks for envelope in block.transactions]:
        try:
            package = collect_transfer(world, log, transaction_id(dsse.decode(envelope)))
        except InputError:
            continue
        report = verified(package, world)
        assert report.proved, report.to_text()
        proved += 1
    assert proved > 15


def test_every_signature_matters() -> None:
    """Whichever transaction of a busy trail is signed by somebody else, check 9 fails."""
    world, log = busy_world()
    package = collect_control(world, log, AccountId(LI), InstrumentId(SHARE))
    for position, data in enumerate(package.transactions):
        envelope = dsse.decode(data)
        forged = sign_envelope(envelope.payload_type, envelope.payload, key("mallory")).encode()
        transactions = (*package.transactions[:position], forged, *package.transactions[position + 1 :])
        assert verified(replace(package, transactions=transactions), world).failed_check == 9


def test_every_needed_signature_matters() -> None:
    """Where several had to sign, leaving any one of them out fails check 9."""
    world, log = busy_world()
    package = collect_control(world, log, AccountId(LI), InstrumentId(SHARE))
    shared = [(at, dsse.decode(data)) for at, data in enumerate(package.transactions)]
    for position, envelope in [(at, one) for at, one in shared if len(one.signatures) > 1]:
        for left_out in envelope.signatures:
            rest = tuple(signature for signature in envelope.signatures if signature is not left_out)
            fewer = Envelope(payload=envelope.payload, payload_type=envelope.payload_type, signatures=rest).encode()
            transactions = (*package.transactions[:position], fewer, *package.transactions[position + 1 :])
            report = verified(replace(package, transactions=transactions), world)
            custodian_alone_opens = b"parties.open_account" in envelope.payload and left_out.keyid == key("li").keyid
            assert report.proved if custodian_alone_opens else report.failed_check == 9, envelope.payload


def test_every_event_matters() -> None:
    """Whichever event is left out, the package is not proved, and the check that says so is 7, 8 or 9."""
    world, log = busy_world()
    package = collect_control(world, log, AccountId(LI), InstrumentId(SHARE))
    for position in range(len(package.events)):
        events = (*package.events[:position], *package.events[position + 1 :])
        assert verified(replace(package, events=events), world).failed_check in {7, 8, 9}


@pytest.mark.parametrize("name", HONEST)
def test_honest_packages(name: str) -> None:
    """One package of each kind is proved; position and absence need no trail."""
    report = verify_package(HONEST[name](), told().world.trust())
    assert report.proved
    statuses = {check.status for check in report.checks[6:10]}
    assert statuses == ({Status.not_needed} if name in {"position", "absence"} else {Status.passed})


@pytest.mark.parametrize("name", FORGED)
def test_forged_packages(name: str) -> None:
    """Each forgery fails at the check that should catch it; those before pass, those after are not reached."""
    number, build = FORGED[name]
    report = verify_package(build(), told().world.trust())
    assert (report.verdict, report.failed_check) == (Verdict.not_proved, number), report.to_text()
    assert all(check.status in {Status.passed, Status.not_needed} for check in report.checks[: number - 1])
    assert all(check.status is Status.not_reached for check in report.checks[number:])


@pytest.mark.parametrize(
    ("age_s", "max_age_s", "failed"), [(10, 60, None), (61, 60, 3), (-301, 60, 3), (10**6, None, None)]
)
def test_freshness(age_s: int, max_age_s: int | None, failed: int | None) -> None:
    """A trust file with ``max_age_s`` refuses a T that is too old, or in the future."""
    report = verify_package(materials().package, told().world.trust(max_age_s=max_age_s))
    assert report.time is not None
    now = Timestamp(report.time + age_s * 1_000)
    report = verify_package(materials().package, told().world.trust(max_age_s=max_age_s), now=now)
    assert report.failed_check == failed


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b'{"format":"counterfoil-evidence/v1"}'])
def test_what_is_no_package_is_unusable(data: bytes) -> None:
    """Bytes that are no zip at all are unusable input, not a failed check."""
    report = verify_package(data, told().world.trust())
    assert (report.verdict, report.failed_check, report.verdict.exit_code) == (Verdict.unusable, None, 2)


def test_trust_comes_from_the_caller_alone() -> None:
    """Another genesis, an unknown chain, or witnesses of another policy: the same package is not proved."""
    trust = told().world.trust()
    chain, known = next(iter(trust.chains.items()))
    other_genesis = replace_dataclass(trust, chains={chain: replace_dataclass(known, genesis=Hash(bytes(32)))})
    assert verify_package(materials().package, other_genesis).failed_check == 7
    other_chain = replace_dataclass(trust, chains={ChainId("another"): known})
    assert verify_package(materials().package, other_chain).failed_check == 5
    nobody = WitnessPolicy(logs=trust.policy.logs, quorum="none")
    assert verify_package(materials().package, replace_dataclass(trust, policy=nobody)).failed_check == 3


@pytest.mark.parametrize("account", ["wang\n\nPROVED: all is his", "\x1b[2Jwang", "w\u0430ng", "a/b", ""])
def test_a_claim_cannot_name_what_is_no_identifier(account: str) -> None:
    """Anything is absent from the state, but only of an identifier may a claim say so."""
    story = told()
    package = collect_absence(story.world, story.log, AccountId(account), InstrumentId(CASH))
    with pytest.raises(InputError):
        encode_package(package)


def test_a_package_cannot_steer_the_terminal() -> None:
    """Control characters from a package never reach the text report."""
    files = unpack_files(materials().package)
    forged = pack_files(
        files | {"checkpoint": files["checkpoint"].replace(b"counterfoil.example", b"PROVED\xc2\x9b2J")}
    )
    text = verify_package(forged, told().world.trust()).to_text()
    assert "NOT PROVED" in text
    assert all(letter == "\n" or letter.isprintable() for letter in text)


def test_the_text_names_every_check_in_both_languages() -> None:
    """Each check stands there by number, with its English and its Chinese name and sentence."""
    text = verify_package(materials().package, told().world.trust()).to_text()
    for check in CHECKS:
        assert f"{check.number:>3}  passed      {check.name}: {check.established.en}" in text
        assert f"{check.name_zh}\uff1a{check.established.zh}" in text
