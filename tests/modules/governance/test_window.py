# SPDX-License-Identifier: Apache-2.0
"""For how many blocks a transaction may be valid is the council's to decide, from a height on."""

from counterfoil.application import Refusal
from counterfoil.commerce.ledger import Ledger, broken_invariants
from counterfoil.evidence.package import encode_package
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.governance.queries import open_motions
from counterfoil.modules.protocol.outcomes import ProtocolOutcome
from counterfoil.node.collect import Collector
from counterfoil.primitives import canonical
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from support.evidence_forced import attempt, fork
from support.evidence_world import World
from support.governance_breaches import EXECUTE, decided, governed
from support.law_breaches import call

RULES = "protocol/rules/current"
FROM = 16


def scheduled(height: int, window: int = 5) -> dict[str, object]:
    return call("protocol.schedule_window", window=window, height=height, registrar="council")


def answer(world: World, ahead: int) -> int:
    """What the way in says of a transaction that is valid for so many blocks."""
    prepared = world.ledger.prepare(world.sign([EXECUTE], "li", valid_until=world.height + ahead).encode())
    return prepared.code if isinstance(prepared, Refusal) else MachineOutcome.ok


def test_another_window_is_in_force_from_its_height_on() -> None:
    """Up to the block before it the old one is; then the new, also for a node that starts anew; the rules show both."""
    world = governed()
    for signers, what in decided(scheduled(FROM)):
        if what is None:
            world.block()
        else:
            world.do(*signers.split(), calls=[what])
    (motion,) = open_motions(world.ledger.view)
    assert motion.grave
    world.block()  # the time of a veto
    world.do("li", calls=[EXECUTE])
    while world.height < FROM - 2:
        world.block()
    assert (answer(world, 1_000), answer(world, 1_001)) == (0, MachineOutcome.validity_too_long)
    world.block()
    assert (answer(world, 5), answer(world, 6)) == (0, MachineOutcome.validity_too_long)
    again = Ledger(world.chain, world.store).prepare(world.sign([EXECUTE], "li", valid_until=world.height + 6).encode())
    assert isinstance(again, Refusal) and again.code == MachineOutcome.validity_too_long
    record = canonical.decode(world.ledger.record(RecordPath(RULES)) or b"{}", dict)
    assert (record["window"], record["windows"]) == (1_000, [{"height": FROM, "window": 5}])
    assert list(broken_invariants(world.ledger.view)) == []
    world.block()
    package = encode_package(Collector(world, world.publish()).record(RecordPath(RULES)))
    report = verify_package(package, world.trust())
    assert report.verdict is Verdict.proved, report.to_text()


def test_windows_are_scheduled_in_order_and_by_no_former_registrar() -> None:
    """As versions are; whoever was a registrar before the charter is none."""
    world = governed()
    alone = call("protocol.schedule_window", window=5, height=FROM, registrar="registrar")
    assert attempt(world, world.sign([alone], "registrar")).name == "role_missing"
    for motion, what in (("first", scheduled(90)), ("second", scheduled(90, 7))):
        twin = fork(world)
        for signers, step in decided(what, motion=motion):
            if step is None:
                twin.block()
            else:
                twin.do(*signers.split(), calls=[step])
        twin.block()
        found = attempt(twin, twin.sign([EXECUTE | {"motion": motion}], "li"))
        assert found is (MachineOutcome.ok if motion == "first" else ProtocolOutcome.activation_in_the_past)
        world = twin
