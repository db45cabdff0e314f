# SPDX-License-Identifier: Apache-2.0
"""An account of a thousand positions and more is settled like any other, and all of its statement is evidence."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.evidence.claims import Claim
from counterfoil.evidence.event import Event, decode_event
from counterfoil.evidence.package import Package, encode_package
from counterfoil.modules import laws
from counterfoil.modules.futures import statement_parts
from counterfoil.modules.futures.records import DAYS, MARGIN_ACCOUNTS, DayStatus, HedgeFlag
from counterfoil.modules.futures.statement_parts import LINES_MAX
from counterfoil.node.collect import Collector
from counterfoil.node.drafting import Draft
from counterfoil.node.futures.statement import read_statement
from counterfoil.node.futures.statement_check import broken
from counterfoil.primitives.types import RecordPath
from counterfoil.verify import Verdict, verify_package
from counterfoil.verify.told import PackageTold
from support import futures_many
from support.evidence_world import World
from support.forging import swapped
from support.futures_many import AFTER, BEFORE, CLOSED, CONTRACTS, COUNT, FLAGS, settle, traded
from support.futures_story import MONDAY, MULTIPLIER, at, call

DEPOSIT = 10**9
"""Enough for what the day may cost, and too little for the margin."""
ACCOUNT = RecordPath("futures/account/m-ann")
LISTED = sorted(f"{contract}/{flag}" for contract in CONTRACTS for flag in FLAGS)
PARTS = -(-COUNT // LINES_MAX) - 1


@pytest.fixture(scope="module")
def settled() -> World:
    """Ann is called within the day, for she has a thousandth of her margin; then the day is settled and closed."""
    world = traded(DEPOSIT)
    world.do("ccp", calls=[call("call_margin", account="m-ann", until=at(MONDAY + 400, 0), reason="notice 6")])
    return settle(world)


@pytest.fixture(scope="module")
def collected(settled: World) -> tuple[Package, int]:
    """Evidence of Ann's account, and how often its events were walked to find what it needs."""
    walks, walk = Counter[str](), Draft._walk

    def counted(draft: Draft, claim: Claim) -> PackageTold:
        walks["all"] += 1
        return walk(draft, claim)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Draft, "_walk", counted)
        package = Collector(settled, settled.publish()).record(ACCOUNT)
    return package, walks.total()


@pytest.fixture(scope="module")
def shown(collected: tuple[Package, int]) -> Package:
    return collected[0]


def told(package: Package, *types: str) -> list[Event]:
    """What it shows of these types, in order."""
    events = (decode_event(one.event) for one in package.events)
    return [one for one in events if one.type in types]


def lines_of(events: list[Event]) -> list[dict[str, Any]]:
    return [line for one in events for line in one.data["lines"]]


def proved(world: World, package: Package) -> bool:
    return verify_package(encode_package(package), world.trust()).verdict is Verdict.proved


def test_a_day_closes_on_which_accounts_have_a_thousand_positions(settled: World) -> None:
    """What was closed on it they list no longer; the others all."""
    day = settled.read(DAYS, "CC", str(MONDAY))
    assert (day.status, day.accounts, day.variation, day.due, day.owed) == (DayStatus.closed, 2, 0, 0, 0)
    for name in ("m-ann", "m-bob"):
        account = settled.read(MARGIN_ACCOUNTS, name)
        assert account.settled == MONDAY
        assert list(account.positions) == [one for one in LISTED if one not in CLOSED]
        assert sorted(account.closed_out) == sorted(CLOSED)


def test_its_statement_has_every_line_and_comes_to_their_sums(settled: World) -> None:
    """As it is read from the chain, one line for each position that was open on the day, in their order."""
    found = read_statement(SimpleNamespace(reader=settled, ledger=settled.ledger), "m-ann")  # type: ignore[arg-type]
    assert [f"{one.line.contract}/{one.line.hedge}" for one in found.positions] == LISTED
    assert found.position_profit == (COUNT - len(CLOSED)) * (AFTER - BEFORE) * MULTIPLIER == found.settled.variation
    assert broken(found) == []


@pytest.mark.parametrize(
    ("part", "whole"),
    [("futures.settled_part", "futures.settled"), ("futures.margin_called_part", "futures.margin_called")],
)
def test_evidence_of_it_shows_every_line_in_parts_of_known_number(shown: Package, part: str, whole: str) -> None:
    """A statement, and how an account stands within the day: the parts are numbered, and the sums are those of all."""
    events = told(shown, part, whole)
    assert Counter(one.type for one in events) == {part: PARTS, whole: 1}
    assert [one.data["number"] for one in events[:-1]] == list(range(1, PARTS + 1))
    sums, lines = events[-1].data, lines_of(events)
    assert sums["parts"] == PARTS
    assert [f"{one['contract']}/{one['hedge']}" for one in lines] == LISTED
    assert sums["variation"] == sum(one["close_profit"] + one["position_profit"] + one["premium"] for one in lines)
    assert sums["fees"] == sum(one["fees"] for one in lines) > 0
    assert sums["margin"] == sum(one["margin"] for one in lines) > 0


def test_evidence_of_it_is_proved_and_without_a_part_it_is_not(settled: World, shown: Package) -> None:
    """Nor with a line told otherwise."""
    assert proved(settled, shown)
    part = next(number for number, one in enumerate(shown.events) if b'"type":"futures.settled_part"' in one.event)
    without = replace(shown, events=(*shown.events[:part], *shown.events[part + 1 :]))
    otherwise = swapped(shown, b'"position_profit":30000,', b'"position_profit":30001,')
    for forged in (without, otherwise):
        assert forged.events != shown.events
        assert not proved(settled, forged)


def test_it_is_found_in_a_few_walks_however_many_records_its_law_reads(collected: tuple[Package, int]) -> None:
    """A walk for each would take the square of what an account has."""
    package, walks = collected
    assert len(package.records) > COUNT
    assert walks < 12


def test_no_trail_is_opened_between_two_parts_of_a_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    """The account's sixty-fourth event is a part: a law that runs again there would find half of it settled."""
    monkeypatch.setattr(statement_parts, "LINES_MAX", 2)
    monkeypatch.setattr(futures_many, "CONTRACTS", [f"IF{number:04d}" for number in range(52)])
    monkeypatch.setattr(futures_many, "FLAGS", (HedgeFlag.speculation,))
    monkeypatch.setattr(futures_many, "CLOSED", [])
    world = futures_many.settle(futures_many.traded(10**11))
    path = RecordPath("futures/account/m-ann")
    around = [decode_event(world.event(*position)).type for position in world.trail(path)[62:65]]
    assert around == ["futures.settled_part"] * 3
    draft = Draft(world, world.height, laws(), open_above=40)
    draft.add_whole(path)
    assert draft.openings == {}
