# SPDX-License-Identifier: Apache-2.0
"""A network in use: publishing with too few witnesses, with a chain that went back, and beside another process."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from counterfoil.application import TransactionResult
from counterfoil.custody.witness_client import ProofFor, WitnessClient
from counterfoil.evidence.entries import AuditEntry, EquivocationEntry, decode_audit, decode_entry
from counterfoil.evidence.header import header_hash
from counterfoil.identity.note import Note, NoteSignature
from counterfoil.modules.protocol.calls import ScheduleFeature
from counterfoil.node.initialise import DEPOSITORY
from counterfoil.node.layout import Layout
from counterfoil.node.network import Network
from counterfoil.node.submitting import sign_calls, submit
from counterfoil.primitives.errors import (
    CorruptionError,
    CustodyError,
    InputError,
    LockedError,
    QuorumError,
    WitnessUnavailable,
)
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Height
from counterfoil.verify.trust import parse_trust
from support.network import (
    CHAIN,
    ORIGIN,
    WITNESS,
    copy_network,
    make_network,
    make_trading_network,
    open_network,
    trust_of,
)
from support.simulation_rogue import anchor_unasked, go_back, open_unasked, pay

TRADED = 4
"""Height of the trading network as it was published."""
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
    """Nobody cosigns, neither witnesses nor entry auditors."""
    network.witnesses = clients = [Absent(client) for client in network.witness_clients()]
    return clients


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
        absent(network)
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
        with pytest.raises(QuorumError, match="entries-auditor: no route to host"):
            network.publish()
        witnesses[1].here = True
        network.publish()
        assert network.published().rolled_height(CHAIN) == network.chain(CHAIN).height
        assert network.chain(CHAIN).height >= TRADED + 2


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


# What is published.


def test_publishing_says_that_time_has_passed(root: Path) -> None:
    """Every chain makes an empty block, so that "now" in a claim is now; then it is anchored and audited."""
    with open_network(root) as network:
        before = network.chain(CHAIN).height
        opened = network.publish()
        node, published = network.chain(CHAIN), network.published()
        assert node.height == published.rolled_height(CHAIN) == published.audited_height(CHAIN) == before + 1
        assert node.reader.transactions(node.height) == ()
        assert set(opened.cosigned) == {WITNESS, "entries-auditor"}


def test_audits_are_published(tmp_path: Path) -> None:
    """Every state auditor speaks for the last header under its own key, and keeps a state that it computed itself."""
    root = make_network(tmp_path / "network", state_auditors=("one", "two"))
    layout = Layout(root)
    with open_network(root) as network:
        published, reader = network.published(), network.chain(CHAIN, writable=False).reader
        last = reader.height
        entries = [decode_entry(published.entry(index)) for index in published.audit_indexes(CHAIN, last)]
        audits = [entry.audit for entry in entries if isinstance(entry, AuditEntry)]
        assert len(audits) == 2
        header = reader.sealed_header(last)
        for envelope in audits:
            said = decode_audit(envelope)
            assert (said.log, said.genesis, said.height) == (ORIGIN, reader.genesis_hash, last)
            assert (said.header, said.state) == (to_hex(header.hash), header.header.state)
        keys = {auditor.public.keyid for auditor in network.config.state_auditors}
        assert {one.keyid for envelope in audits for one in envelope.signatures} == keys
    assert all(layout.auditor(name, CHAIN).is_dir() for name in ("one", "two"))
    auditors = trust_of(root).chains[CHAIN].auditors
    assert auditors is not None
    assert (set(auditors.keyids), auditors.threshold) == (keys, 2)


def test_a_chain_that_no_auditor_reproduces_keeps_no_other_back(tmp_path: Path) -> None:
    """It is anchored and published, but nobody speaks for it; the others are audited as ever."""
    chains = [ChainId("bad"), ChainId("good")]
    root = make_network(tmp_path / "network", chains=chains)
    shutil.rmtree(Layout(root).auditor("auditor", chains[0]))
    Layout(root).auditor("auditor", chains[0]).write_bytes(b"")
    with open_network(root) as network:
        for chain in chains:
            attempt(network, chain)
        with pytest.raises(CustodyError, match="bad"):
            network.publish()
        published = network.published()
        assert [published.rolled_height(chain) for chain in chains] == [3, 3]
        assert [published.audited_height(chain) for chain in chains] == [1, 3]


# Chains that went back.


def test_a_folder_restored_to_before_the_last_block(root: Path) -> None:
    """A submission is refused, with how to recover; nothing is halted, and reading goes on."""
    go_back(root, blocks_again=0)
    for _ in range(2):
        with open_network(root) as network:
            with pytest.raises(InputError, match="is anchored: blocks are missing") as caught:
                network.chain(CHAIN)
            assert "restore the blocks up to there" in caught.value.remedy
            with pytest.raises(CustodyError, match="is anchored: blocks are missing"):
                network.publish()
            assert network.chain(CHAIN, writable=False).height == TRADED
            assert network.published().halted(CHAIN) is None


def test_the_last_block_cut_off(root: Path) -> None:
    """The same after cutting the log's last block; the block put back, ordering goes on."""
    pay(root, 1, publish=True)
    chain = Layout(root).chain(CHAIN)
    [path] = (chain / "blocks").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-10])
    shutil.rmtree(chain / "state")
    with open_network(root) as network, pytest.raises(InputError, match="blocks are missing"):
        network.chain(CHAIN)
    path.write_bytes(whole)
    pay(root, 2)


