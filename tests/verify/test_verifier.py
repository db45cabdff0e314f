# SPDX-License-Identifier: Apache-2.0
"""Honest packages of every kind are proved, forged ones fail at their check, and nothing makes the verifier raise."""

from dataclasses import replace as replace_dataclass

import pytest
from msgspec.structs import replace

from counterfoil.evidence.claims import ClaimKind
from counterfoil.evidence.package import Package, decode_package, encode_package, pack_files, unpack_files
from counterfoil.evidence.transaction import split_transaction
from counterfoil.evidence.witness_policy import WitnessPolicy
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, ChainId, Hash, Height, InstrumentId, Timestamp
from counterfoil.verify import Report, Status, Verdict, verify_package
from counterfoil.verify.checks import CHECKS
from support.evidence_cases import FORGED, HONEST, materials, told
from support.evidence_honest import busy_world
from support.evidence_log import key
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO
from support.evidence_told import control
from support.evidence_world import World, id_of


def verified(package: Package, world: World) -> Report:
    return verify_package(encode_package(package), world.trust())


@pytest.mark.parametrize("account", [LI, WANG, ZHAO])
@pytest.mark.parametrize("instrument", [SHARE, CASH])
def test_every_holding_is_proved(account: str, instrument: str) -> None:
    """Each holding of a busy world is proved by all twelve checks, or proved never to have been."""
    world, log = busy_world()
    collector = Collector(world, log)
    there = world.read(HOLDINGS, account, instrument) is not None
    collect = collector.control if there else collector.absence
    report = verified(collect(AccountId(account), InstrumentId(instrument)), world)
    assert report.verdict is Verdict.proved, report.to_text()


def test_control_at_every_past_time() -> None:
    """As of each block's time but the last the claim says what the record was after that block."""
    world, log = busy_world()
    for height in range(3, world.height):
        package = control(world, log, as_of=world.header(Height(height)).time)
        assert verified(package, world).proved
        record = world.record(HOLDINGS.path(LI, SHARE), Height(height))
        free = f'"free":{package.claim.quantities.free},'.encode()  # type: ignore[union-attr]
        assert free in (record or b'"free":0,')


def test_every_movement_is_proved_as_a_transfer() -> None:
    """Each transaction that moved something is proved, with all its events."""
    world, log = busy_world()
    collector = Collector(world, log)
    proved = 0
    for transaction in [data for height in range(1, world.height + 1) for data in world.transactions(Height(height))]:
        try:
            package = collector.transfer(id_of(split_transaction(transaction)))
        except InputError:
            continue
        report = verified(package, world)
        assert report.proved, report.to_text()
        proved += 1
    assert proved > 15


def test_every_event_matters() -> None:
    """Whichever event is left out, the package is not proved, and one of the checks 8 to 10 says so."""
    world, log = busy_world()
    package = control(world, log)
    for position in range(len(package.events)):
        events = (*package.events[:position], *package.events[position + 1 :])
        assert verified(replace(package, events=events), world).failed_check in {8, 9, 10}


def test_every_call_matters() -> None:
    """Whichever call is left out, the event that it caused is not accounted for: check 8."""
    world, log = busy_world()
    package = control(world, log)
    for position in range(len(package.calls)):
        calls = (*package.calls[:position], *package.calls[position + 1 :])
        assert verified(replace(package, calls=calls), world).failed_check == 8


@pytest.mark.parametrize("name", HONEST)
def test_honest_packages(name: str) -> None:
    """One package of each kind is proved; position and absence need no trail."""
    report = verify_package(HONEST[name](), told().world.trust())
    assert report.proved, report.to_text()
    statuses = {check.status for check in report.checks[7:11]}
    assert statuses == ({Status.not_needed} if name in {"position", "absence"} else {Status.passed})


def test_there_is_an_honest_package_of_every_kind() -> None:
    """The seven kinds of claim are all there."""
    assert {decode_package(build()).claim.__struct_config__.tag for build in HONEST.values()} == set(ClaimKind)


@pytest.mark.parametrize("name", FORGED)
def test_forged_packages(name: str) -> None:
    """Each forgery fails at the check that should catch it; those before pass, those after are not reached."""
    number, build = FORGED[name]
    report = verify_package(build(), told().world.trust())
    assert (report.verdict, report.failed_check) == (Verdict.not_proved, number), report.to_text()
    assert all(check.status in {Status.passed, Status.not_needed} for check in report.checks[: number - 1])
    assert all(check.status is Status.not_reached for check in report.checks[number:])


def test_every_check_catches_something() -> None:
    """There is a forgery for each of the twelve checks."""
    assert {number for number, _ in FORGED.values()} == {check.number for check in CHECKS}


