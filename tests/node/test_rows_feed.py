# SPDX-License-Identifier: Apache-2.0
"""Tables fed by a running node: never a gap, never twice, whatever dies, and ordering waits for none of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from counterfoil.node import rows, rows_feed
from counterfoil.node.chain import ChainNode
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network
from counterfoil.node.rows import RowsFollower
from counterfoil.node.rows_feed import RowsFeed, rows_address
from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.primitives.types import ChainId, Height
from counterfoil.readmodel.address import DatabaseAddress
from counterfoil.readmodel.chain.applying import PROJECTION
from counterfoil.readmodel.database import Database
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.state import HISTORY
from support.chain_rows import dumped, opened
from support.databases import PASSWORD, Server, address_of
from support.network import CHAIN, copy_network, make_network, make_trading_network, open_network, run
from support.simulation_rogue import payment

VICTIM: Final = Path(__file__).parents[1] / "support" / "feed_victim.py"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Not to be changed."""
    return make_trading_network(tmp_path_factory.mktemp("fed") / "network")


@pytest.fixture
def network(made: Path, tmp_path: Path) -> Iterator[Network]:
    """A network of one's own, open."""
    with open_network(copy_network(made, tmp_path / "network")) as opened_network:
        yield opened_network


@contextmanager
def feeding(network: Network, address: DatabaseAddress, **told: Any) -> Iterator[RowsFeed]:
    feed = RowsFeed(network.chain(CHAIN), network.layout, address, **told)
    feed.start()
    try:
        yield feed
    finally:
        feed.close()


def tick(node: ChainNode, count: int = 1) -> None:
    """Blocks that say that time has passed."""
    assert node.engine is not None
    for _ in range(count):
        node.engine.tick().result()


def caught_up(feed: RowsFeed, node: ChainNode) -> None:
    feed.ordered()
    feed.reached(node.height).result()
    assert feed.behind == 0


def require_exact(address: DatabaseAddress, layout: Layout, scratch: Path) -> None:
    """The rows are those that are made anew, from the log alone."""
    log = FileBlockLog.open_to_read(layout.chain(CHAIN) / "blocks")
    with opened(address) as database:
        found = dumped(database)
        with RowsFollower(scratch, CHAIN, layout.genesis(CHAIN).read_bytes(), database) as follower:
            follower.rebuild(log)
        assert dumped(database) == found
    log.close()


def test_what_is_fed_is_what_is_followed(network: Network, address: DatabaseAddress, tmp_path: Path) -> None:
    """Row by row, of blocks that came before it and meanwhile, and nothing was executed for it."""
    node, key = network.chain(CHAIN), network.keyring.get("alice")
    with feeding(network, address) as feed:
        for quantity in range(1, 40):
            run(node, [payment(quantity)], key)
            feed.ordered()
        caught_up(feed, node)
    assert not (network.layout.rows(CHAIN) / "state").exists()
    require_exact(address, network.layout, tmp_path / "anew")


@pytest.mark.parametrize("when", ["before", "within-flushed", "after"])
def test_kill_9_between_state_and_rows(made: Path, address: DatabaseAddress, tmp_path: Path, when: str) -> None:
    """Neither a gap nor anything twice once it is started again, whether the node's state was on the disk or not."""
    root = copy_network(made, tmp_path / "network")
    environment = os.environ | {"COUNTERFOIL_DATABASE_PASSWORD": PASSWORD}
    killed = subprocess.run(
        [sys.executable, str(VICTIM), str(root), str(address), when, "4"], env=environment, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    with open_network(root) as network, feeding(network, address) as feed:
        node = network.chain(CHAIN)
        assert feed.height < node.height
        tick(node)
        caught_up(feed, node)
        layout = network.layout
    require_exact(address, layout, tmp_path / "anew")


def test_a_server_that_is_restarted_stops_nothing(network: Network, postgresql: Server, tmp_path: Path) -> None:
    """Blocks are made while it is away, more than the state remembers; what lacks is executed from a copy of it."""
    address, node, told = address_of(postgresql.new_database()), network.chain(CHAIN), list[str]()
    executed: list[int] = []
    with feeding(network, address, notice=told.append) as feed, pytest.MonkeyPatch.context() as patch:
        caught_up(feed, node)
        begun = node.height
        patch.setattr(rows, "replay", counting(executed))
        patch.setattr(rows_feed, "LOOK_S", 0.01)
        postgresql.stop()
        try:
            aside = network.layout.rows(CHAIN) / "state"
            while not aside.exists():
                tick(node)
                feed.ordered()
            assert node.height < begun + HISTORY
            tick(node, HISTORY)
            assert feed.behind > HISTORY
            with pytest.raises(StorageError), feed.reading():
                pass
        finally:
            postgresql.start()
        caught_up(feed, node)
        assert 0 < sum(executed) <= node.height - begun
    assert "ordering goes on" in told[0]
    assert "are entered again" in told[1]
    require_exact(address, network.layout, tmp_path / "anew")


def counting(executed: list[int]) -> Any:
    """How many blocks are executed for the rows."""
    replay = rows.replay

    def counted(*given: Any, **named: Any) -> int:
        executed.append(replay(*given, **named))
        return executed[-1]

    return counted


def test_a_chain_that_was_there_before_is_executed_from_genesis(
    network: Network, address: DatabaseAddress, tmp_path: Path
) -> None:
    """What the state has forgotten is in the log; the rest is asked of the state."""
    node, executed = network.chain(CHAIN), list[int]()
    tick(node, HISTORY + 40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "replay", counting(executed))
        with feeding(network, address) as feed:
            caught_up(feed, node)
    assert 40 < sum(executed) < node.height
    require_exact(address, network.layout, tmp_path / "anew")


def test_what_is_read_is_of_its_own_block(network: Network, tmp_path: Path) -> None:
    """While transfers are ordered in another thread: a block that was not the last any more has no later record."""
    address, node, key = (
        rows_address(network.layout, network.config, CHAIN, None),
        network.chain(CHAIN),
        network.keyring.get("alice"),
    )
    with feeding(network, address) as feed, pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_feed, "STEP_BLOCKS", 3)
        for _ in range(60):
            run(node, [payment(1)], key)
            feed.ordered()
        caught_up(feed, node)
    require_exact(address, network.layout, tmp_path / "anew")


