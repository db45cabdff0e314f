# SPDX-License-Identifier: Apache-2.0
"""A finding, a port, a second account of more positions than one call counts: counted in steps, exact in between.

Whoever is killed between two steps goes on where the last one ended: how far it has come is on record, and the ledger
checks after every block that what is counted is what positions come to.
"""

from collections.abc import Callable
from random import Random

import pytest

from counterfoil.evidence.package import Package
from counterfoil.modules.futures import recounting
from counterfoil.modules.futures.client_records import Whose
from counterfoil.modules.futures.counting import COUNTINGS, Waiting
from counterfoil.modules.futures.module import MODULE
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.modules.futures.together import lots_of
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_control import apart, control
from support.futures_market import book, fill
from support.futures_recounted import (
    CONTRACTS,
    ON,
    PORT,
    PORTED_BY,
    few,
    half_counted,
    many_positions,
    opening,
    second_account,
)
from support.futures_recounted_breaches import recounted_world
from support.ledger import Ledger


@pytest.fixture
def ledger() -> Ledger:
    return many_positions(Ledger())


def waiting(ledger: Ledger) -> tuple[Waiting, ...]:
    found = ledger.state.read(COUNTINGS, "CC")
    return () if found is None else found.waiting


def long_of(ledger: Ledger, whose: Whose, name: str) -> list[int]:
    """Of each contract."""
    return [lots_of(ledger.state, whose, name, one, HedgeFlag)[Direction.bought] for one in CONTRACTS]


def counted_to_the_end(ledger: Ledger) -> int:
    """How many steps it takes."""
    steps = 0
    while waiting(ledger):
        assert ON in list(MODULE.steps(ledger.state, ledger.time))
        ledger.do(ON, signed_by="cat")
        steps += 1
    assert ON not in list(MODULE.steps(ledger.state, ledger.time))
    return steps


def found(ledger: Ledger) -> None:
    ledger.do(control("bob"), control("cat"), signed_by="ccp")


def parted(ledger: Ledger) -> None:
    ledger.do(control("bob"), control("cat"), signed_by="ccp")
    counted_to_the_end(ledger)
    ledger.do(apart("cat"), signed_by="ccp")


def ported(ledger: Ledger) -> None:
    ledger.do(PORT, signed_by=PORTED_BY)


Act = Callable[[Ledger], None]
ACTS: dict[str, tuple[Act, Whose, str]] = {
    "a second account": (second_account, Whose.of_client, "ann"),
    "a finding of control": (found, Whose.of_control, "family"),
    "an end of control": (parted, Whose.of_control, "family"),
    "a port to": (ported, Whose.of_member, "beta"),
    "a port from": (ported, Whose.of_member, "alpha"),
}


@pytest.mark.parametrize("because", ACTS)
def test_what_is_counted_is_the_same_at_once_and_in_steps(ledger: Ledger, because: str) -> None:
    """Before the first step, after each, and at the end: as though all had been counted at once."""
    act, whose, name = ACTS[because]
    at_once = ledger.twin()
    act(at_once)
    right = long_of(at_once, whose, name)
    assert waiting(at_once) == ()
    with few():
        act(ledger)
        assert waiting(ledger)
        assert long_of(ledger, whose, name) == right
        while waiting(ledger):
            ledger.do(ON, signed_by="cat")
            assert long_of(ledger, whose, name) == right
    assert long_of(ledger, whose, name) == right


def test_each_step_counts_no_more_than_it_may(ledger: Ledger) -> None:
    """Five positions, two at a time: two with the port, two, and one; the last ends it."""
    with few():
        ported(ledger)
        assert [(one.name, one.left, one.joined, one.after) for one in waiting(ledger)] == [
            ("m-ann", "alpha", "beta", "K2/speculation")
        ]
        assert counted_to_the_end(ledger) == 2
    assert ledger.submit(ON, signed_by="cat").outcome.name == "nothing_to_count"


def test_a_limit_holds_to_the_lot_while_some_are_not_counted() -> None:
    """Beta answers for four lots of each contract, of nineteen: fifteen more, of what is counted and of what is not."""
    ledger = half_counted(Ledger())
    for number, contract in enumerate((CONTRACTS[0], CONTRACTS[-1])):
        # Bob has two of his ten, and so has Ann.
        ledger.do(opening("m-bob", contract, 20 + number, 8), signed_by="venue")
        more = opening("m-ann", contract, 30 + number, 8)
        assert ledger.submit(more, signed_by="venue").outcome.name == "member_limit"
        ledger.do(opening("m-ann", contract, 30 + number, 7), signed_by="venue")
    assert long_of(ledger, Whose.of_member, "beta") == [19, 4, 4, 4, 19]
    second_account(ledger)
    for contract in (CONTRACTS[0], CONTRACTS[-1]):
        assert ledger.submit(opening("b-ann", contract, 40, 2), signed_by="venue").outcome.name == "client_limit"
    assert counted_to_the_end(ledger) == 2
    assert long_of(ledger, Whose.of_member, "beta") == [19, 4, 4, 4, 19]


