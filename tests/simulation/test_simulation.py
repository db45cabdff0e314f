# SPDX-License-Identifier: Apache-2.0
"""Whatever goes wrong, in whatever order: what was acknowledged is there, once, and can be proved.

Every commit tries other seeds. ``COUNTERFOIL_SIMULATION_SEEDS=200`` runs so many instead of a handful,
``COUNTERFOIL_SIMULATION_FIRST=5000`` begins there, ``COUNTERFOIL_SIMULATION_LIFE=400`` makes the long life longer. A
failure names its seed.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.primitives.types import AccountId, Height, InstrumentId
from support.futures_recounted import few
from support.seeds import seed_of_this_commit
from support.simulated_futures import Clearing
from support.simulation import CHAINS, Simulation
from support.simulation_faults import FAULTS
from support.simulation_market import BUSY
from support.simulation_part import SHARE, played

# Its seeds change with every commit: what they happen to run is no part of the coverage.

SEEDS = int(os.environ.get("COUNTERFOIL_SIMULATION_SEEDS", "12"))
FIRST = int(os.environ.get("COUNTERFOIL_SIMULATION_FIRST", seed_of_this_commit()))
LIFE = int(os.environ.get("COUNTERFOIL_SIMULATION_LIFE", "200"))
"""Steps of a long life before business is most of it"""
FILE_SEEDS = max(2, SEEDS // 3)
EVENTFUL = (102, 106, 108, 110, 114)
"""Seeds in which everything happens, for now; where something no longer does, others are looked through"""
CLEARED = ((207, 40, 12), (5, 50, 16))
"""The same of days of futures: seed, steps, and how often a day is told"""


@pytest.fixture(autouse=True)
def counted_in_steps() -> Iterator[None]:
    """Nobody in a simulation has a thousand positions, so a call counts few of them anew."""
    with few():
        yield


def simulate(
    seed: int,
    root: Path,
    *,
    steps: int,
    files: bool = False,
    days: int = 0,
    exports: int = 8,
) -> Simulation:
    """Run a seed, and say which it was when it fails. ``days``: how often one of futures is told, before business."""
    try:
        with closing(Simulation(seed, root, files=files)) as simulation:
            if days:
                simulation.play(steps, tales=days, by=Clearing)
                for _ in range(30):
                    simulation.trade()
            else:
                simulation.play(steps)
            simulation.finish(exports=exports)
            return simulation
    except BaseException as error:
        error.add_note(f"simulation seed {seed}, {'files' if files else 'memory'}, {steps} steps, of this commit")
        raise


def busiest(simulation: Simulation) -> int:
    """How many events the longest trail of a busy holding has."""
    holding = HOLDINGS.path(AccountId(BUSY), InstrumentId(SHARE))
    return max(len(simulated.node.reader.trail(holding)) for simulated in simulation.chains.values())


@pytest.mark.parametrize("seed", range(FIRST, FIRST + SEEDS))
def test_in_memory(tmp_path: Path, seed: int) -> None:
    """Many steps over fakes that lose state, and never a block."""
    seen = simulate(seed, tmp_path, steps=70).seen
    assert seen["committed"] > 30
    assert seen["rejected"] > 5
    assert seen["proved"] > 5


@pytest.mark.parametrize("seed", range(FIRST + 1_000, FIRST + 1_000 + FILE_SEEDS))
def test_over_files(tmp_path: Path, seed: int) -> None:
    """Fewer steps over the real block log and state store, with torn tails and unflushed state."""
    assert simulate(seed, tmp_path, files=True, steps=50).seen["committed"] > 20


def test_a_long_life(tmp_path: Path) -> None:
    """Long enough for trails of which a package shows the end alone, from an opening on: after bad luck, business."""
    with closing(Simulation(40, tmp_path, files=False)) as simulation:
        simulation.play(LIFE)
        for _ in range(60):
            if busiest(simulation) >= 80:
                break
            for _ in range(20):
                simulation.trade()
            simulation.play(10)
        simulation.finish()
        opened = [simulation.exporter.opened(chain) for chain in CHAINS]
    assert max(opened) >= 64


def test_days_of_futures(tmp_path: Path) -> None:
    """Lives in which a house clears day after day: all that its parts claim to play happens, and is taken."""
    wanted = {one for one in played() if one.startswith("futures.")}
    seen: Counter[str] = Counter()
    for seed, steps, days in (*CLEARED, *((seed, 50, 16) for seed in range(60, 75))):
        seen += simulate(seed, tmp_path / str(seed), steps=steps, days=days, exports=3).seen
        if wanted <= seen.keys():
            break
    assert wanted <= seen.keys(), wanted - seen.keys()


def test_a_seed_decides_everything(tmp_path: Path) -> None:
    """The same seed gives the same headers, so a failure can be looked at again."""
    first, second = (simulate(7, tmp_path / name, files=False, steps=40) for name in ("first", "second"))
    assert first.seen == second.seen
    for chain in CHAINS:
        one, other = first.chains[chain].node.reader, second.chains[chain].node.reader
        assert one.sealed_header(Height(one.height)) == other.sealed_header(Height(other.height))


def test_every_fault_happens(tmp_path: Path) -> None:
    """The faults that the simulation claims to survive do happen, and so does all that it claims to play."""
    # What takes days of futures, which few steps see, the test of those days asks for.
    happened = {"restart", "published", "no quorum", "died publishing", "absurd clock"}
    intents = {"resubmitted", "signed again", "stripped", "incomplete", "completed", "refused"}
    claims = {"control", "past", "position", "record", "statement", "provenance"}
    claims |= {"supervision", "cash", "contracts", "governance", "oracles", "futures"}
    wanted = {*FAULTS, *happened, *intents, *claims, *(one for one in played() if not one.startswith("futures."))}
    seen: Counter[str] = Counter()
    for seed in (*EVENTFUL, *range(20, 60)):
        seen += simulate(seed, tmp_path / str(seed), steps=45, exports=16).seen
        if wanted <= seen.keys():
            break
    assert wanted <= seen.keys(), wanted - seen.keys()