def test_rows_of_another_chain_are_refused(network: Network, address: DatabaseAddress, tmp_path: Path) -> None:
    """When the service starts; a database that another fed is not touched."""
    other = make_network(tmp_path / "other")
    with open_network(other) as elsewhere, feeding(elsewhere, address) as feed:
        caught_up(feed, elsewhere.chain(CHAIN))
    with opened(address) as database:
        before = dumped(database)
    with pytest.raises(InputError, match="not the one of this chain"):
        RowsFeed(network.chain(CHAIN), network.layout, address)
    with opened(address) as database:
        assert dumped(database) == before


def test_a_fault_ends_the_feed_and_not_the_node(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told once; who waits for rows is told that none come, and blocks are made as before."""
    node, failures = network.chain(CHAIN), list[Exception]()
    address = rows_address(network.layout, network.config, CHAIN, None)

    def broken(*_: Any) -> None:
        raise ValueError("a fault")

    with feeding(network, address, failed=lambda _, error: failures.append(error)) as feed:
        caught_up(feed, node)
        monkeypatch.setattr(rows_feed, "PROJECTION", PROJECTION._replace(apply=broken))
        waiting = feed.reached(node.height + 1)
        tick(node, 2)
        feed.ordered()
        with pytest.raises(StorageError, match="a fault"):
            waiting.result()
        with pytest.raises(StorageError):
            feed.reached(node.height)
    assert [str(one) for one in failures] == ["a fault"]


def test_a_database_that_is_away_at_the_start_is_waited_for(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """The node runs, a copy of its state is put aside at once, and rows come when the database does."""
    node, told, away = network.chain(CHAIN), list[str](), [True]
    address = rows_address(network.layout, network.config, CHAIN, None)

    class Away(Database):
        def __init__(self, *given: Any) -> None:
            if away:
                raise StorageError("no route to host")
            super().__init__(*given)

    monkeypatch.setattr(rows_feed, "Database", Away)
    monkeypatch.setattr(rows_feed, "LOOK_S", 0.01)
    with feeding(network, address, notice=told.append) as feed:
        assert (network.layout.rows(CHAIN) / "state").exists()
        tick(node, 3)
        away.clear()
        caught_up(feed, node)
    assert "no route to host" in told[0]


def test_several_chains_do_not_share_a_database(network: Network) -> None:
    """Each has a file of its own, or a name of its own on a server."""
    layout, config = network.layout, network.config
    config.chains[ChainId("side")] = config.chains[CHAIN]
    assert rows_address(layout, config, CHAIN, None).file == (layout.root / "rows" / CHAIN / "rows.sqlite").absolute()
    with pytest.raises(InputError, match="do not share"):
        rows_address(layout, config, CHAIN, "sqlite:///rows.sqlite")
    assert str(rows_address(layout, config, ChainId("side"), "sqlite:///{chain}.sqlite")) == "sqlite:///side.sqlite"


def test_a_copy_of_the_state_remembers_what_it_remembered(network: Network, tmp_path: Path) -> None:
    """Opened by itself it has the same past, and does not follow what comes later."""
    from counterfoil.storage.rocks import RocksStateStore
    from counterfoil.storage.state import KeySpace

    node = network.chain(CHAIN)
    assert isinstance(node.store, RocksStateStore)
    node.store.copy_to(tmp_path / "copy")
    height = node.height
    tick(node)
    copy = RocksStateStore.open(tmp_path / "copy")
    assert copy.height == height == node.height - 1
    for at in range(height + 1):
        assert copy.replaced_at(KeySpace.RECORDS, Height(at)) == node.store.replaced_at(KeySpace.RECORDS, Height(at))
    copy.close()
