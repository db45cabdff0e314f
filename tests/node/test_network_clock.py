# SPDX-License-Identifier: Apache-2.0
"""A network under clocks that are wrong, or seem so: no block, no stamp, no cosignature, until a person says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from counterfoil.application import Refusal
from counterfoil.node import network as network_module
from counterfoil.node.network import Network
from counterfoil.node.submitting import is_committed, sign_calls, submit
from counterfoil.primitives.clocks import STEP_MAX_MS
from counterfoil.primitives.errors import CustodyError, InputError, QuorumError
from counterfoil.primitives.types import Timestamp
from support.network import CHAIN, copy_network, make_trading_network, open_network
from support.simulation_rogue import payment

DAY_MS = 86_400_000
TEN_YEARS_MS = 3_650 * DAY_MS
Set = Callable[[int], None]


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published network, not to be changed."""
    return make_trading_network(tmp_path_factory.mktemp("clock") / "network")


@pytest.fixture
def root(trading: Path, tmp_path: Path) -> Path:
    """A network of one's own."""
    return copy_network(trading, tmp_path / "network")


@pytest.fixture
def off(monkeypatch: pytest.MonkeyPatch) -> Set:
    """Sets every clock of the machine off by so many milliseconds."""
    right = network_module.clock_ms

    def set_off(by_ms: int) -> None:
        monkeypatch.setattr(network_module, "clock_ms", lambda: Timestamp(right() + by_ms))

    return set_off


def answer(network: Network) -> str:
    """What becomes of a payment: its outcome, or why it is refused."""
    node = network.chain(CHAIN)
    [given] = submit(node, [sign_calls(node, [payment(1)], network.keyring.get("alice"))])
    return given.reason if isinstance(given, Refusal) else given.outcome


@pytest.mark.parametrize(
    ("by_ms", "problem"),
    [
        (TEN_YEARS_MS, "days ahead of the last time that was vouched for"),
        (STEP_MAX_MS + 60_000, "days ahead of the last time that was vouched for"),
        (-120_000, "s behind the last time that was vouched for"),
        (-TEN_YEARS_MS, "it is not set"),
    ],
    ids=["ten years ahead", "over a week ahead", "two minutes behind", "not set"],
)
def test_a_clock_that_is_not_believed(root: Path, off: Set, by_ms: int, problem: str) -> None:
    """No block is made and nothing is stamped; once the clock is right, all goes on as if nothing had been."""
    off(by_ms)
    with open_network(root) as network:
        before, shown = network.chain(CHAIN).height, network.published().checkpoint()
        node = network.chain(CHAIN)
        [refused] = submit(node, [sign_calls(node, [payment(1)], network.keyring.get("alice"))])
        assert isinstance(refused, Refusal)
        assert refused.reason == "clock_not_believed"
        assert problem in refused.detail
        with pytest.raises((InputError, CustodyError), match="clock"):
            network.publish()
        assert (node.height, network.published().checkpoint()) == (before, shown)
    off(0)
    with open_network(root) as network:
        assert answer(network) == "ok"
        network.publish()
        assert network.published().rolled_height(CHAIN) == before + 2


def test_a_long_silence_needs_a_person(root: Path, off: Set) -> None:
    """When ten years did pass, somebody says so once for blocks, stamps and cosignatures; then nobody needs to."""
    off(TEN_YEARS_MS)
    with open_network(root) as network, pytest.raises(CustodyError, match="--accept-clock"):
        network.publish()
    with open_network(root, accept_clock=True) as network:
        assert answer(network) == "ok"
        network.publish()
        latest = network.published().rolled_height(CHAIN)
        assert network.chain(CHAIN).reader.header(latest).time > TEN_YEARS_MS
    off(TEN_YEARS_MS + DAY_MS)
    with open_network(root) as network:
        assert answer(network) == "ok"
        network.publish()
        assert network.published().audited_height(CHAIN) == latest + 2


def test_back_from_an_absurd_time(root: Path, off: Set) -> None:
    """If the person was wrong: with the clock right again all stops, until one says that this clock is right."""
    off(30 * DAY_MS)
    with open_network(root, accept_clock=True) as network:
        absurd = network.publish() and network.chain(CHAIN).height
        late = network.chain(CHAIN).reader.header(absurd).time
    off(0)
    with open_network(root) as network:
        assert answer(network) == "clock_not_believed"
        with pytest.raises((CustodyError, QuorumError)):
            network.publish()
    with open_network(root, accept_clock=True) as network:
        assert answer(network) == "ok"
        network.publish()
        published, reader = network.published(), network.chain(CHAIN).reader
        assert published.rolled_height(CHAIN) == absurd + 2
        assert reader.header(reader.height).time == late + 2


def test_nobody_can_vouch_for_a_clock_that_is_not_set(root: Path, off: Set) -> None:
    """Before 2026 this software did not exist: such a clock is never right, whoever says so."""
    off(-TEN_YEARS_MS)
    with open_network(root, accept_clock=True) as network:
        assert answer(network) == "clock_not_believed"
        with pytest.raises(CustodyError, match="not set"):
            network.publish()


def test_the_chain_is_behind_what_the_witnesses_saw(root: Path, off: Set) -> None:
    """A chain that slept while others went on is not dated by a clock that is behind what was witnessed meanwhile."""
    off(6 * DAY_MS)
    with open_network(root) as network:
        network.chain(CHAIN, writable=False)
        network.publish()
    off(3 * DAY_MS)
    with open_network(root) as network:
        assert answer(network) == "clock_not_believed"
    off(6 * DAY_MS)
    with open_network(root) as network:
        node = network.chain(CHAIN)
        assert all(map(is_committed, submit(node, [sign_calls(node, [payment(1)], network.keyring.get("alice"))])))
