# SPDX-License-Identifier: Apache-2.0
"""What the product promises, each as the attack that would break it, in the words in which it was first described."""

from dataclasses import replace as replace_dataclass

import pytest
from msgspec.structs import replace

from counterfoil.application import TransactionResult
from counterfoil.commerce.context import Context
from counterfoil.evidence.claims import ControlClaim
from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package, encode_package
from counterfoil.evidence.seal import SealedHeader, seal_header
from counterfoil.evidence.transaction import decode_envelope
from counterfoil.evidence.witness_policy import PolicyLog
from counterfoil.identity import dsse
from counterfoil.identity.note import NoteSigner
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.node.collect import Collector
from counterfoil.node.forgeries import forge
from counterfoil.primitives.types import AccountId, InstrumentId, Timestamp
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.verify import Report, Trust, verify_package
from support.evidence_cases import FORGED, HONEST
from support.evidence_honest import settled_in_two_steps
from support.evidence_log import key
from support.evidence_rogue_log import SECOND, lagging_second_log
from support.evidence_story import LI, SHARE, WANG, founded, issue, open_account, register, transfer
from support.evidence_told import control, materials, published, tell, told
from support.evidence_world import CHAIN, World, plain_policy, signed_again

YEARS_MS = 10 * 365 * 24 * 3_600_000


def judged(package: Package, trust: Trust) -> Report:
    return verify_package(encode_package(package), trust)


def free(package: Package) -> int:
    assert isinstance(package.claim, ControlClaim)
    return package.claim.quantities.free


# Who signed what.


def test_a_signature_added_to_a_proved_package() -> None:
    """An outsider adds an all-zero signature under the depository's key to an envelope in a proved package."""
    forged, check = forge("added_signature", materials())
    assert verify_package(forged, told().world.trust()).failed_check == check == 8


def test_a_signature_that_merely_stands_there() -> None:
    """Even where the operator seals such an envelope, the report names those whose consent was used, and no other."""
    world = tell().world
    transaction = world.sign([transfer(LI, WANG, 10)], "li", by=["li", "south"])
    envelope, _ = decode_envelope(transaction.envelope)
    stranger = dsse.Signature(keyid=key("south").public.keyid, sig=bytes(64))
    world.force(signed_again(transaction, replace(envelope, signatures=(*envelope.signatures, stranger))))
    report = verify_package(published(world), world.trust())
    assert report.proved
    assert report.narrative is not None
    assert report.narrative.steps[-1].authorised_by == (f"li (gives {LI})",)


def test_a_rule_that_asks_for_both_with_a_shared_key() -> None:
    """Holder and custodian list one key, and it signs once: that is one consent, not two."""
    world = founded()
    shared = {"call": "parties.rotate_keys", "party": "li", "keys": plain_policy("li", "north", threshold=1)}
    world.do("acme", calls=[issue(LI, 100)])
    both = {"call": "parties.change_account_control", "account": LI, "outgoing": "both", "custodian": "north"}
    world.do("li", "north", calls=[both])
    world.do("li", calls=[shared])
    alone = world.sign([transfer(LI, WANG, 1)], "north", by=["li", "north"])
    (answer,) = world.block(alone)
    assert isinstance(answer, TransactionResult)
    assert answer.outcome == "not_authorised"
    world.do("li", "north", calls=[transfer(LI, WANG, 1)])
    assert verify_package(published(world), world.trust()).proved
    world.force(world.sign([transfer(LI, WANG, 1)], "north", by=["li", "north"]))
    assert verify_package(published(world), world.trust()).failed_check == 10


def test_a_settlement_in_two_steps() -> None:
    """The row of a movement names the sender's own consent: the hold that it placed before, and who placed it."""
    report = verify_package(encode_package(settled_in_two_steps()), told().world.trust())
    assert report.narrative is not None
    row = report.narrative.steps[0]
    assert row.authorised_by == (
        "li (gives li-account: hold holdings/encumbrance/settlement/s1/0 #1)",
        "south “South” (takes zhao-account: mandate settlement/instruction/s1 #5)",
    )


# Nothing later had happened.


def test_a_block_withheld_or_backdated() -> None:
    """A seal holder withholds a block until after T, or backdates one: what was proved as now stays so for ever."""
    world = tell().world
    before = control(world, world.publish())
    assert before.claim.current
    assert before.claim.as_of == world.last_time < before.claim.witnessed
    (answer,) = world.block(world.sign([transfer(LI, WANG, 100)], "li"), time=before.claim.as_of + 1)
    assert answer.code == 0
    after = control(world, world.publish(), as_of=before.claim.as_of)
    assert judged(after, world.trust()).proved
    assert free(after) == free(before)
    backdated = tell().world
    backdated.block(backdated.sign([transfer(LI, WANG, 100)], "li"), time=before.claim.as_of)
    report = verify_package(published(backdated), backdated.trust())
    assert (report.failed_check, "out of order" in report.sentence.en) == (5, True)