def test_what_is_signed_is_anchored(root: Path) -> None:
    """Blocks in a tree that the log signed and could not publish are not ordered a second time either."""
    chain = Layout(root).chain(CHAIN)
    kept = root / "kept"
    shutil.copytree(chain, kept)
    with open_network(root) as network:
        absent(network)
        with pytest.raises(QuorumError):
            network.publish()
        assert network.published().rolled_height(CHAIN) == TRADED
    shutil.rmtree(chain)
    kept.rename(chain)
    with open_network(root) as network, pytest.raises(InputError, match=f"header {TRADED + 1} of this chain is anch"):
        network.chain(CHAIN)


@pytest.mark.parametrize("blocks_again", [2, 4])
def test_a_chain_that_went_another_way(root: Path, blocks_again: int) -> None:
    """An honest node makes no more blocks of it, and the log does not halt it."""
    go_back(root, blocks_again=blocks_again)
    with open_network(root) as network:
        with pytest.raises(InputError, match="is another than the one anchored"):
            network.chain(CHAIN)
        assert network.published().halted(CHAIN) is None


@pytest.mark.parametrize("blocks_again", [1, 3])
def test_equivocating_operator(root: Path, blocks_again: int) -> None:
    """A chain that went back and ordered again is halted; publish says so, and the world sees the proof."""
    go_back(root, blocks_again=blocks_again)
    for _ in range(2):
        with (
            open_network(root) as network,
            pytest.raises(CustodyError, match=f"chain {CHAIN} sealed two headers at one height and is halted"),
        ):
            anchor_unasked(network)
    with open_network(root) as network:
        published = network.published()
        entries = [decode_entry(published.entry(index)) for index in range(published.size)]
        assert sum(isinstance(entry, EquivocationEntry) for entry in entries) == 1
        assert published.halted(CHAIN) is not None


def test_a_halted_chain_keeps_no_other_back(tmp_path: Path) -> None:
    """The other chains of the network are still anchored and published."""
    chains = [ChainId("bad"), ChainId("good")]
    root = make_network(tmp_path / "network", chains=chains)
    shutil.copytree(Layout(root).chain(chains[0]), tmp_path / "before")
    with open_network(root) as network:
        attempt(network, chains[0])
        network.publish()
    shutil.rmtree(Layout(root).chain(chains[0]))
    (tmp_path / "before").rename(Layout(root).chain(chains[0]))
    with open_unasked(root, chains[0]) as node:
        assert node.engine is not None
        assert [node.engine.tick().result(30) for _ in range(2)] == [2, 3]
    with open_network(root) as network:
        network.chain(chains[0], writable=False)
        with pytest.raises(CustodyError, match="chain bad sealed two headers"):
            network.publish()
        published = network.published()
        assert published.rolled_height(chains[1]) == 3
        assert published.halted(chains[0]) is not None
        assert published.halted(chains[1]) is None


def test_a_chain_that_cannot_be_opened_keeps_no_other_back(tmp_path: Path) -> None:
    """Damage to one chain is said once the others are published."""
    chains = [ChainId("bad"), ChainId("good")]
    root = make_network(tmp_path / "network", chains=chains)
    Layout(root).genesis(chains[0]).write_bytes(b"{")
    with open_network(root) as network:
        with pytest.raises(CustodyError, match=r"genesis\.json"):
            network.publish()
        assert [network.published().rolled_height(chain) for chain in chains] == [1, 2]


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


def test_publishing_again_says_that_time_has_passed(root: Path) -> None:
    """Without any other news there are one more header, its audit and a roll."""
    with open_network(root) as network:
        before = network.publish().checkpoint.size
        assert network.publish().checkpoint.size == before + 3


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
    """Who cannot know what is anchored makes no block, and names the file; reading goes on."""
    signed = Layout(root).custody / "signed"
    signed.write_bytes(signed.read_bytes()[:-5])
    with open_network(root) as network:
        with pytest.raises(CorruptionError, match=f"{signed}.*nobody knows what is anchored"):
            network.chain(CHAIN)
        assert network.chain(CHAIN, writable=False).height == TRADED
        with pytest.raises(CorruptionError, match=str(signed)):
            network.publish()
