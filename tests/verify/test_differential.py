# SPDX-License-Identifier: Apache-2.0
"""Machine against verifier over random workloads: all that the machine did is proved, nothing that it rejected is."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from counterfoil.commerce.outcome import Outcome
from counterfoil.evidence.package import encode_package
from counterfoil.evidence.transaction import transaction_id
from counterfoil.node.collect import collect_control, collect_transfer
from counterfoil.primitives.errors import CounterfoilError
from counterfoil.primitives.types import AccountId, HexHash, InstrumentId, RecordPath
from counterfoil.verify import verify_package
from counterfoil.verify.authority import read_transaction
from support.evidence_forced import ForcedWorld
from support.evidence_random import EVERYBODY, random_calls, random_signers, settled_world
from support.evidence_story import LI, ZHAO

SEEDS = (1, 2, 3, 4)
STEPS = 55
NOT_CHECKED = {
    Outcome.insufficient_free_quantity: "another's holding is not shown; one's own is replayed",
    Outcome.supply_limit_exceeded: "supply is not shown",
    Outcome.quantity_overflow: "supply is not shown",
    Outcome.instrument_in_circulation: "supply is not shown",
    Outcome.invalid_identifier: "an instrument's own words",
    Outcome.party_exists: "names of parties that are not shown",
    Outcome.unknown_account: "an instruction may name accounts that never take part",
}
"""Rejections that a package cannot show to be wrong, as spec/evidence.md says, and why."""

SEVERAL_LEGS = {"settlement.settle_now", "settlement.settle"}
STANDING = {Outcome.instrument_not_active, Outcome.account_suspended, Outcome.party_suspended}
"""What is asked of the instrument and the accounts that move, leg by leg."""


def proves(world: ForcedWorld, holding: RecordPath, transaction: str) -> bool:
    """Whether the operator gets a package of the holding proved that rests on the transaction."""
    _, _, account, instrument = holding.split("/")
    try:
        package = collect_control(world, world.publish(), AccountId(account), InstrumentId(instrument))
    except CounterfoilError:
        return False
    named = {HexHash(transaction)}
    rests_on_it = False
    for data in package.transactions:
        try:
            rests_on_it = read_transaction(data, named) is not None or rests_on_it
        except Exception as error:
            assert "no event names" in str(error)
    report = verify_package(encode_package(package), world.trust())
    return rests_on_it and report.proved


def judge_forced(
    world: ForcedWorld, calls: list[dict[str, Any]], signers: tuple[str, ...], outcome: Outcome
) -> list[RecordPath]:
    """Force the calls; the holdings whose packages are proved all the same. Unfinished settlements are finished."""
    envelope = world.sign(calls, *signers)
    touched = world.force(envelope)
    if "instruction" in calls[0] and calls[0]["call"] in {"settlement.instruct", "settlement.affirm"}:
        touched |= world.force(world.sign(finish(calls[0]), *EVERYBODY))
    holdings = sorted(record for record in touched if record.startswith("holdings/holding/"))
    if not holdings:
        holdings = sorted(path for path in world.blocks[-1].records if path.startswith("holdings/holding/"))
    proved = [holding for holding in holdings if proves(world, holding, transaction_id(envelope))]
    # Of several lines or legs a package judges those that touch its own holding: then one must fail, not all.
    own_alone = "lines" in calls[0] or (calls[0]["call"] in SEVERAL_LEGS and outcome in STANDING)
    return [] if own_alone and len(proved) < len(holdings) else proved


def finish(call: dict[str, Any]) -> list[dict[str, Any]]:
    """Everybody affirms and allocates the rest, and the venue settles."""
    name = call["instruction"]
    steps = [(step, account) for step in ("affirm", "allocate") for account in (LI, ZHAO)]
    kept = [pair for pair in steps if pair != ("affirm", call.get("account"))]
    calls = [{"call": f"settlement.{step}", "instruction": name, "account": account} for step, account in kept]
    return [*calls, {"call": "settlement.settle", "instruction": name, "by": "venue"}]


@pytest.mark.parametrize("seed", SEEDS)
def test_machine_and_verifier_agree(seed: int) -> None:
    """Honest holdings are all proved; what the machine rejected and the operator sealed all the same never is."""
    random = Random(seed)
    world = settled_world()
    seen: Counter[Outcome] = Counter()
    for _ in range(STEPS):
        calls = random_calls(random, world)
        signers = random_signers(random, calls)
        kept = world.keep()
        outcome = world.attempt(world.sign(calls, *signers))
        seen[outcome] += 1
        if outcome is Outcome.ok:
            continue
        world.back(kept)
        if outcome not in NOT_CHECKED:
            proved = judge_forced(world, calls, signers, outcome)
            assert not proved, (outcome.name, calls, signers, proved)
        world.back(kept)
    log = world.publish()
    for holding in [path for path in world.blocks[-1].records if path.startswith("holdings/holding/")]:
        _, _, account, instrument = holding.split("/")
        package = collect_control(world, log, AccountId(account), InstrumentId(instrument))
        report = verify_package(encode_package(package), world.trust())
        assert report.proved, report.to_text()
    for transaction in [name for name in world._positions if world.moved(name)]:
        report = verify_package(encode_package(collect_transfer(world, log, transaction)), world.trust())
        assert report.proved, report.to_text()
    assert seen[Outcome.ok] > STEPS // 8
    assert len(seen) > 8