def test_a_transfer_in_mid_second() -> None:
    """Witnesses sign whole seconds, blocks bear milliseconds: a claim of now is of the header's time, and adds up."""
    world = tell().world
    second = world.last_time // 1_000 + 1
    quiet = control(world, world.publish(time_s=second))
    world.block(world.sign([transfer(LI, WANG, 650)], "li"), time=second * 1_000 + 500)
    moved = control(world, world.publish(time_s=second))
    later = control(world, world.publish(time_s=second + 1))
    assert [free(one) for one in (quiet, moved, later)] == [650, 0, 0]
    assert quiet.claim.as_of < moved.claim.as_of == later.claim.as_of == second * 1_000 + 500
    assert all(judged(one, world.trust()).proved for one in (quiet, moved, later))
    past = control(world, world.publish(), as_of=quiet.claim.as_of)
    assert free(past) == 650


def test_the_logs_key_alone() -> None:
    """The log key alone publishes a false roll that names an old header, or a second log that merely lags."""
    trust = told().world.trust()
    assert verify_package(FORGED["false_roll"][1](), trust).failed_check == 3
    assert verify_package(lagging_second_log(), trust).failed_check == 2
    both = replace_dataclass(
        trust.policy, logs=(*trust.policy.logs, PolicyLog(NoteSigner(key("log"), SECOND).verifier))
    )
    report = verify_package(lagging_second_log(), replace_dataclass(trust, policy=both))
    assert (report.failed_check, f"{SECOND} is not the log of chain {CHAIN}" in report.sentence.en) == (2, True)


