# SPDX-License-Identifier: Apache-2.0
"""Dialects side by side: a chain whose protocol brings another is replayed to the same roots, or the node stops."""

import shutil
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

import counterfoil
from counterfoil.application import TransactionResult
from counterfoil.commerce.app import LedgerApplication
from counterfoil.commerce.ledger import Ledger
from counterfoil.consensus.replay import replay
from counterfoil.evidence.event import decode_event
from counterfoil.law.call import Call
from counterfoil.law.module import PROTOCOL_VERSIONS
from counterfoil.law.program import NotInDialect, Programs
from counterfoil.modules.contracts.events import Ran
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.modules.contracts.law import CONTRACTS_FEATURE, DIALECT
from counterfoil.node.contracts import running_here
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.sandbox import DIALECTS_VARIABLE, costs
from counterfoil.sandbox import process as processes
from counterfoil.sandbox.pool import Pool, WorkerLost
from counterfoil.sandbox.process import DialectMissing
from counterfoil.storage.state import MemoryStateStore
from support.clearing_breaches import Stage, plain
from support.contracted import approve, deploy, propose, run
from support.contracted import set_reviews as reviews
from support.evidence_world import CHAIN, World
from support.harmful_sources import entry
from support.sandboxed import report

ASKS = entry('return get("a")')
LONG_NAME = entry(f"{'n' * 30} = 1", f"return {'n' * 30}")
"""A program of dialect 1, and none of the other."""
KNOWN = dict(PROTOCOL_VERSIONS)
HERE = Path(counterfoil.__file__).parent


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment of dialect 2: questions cost more there, and names are shorter."""
    folder = tmp_path_factory.mktemp("dialects")
    venv.create(folder / "2", with_pip=False, symlinks=True)
    (packages,) = (folder / "2" / "lib").glob("python*/site-packages")
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    (packages / "counterfoil").mkdir()
    (packages / "counterfoil" / "__init__.py").touch()
    for part in ("law", "primitives", "sandbox"):
        shutil.copytree(HERE / part, packages / "counterfoil" / part, ignore=shutil.ignore_patterns("__pycache__"))
    file = packages / "counterfoil" / "sandbox" / "costs.py"
    changes = ("DIALECT: Final = 1", "DIALECT: Final = 2"), ("STEPS: Final = 500", "STEPS: Final = 700")
    text = file.read_text()
    for before, after in (*changes, ("NAME_CHARACTERS_MAX: Final = 64", "NAME_CHARACTERS_MAX: Final = 20")):
        assert text.count(before) == 1
        text = text.replace(before, after)
    file.write_text(text)
    return folder


@pytest.fixture(scope="module")
def pools(environments: Path) -> Iterator[dict[int, Programs]]:
    made = {number: Pool(HOST_FUNCTIONS, dialect=number, environments=environments) for number in (1, 2)}
    yield dict(made)
    for pool in made.values():
        pool.close()


@pytest.fixture(autouse=True)
def second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protocol 2 is known here, and brings dialect 2."""
    monkeypatch.setitem(PROTOCOL_VERSIONS, 2, 2)


def tried(world: World, by: str, call: Call) -> TransactionResult:
    """A block with one transaction; how it ended."""
    (answer,) = world.block(world.sign([plain(call)], by))
    assert isinstance(answer, TransactionResult)
    return answer


def steps(world: World) -> int:
    """What the last call in the last block took."""
    events = map(decode_event, reversed(world.events(world.height)))
    return int(next(event.data["steps"] for event in events if event.type == Ran.type))


def switched(pools: dict[int, Programs]) -> World:
    """Two contracts run under dialect 1; then protocol 2 is in force."""
    world = World(features=(CONTRACTS_FEATURE,), interpreters=pools.__getitem__)
    stage = Stage(world)
    for name in ("venue", "alice", "bob"):
        stage.party(name)
    stage.do(reviews(), signed_by="registrar supervisor")
    for name, source in (("asks", ASKS), ("long", LONG_NAME)):
        code = propose(source, name)
        stage.do(code, signed_by="alice")
        for by in ("venue", "bob", "supervisor"):
            stage.do(approve(code.code, by), signed_by=by)
        stage.do(deploy(name, code.code), signed_by="alice")
        assert tried(world, "bob", run("f", contract=name)).outcome == "ok"
    version = {"call": "protocol.schedule_version", "protocol": 2, "registrar": "registrar"}
    world.do("registrar", calls=[version | {"height": world.height + 3}])
    world.block()
    return world