def test_a_group_has_its_limit_from_the_finding_on(ledger: Ledger) -> None:
    """Bob and Cat have two each of the last contract, which is not counted yet: six more of ten, not seven."""
    with few():
        found(ledger)
        answers = [
            ledger.twin().submit(opening("m-bob", CONTRACTS[-1], 20, lots), signed_by="venue").outcome.name
            for lots in (6, 7)
        ]
    assert answers == ["ok", "control_limit"]


def test_what_was_decided_is_counted_before_it_is_decided_otherwise() -> None:
    """Neither a second port nor an end of control comes between; then both may."""
    ledger = half_counted(Ledger())
    assert ledger.submit(apart("bob"), signed_by="ccp").outcome.name == "counted_first"
    assert counted_to_the_end(ledger) == 2
    ledger.do(apart("bob"), signed_by="ccp")


def test_who_was_killed_between_two_steps_goes_on_where_the_last_one_ended() -> None:
    """From what is on record alone, and whoever asks what is due: each comes to the same sums."""
    ledger = half_counted(Ledger())
    ledger.do(ON, signed_by="cat")
    other = ledger.twin()
    with few(1):
        assert [type(one) for one in other.drive("eve", "futures")].count(type(ON)) == 3
    assert counted_to_the_end(ledger) == 1
    for whose, name in ((Whose.of_control, "family"), (Whose.of_member, "alpha"), (Whose.of_member, "beta")):
        assert long_of(ledger, whose, name) == long_of(other, whose, name)


@pytest.mark.parametrize("seed", range(4))
def test_trades_between_two_steps_are_counted_where_they_belong(seed: int) -> None:
    """Lots opened and closed at random meanwhile, findings and ports; all as in a chain that counts at once."""
    dice, slow, quick = Random(seed), many_positions(Ledger()), many_positions(Ledger())
    group, member, number = set[str](), "alpha", 100
    with few(1):
        for _ in range(40):
            number += 1
            name, contract = dice.choice(("m-ann", "m-bob", "m-cat")), dice.choice(CONTRACTS)
            what = dice.choice(("trade", "trade", "step", "step", "control", "port"))
            if what == "trade":
                sides = ("bought", "opens") if dice.random() < 0.6 else ("sold", "closes")
                call, by = book(name, fill(number, *sides), contract=contract), "venue"
            elif what == "step":
                slow.submit(ON, signed_by="cat")
                continue
            elif what == "control":
                holder = dice.choice(("bob", "cat"))
                call, by = (apart(holder) if holder in group else control(holder)), "ccp"  # type: ignore[assignment]
            else:
                to = dice.choice([one for one in ("alpha", "beta", "gamma") if one != member])
                call, by = type(PORT)(account="m-ann", to=to), f"ccp ann {to} {member}"  # type: ignore[assignment]
            answer = slow.submit(call, signed_by=by).outcome.name
            if answer == "counted_first":
                continue
            with few(1_000):
                assert quick.submit(call, signed_by=by).outcome.name == answer
            if answer == "ok" and what == "control":
                group ^= {holder}
            if answer == "ok" and what == "port":
                member = to
            named = [(Whose.of_control, "family"), *((Whose.of_member, one) for one in ("alpha", "beta", "gamma"))]
            for whose, of in named:
                assert long_of(slow, whose, of) == long_of(quick, whose, of), (number, whose, of)
        counted_to_the_end(slow)


def test_the_bound_leaves_room_for_all_events_of_a_transaction() -> None:
    """Two events for each position that is counted, one that says how far it came, and what was decided."""
    assert 2 * recounting.COUNTED_AT_ONCE + 2 < 4_096


PATH = RecordPath("futures/counting/CC")
SWAPS = ((b'"after":"K2/speculation"', b'"after":"K3/speculation"'), (b'"over":true', b'"over":false'))


@pytest.fixture(scope="module")
def told() -> tuple[World, Package]:
    world = recounted_world()
    world.block()
    return world, Collector(world, world.publish()).record(PATH)


def test_how_far_it_came_is_proved(told: tuple[World, Package]) -> None:
    """Offline, from the package alone; altered anywhere it is not proved."""
    proved_as_it_is_alone(*told, SWAPS)


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_the_package_says(told: tuple[World, Package], old: bytes, new: bytes) -> None:
    """So that none is passed over in silence."""
    assert says(told[1], old)
