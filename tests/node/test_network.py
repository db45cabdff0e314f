# SPDX-License-Identifier: Apache-2.0
"""A network in use: publishing with too few witnesses, with a chain that went back, and beside another process."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from counterfoil.application import TransactionResult
from counterfoil.commerce.modules.protocol.messages import ScheduleFeature
from counterfoil.custody.witness_client import ProofFor, WitnessClient
from counterfoil.evidence.entries import EquivocationEntry, decode_entry
from counterfoil.evidence.header import header_hash
from counterfoil.identity.note import Note, NoteSignature
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network
from counterfoil.node.submitting import sign_calls, submit
from counterfoil.primitives.errors import CustodyError, InputError, LockedError, QuorumError, WitnessUnavailable
from counterfoil.primitives.types import ChainId, Height
from counterfoil.verify.trust import parse_trust
from support.network import CHAIN, WITNESS, copy_network, make_network, make_trading_network, open_network
from support.simulation_rogue import go_back, pay

OPEN = """
import sys
from pathlib import Path
from counterfoil.node.network import Network
with Network(Path(sys.argv[1]), lambda: None) as network:
    getattr(network, sys.argv[2])(*sys.argv[3:])
"""


class Absent:
    """A witness that cannot be reached until it is told to come back."""

    def __init__(self, inner: WitnessClient) -> None:
        self.name = inner.name
        self.inner = inner
        self.here = False

    def cosign(self, note: Note, old_size: int, proof_for: ProofFor) -> tuple[NoteSignature, ...]:
        if not self.here:
            raise WitnessUnavailable(self.name, "no route to host")
        return self.inner.cosign(note, old_size, proof_for)


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published network, not to be changed."""
    return make_trading_network(tmp_path_factory.mktemp("running") / "network")


@pytest.fixture
def root(trading: Path, tmp_path: Path) -> Path:
    """A network of one's own."""
    return copy_network(trading, tmp_path / "network")


def absent(network: Network) -> list[Absent]:
    network.witnesses = [Absent(client) for client in network.witness_clients()]
    return network.witnesses


def attempt(network: Network, chain: ChainId) -> None:
    """A block with an attempt that fails by rule; each has other bytes."""
    call = ScheduleFeature(feature="none", height=Height(9), registrar=DEPOSITORY)
    node = network.chain(chain)
    [answer] = submit(node, [sign_calls(node, [call], network.keyring.get(DEPOSITORY))])
    assert isinstance(answer, TransactionResult)


def test_too_few_witnesses(root: Path) -> None:
    """Without a quorum nothing is shown, ordering goes on, and the next publication has it all."""
    before = Layout(root).custody.joinpath("log/checkpoint").read_bytes()
    pay(root, 3)
    with open_network(root) as network:
        witnesses = absent(network)
        for _ in range(3):
            with pytest.raises(QuorumError, match="no route to host"):
                network.publish()
        assert Layout(root).custody.joinpath("log/checkpoint").read_bytes() == before
        assert submit(network.chain(CHAIN), [b"nonsense"])
    pay(root, 4)
    with open_network(root) as network:
        witnesses = absent(network)
        with pytest.raises(QuorumError):
            network.publish()
        witnesses[0].here = True
        network.publish()
        assert network.published().rolled_height(CHAIN) == network.chain(CHAIN).height == 4


def test_no_trust_file_without_a_publication(tmp_path: Path) -> None:
    """The trust file appears with the first quorum, and is not written again."""
    root = make_network(tmp_path / "network")
    layout = Layout(root)
    written = layout.trust.read_bytes()
    assert parse_trust(written).chains.keys() == {CHAIN}
    layout.trust.unlink()
    with open_network(root) as network:
        absent(network)
        with pytest.raises(QuorumError):
            network.publish()
        assert not layout.trust.exists()
    with open_network(root) as network:
        network.publish()
    assert layout.trust.read_bytes() == written


@pytest.mark.parametrize("blocks_again", [1, 3])
def test_equivocating_operator(root: Path, blocks_again: int) -> None:
    """A chain that went back and ordered again is halted; publish says so, and the world sees the proof."""
    go_back(root, blocks_again=blocks_again)
    for _ in range(2):
        with (
            open_network(root) as network,
            pytest.raises(CustodyError, match=f"chain {CHAIN} sealed two headers at one height and is halted"),
        ):
            network.publish()
    with open_network(root) as network:
        published = network.published()
        entries = [decode_entry(published.entry(index)) for index in range(published.size)]
        assert sum(isinstance(entry, EquivocationEntry) for entry in entries) == 1
        assert published.chains[CHAIN].halted