@pytest.mark.parametrize(("age_s", "max_age_s", "failed"), [(20, 60, None), (61, 60, 5), (-301, None, 3)])
def test_freshness(age_s: int, max_age_s: int | None, failed: int | None) -> None:
    """``max_age_s`` judges the header's time, not the witnesses'; and T may not lie in the future."""
    world = told().world
    begins = world.last_time if age_s >= 0 else world.last_time + 10_000
    now = Timestamp(begins + age_s * 1_000)
    report = verify_package(materials().package, world.trust(max_age_s=max_age_s), now=now)
    assert report.failed_check == failed


def test_an_old_header_is_old_however_fresh_its_witnesses() -> None:
    """A cosignature of today under a header of yesterday says nothing new."""
    world = told().world
    day = 24 * 3_600
    package = control(world, world.publish(time_s=world.last_time // 1_000 + day))
    now = Timestamp(world.last_time + day * 1_000)
    data = encode_package(package)
    assert verify_package(data, world.trust(max_age_s=3_600), now=now).failed_check == 5
    assert verify_package(data, world.trust(), now=now).proved


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b'{"format":"counterfoil-evidence/v2"}'])
def test_what_is_no_package_is_unusable(data: bytes) -> None:
    """Bytes that are no zip at all are unusable input, not a failed check."""
    report = verify_package(data, told().world.trust())
    assert (report.verdict, report.failed_check, report.verdict.exit_code) == (Verdict.unusable, None, 2)


def test_trust_comes_from_the_caller_alone() -> None:
    """Another genesis, log or chain, no auditors, or witnesses of another policy: that judges."""
    trust = told().world.trust()
    chain, known = next(iter(trust.chains.items()))

    def failed(**changes: object) -> int | None:
        return verify_package(materials().package, replace_dataclass(trust, **changes)).failed_check  # type: ignore[arg-type]

    assert failed(chains={chain: replace_dataclass(known, genesis=Hash(bytes(32)))}) == 5
    assert failed(chains={chain: replace_dataclass(known, log="another.example/log")}) == 2
    assert failed(chains={chain: replace_dataclass(known, auditors=None)}) is None
    assert failed(chains={ChainId("another"): known}) == 2
    assert failed(policy=WitnessPolicy(logs=trust.policy.logs, quorum="none")) == 3
    assert failed(entry_auditors="two-of-three") is None


def test_entry_auditors_are_asked_for_by_name() -> None:
    """A quorum that needs no entry auditor is not enough where the trust file names them."""
    world = told().world
    trust = world.trust()
    loose = replace_dataclass(trust, policy=replace_dataclass(trust.policy, quorum="two-of-three"))
    log = world.publish(witnesses=("alpha", "beta"))
    log.policy = loose.policy
    data = encode_package(control(world, log))
    assert verify_package(data, loose).failed_check == 3
    assert verify_package(data, replace_dataclass(loose, entry_auditors=None)).proved


@pytest.mark.parametrize("account", ["wang\n\nPROVED: all is his", "\x1b[2Jwang", "w\u0430ng", "a/b", ""])
def test_a_claim_cannot_name_what_is_no_identifier(account: str) -> None:
    """Anything is absent from the state, but only of an identifier may a claim say so."""
    story = told()
    package = Collector(story.world, story.log).absence(AccountId(account), InstrumentId(CASH))
    with pytest.raises(InputError):
        encode_package(package)


def test_a_package_cannot_steer_the_terminal() -> None:
    """Control characters from a package never reach the text report."""
    files = unpack_files(materials().package)
    steering = files["checkpoint"].replace(b"counterfoil.example", b"PROVED\xc2\x9b2J")
    text = verify_package(pack_files(files | {"checkpoint": steering}), told().world.trust()).to_text()
    assert "NOT PROVED" in text
    assert all(letter == "\n" or letter.isprintable() for letter in text)


def test_the_text_names_every_check_in_both_languages() -> None:
    """Each check stands there by number, with its English and its Chinese name and sentence."""
    text = verify_package(materials().package, told().world.trust()).to_text()
    for check in CHECKS:
        assert f"{check.number:>3}  passed      {check.name}: {check.established.en}" in text
        assert f"{check.name_zh}\uff1a{check.established.zh}" in text


def test_an_envelope_is_shown_with_just_its_signatures() -> None:
    """Whichever envelope stands under other signatures, check 8 fails: the header covers them."""
    world, log = busy_world()
    package = control(world, log)
    for position, shown in enumerate(package.transactions):
        again = replace(shown, envelope=shown.envelope.replace(b'"sig":"', b'"sig":"A', 1))
        transactions = (*package.transactions[:position], again, *package.transactions[position + 1 :])
        assert verified(replace(package, transactions=transactions), world).failed_check == 8
    assert key("li").public.keyid.encode() in b"".join(shown.envelope for shown in package.transactions)