def replayed(world: World, pools: dict[int, Programs]) -> Ledger:
    """The chain, executed once more: every header the same."""
    ledger = Ledger(CHAIN, MemoryStateStore(), pools.__getitem__)
    replay(LedgerApplication(ledger), world.blocks, genesis=world.genesis)
    return ledger


def test_a_chain_that_changes_its_dialect_is_replayed(pools: dict[int, Programs]) -> None:
    """Costs and rules are those in force, for what runs already too; and where the other is missing, the node stops."""
    world = switched(pools)
    stage = world.height
    assert tried(world, "bob", run("f", contract="asks")).outcome == "ok"
    assert steps(world) == report(pools[2], ASKS).steps == report(pools[1], ASKS).steps + 200
    assert tried(world, "bob", run("f", contract="long")).outcome == "not_in_dialect"
    assert tried(world, "alice", propose(LONG_NAME, "later")).outcome == "not_in_dialect"
    assert tried(world, "alice", propose(ASKS, "later")).outcome == "ok"
    assert replayed(world, pools).last_hash == world.ledger.last_hash

    alone = Pool(HOST_FUNCTIONS, dialect=2)
    missing = Ledger(CHAIN, MemoryStateStore(), {1: pools[1], 2: alone}.__getitem__)
    with pytest.raises(DialectMissing, match=r"contracts run under dialect 2 .*here is dialect 1, .*pip install"):
        replay(LedgerApplication(missing), world.blocks, genesis=world.genesis)
    assert missing.height == stage


def test_a_pool_that_lacks_its_dialect_says_so_each_time(environments: Path) -> None:
    """Of a dialect that no environment has, whether it is asked to read or to run; it is no refusal."""
    assert issubclass(DialectMissing, InvariantBroken)
    pool = Pool(HOST_FUNCTIONS, dialect=3, environments=environments)
    for _ in range(2):
        with pytest.raises(DialectMissing):
            pool.entries(ASKS)
    assert pool.pids() == []


def test_another_release_of_the_interpreter_is_another_dialect(
    environments: Path, tmp_path: Path, pools: dict[int, Programs]
) -> None:
    """Whoever upgrades starlark-pyo3 by hand is told, before a program runs."""
    shutil.copytree(environments / "2", tmp_path / "1", symlinks=True)
    (file,) = tmp_path.glob("1/lib/python*/site-packages/counterfoil/sandbox/costs.py")
    changed = file.read_text().replace("DIALECT: Final = 2", "DIALECT: Final = 1")
    file.write_text(changed.replace(f'"{costs.INTERPRETER}"', '"2020.1"'))
    pool = Pool(HOST_FUNCTIONS, environments=tmp_path)
    for _ in range(2):
        with pytest.raises(DialectMissing, match=rf"of starlark-pyo3 2020\.1, beside {costs.INTERPRETER}"):
            report(pool, ASKS)
    pool.close()


def test_an_environment_without_the_software_stops_the_node(tmp_path: Path) -> None:
    """Its workers die."""
    venv.create(tmp_path / "4", with_pip=False, symlinks=True)
    with pytest.raises(WorkerLost):
        Pool(HOST_FUNCTIONS, dialect=4, environments=tmp_path).entries(ASKS)


def test_a_worker_that_is_gone_before_it_is_told_anything_stops_the_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that dies when it is asked."""

    def broken(_stream: object, _framed: bytes) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(processes, "post", broken)
    with pytest.raises(WorkerLost):
        Pool(HOST_FUNCTIONS, dialect=4).entries(ASKS)


def test_another_dialect_says_what_is_wrong(pools: dict[int, Programs]) -> None:
    """By its own rules, with the line; and its entries are as ours."""
    with pytest.raises(NotInDialect) as refused:
        pools[2].entries(LONG_NAME)
    assert refused.value.problems[0].line == 3
    assert pools[2].entries(ASKS) == pools[1].entries(ASKS)


def test_the_environments_are_named_by_a_variable(environments: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """COUNTERFOIL_DIALECTS, as the node reads it."""
    monkeypatch.setenv(DIALECTS_VARIABLE, str(environments))
    pool = running_here.programs.__wrapped__(2)
    assert set(pool.entries(ASKS)) == {"f"}


def test_what_is_installed_is_what_the_protocol_names() -> None:
    """The last protocol version brings this dialect, and the release that it is of is the one that is pinned."""
    assert KNOWN[max(KNOWN)] == costs.DIALECT == DIALECT
    assert f"starlark-pyo3=={costs.INTERPRETER}" in (HERE.parents[1] / "pyproject.toml").read_text()