def test_chain_restored_from_an_old_copy(root: Path) -> None:
    """A chain that lost anchored blocks is told so, and is not halted."""
    go_back(root, blocks_again=0)
    with open_network(root) as network:
        with pytest.raises(CustodyError, match="blocks were lost"):
            network.publish()
        assert not network.published().chains[CHAIN].halted


def test_a_halted_chain_keeps_no_other_back(tmp_path: Path) -> None:
    """The other chains of the network are still anchored and published."""
    chains = [ChainId("bad"), ChainId("good")]
    root, twin = make_network(tmp_path / "network", chains=chains), tmp_path / "twin"
    copy_network(root, twin)
    with open_network(twin) as network:
        attempt(network, chains[0])
        network.publish()
    for part in ("custody", "witnesses"):
        shutil.rmtree(root / part)
        copy_network(twin / part, root / part)
    with open_network(root) as network:
        for chain in chains:
            attempt(network, chain)
        with pytest.raises(CustodyError, match="chain bad sealed two headers"):
            network.publish()
        published = network.published()
        assert published.rolled_height(chains[1]) == 1
        assert published.chains[chains[0]].halted
        assert not published.chains[chains[1]].halted


def test_a_second_process_is_refused(root: Path) -> None:
    """While this process has chain and custody log, another gets neither."""
    with open_network(root) as network:
        network.chain(CHAIN)
        network.custody()
        for method, *arguments in (("chain", CHAIN), ("custody",)):
            command = [sys.executable, "-c", OPEN, str(root), method, *arguments]
            refused = subprocess.run(command, capture_output=True, text=True, check=False)
            assert "LockedError" in refused.stderr
            assert "is in use by another process" in refused.stderr
    subprocess.run([sys.executable, "-c", OPEN, str(root), "publish"], check=True)


def test_locks_are_released_when_opening_fails(root: Path) -> None:
    """A network that cannot open its second part lets go of the first."""
    with open_network(root) as holder:
        holder.custody()
        with open_network(root) as other, pytest.raises(LockedError):
            other.publish()
        holder.publish()
    with open_network(root) as network:
        network.publish()


def test_read_only(root: Path) -> None:
    """A chain opened to be read is the same object, cannot be written, and can be published."""
    pay(root, 7)
    with open_network(root) as network:
        node = network.chain(CHAIN, writable=False)
        assert network.chain(CHAIN, writable=False) is node
        with pytest.raises(InputError, match="to be read only"):
            network.chain(CHAIN)
        with pytest.raises(InputError, match="to be read only"):
            submit(node, [b""])
        network.publish()
        assert network.published().rolled_height(CHAIN) == node.height


def test_anchored_headers_are_the_chains(root: Path) -> None:
    """What is published of a chain are the hashes of its headers."""
    pay(root, 7, publish=True)
    with open_network(root) as network:
        node = network.chain(CHAIN)
        headers = [header_hash(node.ledger.header(Height(height))) for height in range(node.height + 1)]
        assert network.published().chains[CHAIN].headers == headers


def test_publishing_again_is_cosigned_afresh(root: Path) -> None:
    """Without news the same tree is shown again."""
    with open_network(root) as network:
        assert network.publish().checkpoint == network.publish().checkpoint


def test_witness_by_name(root: Path) -> None:
    """A witness whose key is here can be run; another cannot, and the known ones are named."""
    with open_network(root) as network:
        assert network.witness(WITNESS).key.name == WITNESS
        with pytest.raises(InputError, match=f"known: {WITNESS}"):
            network.witness("nobody")


def test_no_such_chain(root: Path) -> None:
    """A chain that the description does not name is an input error, not a KeyError."""
    with open_network(root) as network, pytest.raises(InputError, match="no chain 'other' here"):
        network.chain(ChainId("other"))


def test_damaged_custody_log(root: Path) -> None:
    """A custody log that is not as it was left names the file; the chain still opens."""
    signed = Layout(root).custody / "signed"
    signed.write_bytes(signed.read_bytes()[:-5])
    with open_network(root) as network:
        network.chain(CHAIN)
        with pytest.raises(Exception, match=str(signed)):
            network.publish()