def test_proved_as_of_2036() -> None:
    """Seal, log and witnesses agree on a time ten years ahead: whoever knows what time it is refuses."""
    world = tell().world
    now = Timestamp(world.last_time + 60_000)
    world.block(world.sign([transfer(LI, WANG, 1)], "li"), time=world.last_time + YEARS_MS)
    data = published(world)
    report = verify_package(data, world.trust(), now=now)
    assert (report.failed_check, "in the future" in report.sentence.en) == (3, True)
    assert verify_package(data, world.trust()).proved
    honest_witnesses = encode_package(control(world, world.publish(time_s=now // 1_000)))
    assert verify_package(honest_witnesses, world.trust(), now=now).failed_check == 4


# Nobody lies alone.


def spent_twice() -> tuple[World, Package, Package]:
    """The seal key alone writes a spent record back into the state: two packages, one checkpoint, the same units."""
    world = tell().world
    path = HOLDINGS.path(LI, SHARE)
    spent, positions = world.read(HOLDINGS, LI, SHARE), world.trail(path)
    world.do("li", calls=[transfer(LI, WANG, 650)])

    def forget(ctx: Context) -> None:
        ctx.state.write(path, spent)

    world.rogue_block(forget)
    honestly = world.trail
    world.trail = lambda record: positions if record == path else honestly(record)  # type: ignore[method-assign]
    log = world.publish(audits=False)
    collector = Collector(world, log, height=world.height)
    mine, theirs = (collector.control(AccountId(account), InstrumentId(SHARE)) for account in (LI, WANG))
    return world, mine, theirs


def test_the_same_units_proved_twice() -> None:
    """Where state auditors are named neither is proved; else both are, and the report says who could lie alone."""
    world, mine, theirs = spent_twice()
    assert mine.checkpoint == theirs.checkpoint
    assert (free(mine), free(theirs)) == (650, 900)
    for package in (mine, theirs):
        assert judged(package, world.trust()).failed_check == 6
        report = judged(package, world.trust(auditors=False))
        assert report.proved
        assert "ALONE" in report.beliefs[0].en
        assert "ALONE" in report.to_text()
        assert any("forgets or invents" in limit.en for limit in package.claim.does_not_claim)


def test_the_report_says_who_could_lie_together() -> None:
    """With auditors no line of it names one party alone."""
    report = verify_package(materials().package, told().world.trust())
    assert len(report.beliefs) == 4
    assert "the recovery keys (1 of 1) with state auditors (1 of 2)" in report.beliefs[1].en
    assert not [belief for belief in report.beliefs if "ALONE" in belief.en]
    assert "the seal keys (1 of 1) with state auditors (1 of 2)" in report.beliefs[0].en


def test_a_stolen_seal_key_and_one_equivocation() -> None:
    """What lies below the fork stays provable, and after a recovery rotation what comes later is, too."""
    trust = told().world.trust()
    assert verify_package(HONEST["control_below_a_fork"](), trust).proved
    assert verify_package(FORGED["above_a_fork"][1](), trust).failed_check == 5
    assert verify_package(HONEST["control_after_recovery"](), trust).proved


def test_a_retired_seal_key_forges_the_past() -> None:
    """Whoever later gets the old seal key makes another block under it: its rotation names the one that stood."""
    world = tell().world
    world.log.rotate(CHAIN, world.trust().chains[CHAIN].seal, "operator")
    block = world.blocks._blocks[-1]
    header = replace(world.header(world.height), time=world.last_time + 1)
    seal = seal_header(header.encode(), key("operator"))
    world.blocks._blocks[-1] = StoredBlock(header.encode(), seal.encode(), block.transactions)
    world._block.cache_clear()
    del world.log.indexes[CHAIN, world.height]
    world.log.rolled[CHAIN] = replace(world.log.rolled[CHAIN], height=world.height - 1)
    world.log.anchor(SealedHeader(header, seal))
    report = verify_package(published(world), world.trust())
    assert (report.failed_check, "its rotation names" in report.sentence.en) == (5, True)


# A victim's holding stays provable.


def dusted(lines: int) -> Package:
    """Somebody sent so many single units to an account that takes anything from anybody."""
    world = founded()
    world.do("acme", calls=[issue(WANG, 1_000), issue(LI, 1_000)])
    for _ in range(lines // 50):
        world.do("north", calls=[transfer(WANG, LI, 1)] * 50)
    world.do("li", calls=[transfer(LI, WANG, 7)])
    package = Collector(world, world.publish(), open_above=64).control(AccountId(LI), InstrumentId(SHARE))
    assert judged(package, world.trust()).proved
    return package


def test_dust() -> None:
    """Any member makes a victim's holding unprovable for ever by dust: trails open at a 64th link, so none grows."""
    few, many = dusted(150), dusted(450)
    assert isinstance(many.claim, ControlClaim)
    assert many.claim.opened >= 320
    assert free(many) == 1_443
    shown = [len(encode_package(one)) for one in (few, many)]
    assert shown[1] < 1.5 * shown[0]
    assert len(many.events) < 150


def test_roles_repeated() -> None:
    """A registration that repeats a role to make a record large is refused."""
    world = founded()
    (answer,) = world.block(world.sign([register("big", *["issuer"] * 7)], "registrar"))
    assert answer.outcome == "roles_repeated"


# What is said, and what is not disclosed.


def test_quotes_in_a_reference() -> None:
    """Quotation marks in a reference cannot end the statement's quotation and go on in our name."""
    world = tell().world
    lie = 'sale" and \u201cchecked\u201d. The holder is Mallory'
    name = world.do("li", calls=[{**transfer(LI, WANG, 1), "reference": lie}])
    package = Collector(world, world.publish()).transfer(name)
    assert judged(package, world.trust()).proved
    for said in (package.claim.statement.en, package.claim.statement.zh):
        assert lie not in said
        assert said.count("\u201c") == said.count("\u201d") == 1
        begin, end = said.index("\u201c"), said.index("\u201d")
        assert begin < said.index("Mallory") < end


@pytest.mark.parametrize("number", [0, 200, 399])
def test_an_import_discloses_nobody_else(number: int) -> None:
    """A package of one account out of 400 of one import holds no account, quantity or party of any other."""
    world, others = _imported()
    name = others[number]
    package = Collector(world, world.publish()).control(AccountId(f"account-{name}"), InstrumentId(SHARE))
    data = encode_package(package)
    assert judged(package, world.trust()).proved
    assert b"account-" + name.encode() in data
    disclosed = [other for other in others if other != name and f"-{other}".encode() in data]
    assert not disclosed
    quantities = {quantity for one in package.events if (quantity := decode_event(one.event).data.get("quantity"))}
    assert quantities == {1_000 + number}


def _imported() -> tuple[World, list[str]]:
    world = founded()
    names = [f"holder{number:03}x" for number in range(400)]
    parties = [register(f"party-{name}", keys=False, person=True) for name in names]
    accounts = [
        open_account(f"account-{name}", f"party-{name}", "custodian", custodian="north", incoming="custodian")
        for name in names
    ]
    world.do("registrar", calls=parties)
    world.do("north", calls=accounts)
    issues = [issue(f"account-{name}", 1_000 + number) for number, name in enumerate(names)]
    world.do("acme", "north", calls=issues)
    return world, names
