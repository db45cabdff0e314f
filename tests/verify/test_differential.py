# SPDX-License-Identifier: Apache-2.0
"""Machine against verifier over random workloads: all that the machine did is proved, nothing that it rejected is."""

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from counterfoil.evidence.event import decode_event
from counterfoil.evidence.package import Package, encode_package
from counterfoil.law.outcome import MachineOutcome, Outcome
from counterfoil.modules.holdings.records import HOLDINGS, TITLES
from counterfoil.modules.instruments.records import INSTRUMENTS
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES
from counterfoil.modules.settlement.records import INSTRUCTIONS
from counterfoil.node.collect import Collector
from counterfoil.primitives.errors import CounterfoilError
from counterfoil.primitives.types import AccountId, Height, HexHash, InstrumentId, RecordPath
from counterfoil.verify import verify_package
from support.evidence_forced import Forced, attempt, forced
from support.evidence_random import ACCOUNTS as ACCOUNT_NAMES
from support.evidence_random import random_calls, random_signers, settled_world
from support.evidence_world import World

SEEDS = (1, 2, 3, 4)
STEPS = 90
NOT_CHECKED = {
    MachineOutcome.incomplete: "a party that a transaction names, and on whose consent no event shown rests",
    MachineOutcome.already_seen: "whether the same intent stands in another block, too",
    MachineOutcome.over_budget: "how much a transaction would cause",
}
"""What the machine says of a transaction as a whole, and a package cannot show to be wrong.

Besides, of a call that the rules reject, a package shows what is wrong with it only where it shows the event and the
record that the rule is about: see ``Forced.offended``. What only the whole state forbids (limits: supply, features that
no node knows, accounts that an instruction names) offends no record.
"""


def proves(world: World, claim: str, name: str) -> bool:
    """Whether the operator gets a package of the record, or of the transaction, proved."""
    try:
        collector = Collector(world, world.publish())
        named = claim == "transfer"
        package = collector.transfer(HexHash(name)) if named else collector.record(RecordPath(name))
    except CounterfoilError:
        return False
    return verify_package(encode_package(package), world.trust()).proved


def falsely_proved(one: Forced) -> Iterator[str]:
    """Claims that are proved although they rest on what a rule forbids."""
    for path in one.offended:
        if proves(one.world, "record", path):
            yield path
    if one.refusal.unmakeable is None and proves(one.world, "transfer", one.transaction):
        yield one.transaction


@pytest.mark.parametrize("seed", SEEDS)
def test_machine_and_verifier_agree(seed: int) -> None:
    """Honest claims are all proved; what the machine rejected and the operator sealed all the same never is."""
    random = Random(seed)
    world = settled_world()
    seen: Counter[Outcome] = Counter()
    judged = 0
    for _ in range(STEPS):
        transaction = world.sign(random_calls(random, world), *random_signers(random, world))
        outcome = attempt(world, transaction)
        seen[outcome] += 1
        if outcome is MachineOutcome.ok or outcome in NOT_CHECKED:
            continue
        one = forced(world, transaction)
        if one is not None:
            judged += bool(one.offended)
            assert not list(falsely_proved(one)), (outcome.name, one.refusal, transaction.lines)
    assert_all_proved(world)
    assert seen[MachineOutcome.ok] > STEPS // 16
    assert len(seen) > 8
    assert judged > STEPS // 6


def assert_all_proved(world: World) -> None:
    """Every claim of every kind that can be made of the world is proved."""
    collector = Collector(world, world.publish())
    packages = list(every_package(world, collector))
    for package in packages:
        report = verify_package(encode_package(package), world.trust())
        assert report.proved, (package.claim, report.to_text())
    assert len(packages) > 50


def every_package(world: World, collector: Collector) -> Iterator[Package]:
    for account in map(AccountId, ACCOUNT_NAMES):
        yield collector.statement(account, start=world.header(Height(12)).time)
        for holding in world.ledger.view.rows(HOLDINGS, account):
            yield collector.control(account, holding[1].instrument)
            yield collector.position(account, holding[1].instrument)
    for table in (PARTIES, ACCOUNTS, INSTRUMENTS, INSTRUCTIONS, HOLDINGS):
        for path, _ in world.ledger.view.rows(table):
            yield collector.record(path)
    for _, title in world.ledger.view.rows(TITLES):
        yield collector.provenance(InstrumentId(title.instrument))
    yield from map(collector.transfer, dict.fromkeys(moving(world)))


def moving(world: World) -> Iterator[HexHash]:
    """The transactions that moved something."""
    for height in range(1, world.height + 1):
        for event in map(decode_event, world.events(Height(height))):
            if event.consents:
                yield event.transaction
