# SPDX-License-Identifier: Apache-2.0
"""Of four two are lost for ever: two go on under an order, with real engines, and it is proved across that."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.evidence.package import encode_package
from counterfoil.evidence.seal import SealedHeader, seal_header
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PartyKind
from counterfoil.modules.validators.calls import Join, Offer
from counterfoil.node.collect import Collector
from counterfoil.node.consortium import recovering
from counterfoil.node.consortium.bundle import BUNDLE_FILE, read_bundle
from counterfoil.node.consortium.joining import join
from counterfoil.node.consortium.recovering import begin_anew, read_order
from counterfoil.node.drawing import draw_report
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.keyring import Keyring
from counterfoil.node.layout import Layout
from counterfoil.primitives.errors import CustodyError, InputError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import Height, PartyId, RecordPath
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.verify import verify_package
from support.engine import engine
from support.members import FIRMS, Members, four_folders, new_member, typed
from support.network import CHAIN, no_passphrase, open_network, trust_of

LEFT = ("north", "east")
DELAY_MS = 8_000


@pytest.fixture
def members(monkeypatch: pytest.MonkeyPatch) -> Iterator[Members]:
    monkeypatch.setenv("COUNTERFOIL_COMETBFT", str(engine()))
    monkeypatch.setattr(recovering, "ON_THE_WAY_MS", DELAY_MS)
    with four_folders() as root, Members(root) as members:
        members.start(*FIRMS)
        yield members


def registered(name: str, key: PrivateKey | None = None) -> RegisterParty:
    keys = None if key is None else single_key_policy(key)
    return RegisterParty(
        party=PartyId(name), registrar=DEPOSITORY, kind=PartyKind.organisation, name=name.title(), keys=keys
    )


def ordered(members: Members, name: str) -> Path:
    """The order as it is made by commands, signed by the supervisor and the firms that are left."""
    root, made = members.root, members.root / f"proposed-{name}"
    words = ("north-1", "east-1", "--reference", "Order 9", "-o", made, "--network", members.custody)
    told = typed("network", "restore", "propose", *words, "--json")
    assert told["firms"] == list(LEFT)
    typed("sign", made, "--key", "north", "--network", root / "north", "-o", root / f"half-{name}")
    typed("sign", root / f"half-{name}", "--key", "east", "--network", root / "east", "-o", root / f"order-{name}")
    return root / f"order-{name}"


def is_waiting(custody: Path) -> bool:
    """Publish, unless what a recovery put in force has to wait still."""
    with open_network(custody) as network:
        network.publish()
        return CHAIN in network.waiting


def leave_void_block(root: Path) -> bytes:
    """A block that was decided, and that too few were left to seal: its header stands in one survivor's log."""
    log = FileBlockLog.open(Layout(root).chain(CHAIN) / "blocks")
    block = log.read(log.height)
    parent = decode_header(block.header)
    void = msgspec.structs.replace(
        parent, height=Height(parent.height + 1), parent=to_hex(header_hash(block.header)), time=parent.time + 1
    )
    log.append(StoredBlock(void.encode(), block.seal, ()))
    log.close()
    return void.encode()


def require_proved(root: Path, *paths: str) -> None:
    with open_network(root) as network:
        trust, node = trust_of(root), network.chain(CHAIN, writable=False)
        collector = Collector(node.reader, network.published(), render=lambda package: draw_report(package, trust))
        for path in paths:
            report = verify_package(encode_package(collector.record(RecordPath(path))), trust)
            assert report.proved, report.to_text()


def test_two_of_four_go_on_and_another_comes_back(members: Members) -> None:
    """The order restores them, its seal is the log's after its delay; the lost ones' chain has no way on."""
    root, depository = members.root, members.officer(DEPOSITORY)
    members.do("north", registered("alice"), depository)
    with open_network(members.followed()) as network:
        network.publish()
    members.stop("south", "west")
    custody = members.followed()
    order, rival = (read_order(path.read_bytes(), "order") for path in (ordered(members, "1"), ordered(members, "2")))
    last = order.rotation.last_height
    with open_network(custody) as network:
        network.publish()
        assert set(network.waiting) == {CHAIN}, "the delay of a recovery is not over"
    members.stop(*LEFT)
    void = leave_void_block(root / "north")
    for name in LEFT:
        told = typed("network", "restore", "begin", root / "order-1", "--network", root / name, "--json")
        assert (told["last"], told["engine_chain"]) == (last, order.engine_chain)
        begin_anew(root / name, order)  # again: nothing changes
        with pytest.raises(InputError, match="another order"):
            begin_anew(root / name, rival)
    assert order.engine_chain != rival.engine_chain, "engines of two orders do not speak to each other"
    members.start(*LEFT)
    height = members.do("east", registered("bob"), depository)
    assert height > last
    members.sealed("north", height)
    assert members["north"].node.block_log.read(last + 1).transactions[0] == order.data  # type: ignore[arg-type]
    members.followed()
    while is_waiting(custody):  # the log's delay is of the real clock
        pass
    with open_network(custody) as network:
        seals = network.custody().seals(CHAIN)
        assert network.custody().height(CHAIN) > height
        assert (len(seals.rotations), len(seals.current.keys), seals.current.threshold) == (1, 2, 2)
    require_proved(custody, "parties/party/alice", "parties/party/bob", "validators/set/current")
    assert members["north"].node.block_log.read(Height(last + 1)).header != void
    comes_back(members, order, last)


def require_no_fork(members: Members, last: int) -> None:
    """Even with a third key in the wrong hands: another block after the last common one is none of the log's."""
    with open_network(members.custody) as network:
        node = network.chain(CHAIN, writable=False)
        header = node.reader.header(Height(last + 1))
        other = msgspec.structs.replace(header, time=header.time + 1)
        seal = seal_header(
            other.encode(), *(members.key(name, f"{name}-1-seal") for name in ("north", "south", "west"))
        )
        with pytest.raises(CustodyError, match="seal"):
            network.custody().anchor(SealedHeader(header=other, seal=seal))
        assert not network.custody().is_halted(CHAIN)


def comes_back(members: Members, order: recovering.Order, last: int) -> None:
    """A lost one finds nobody who goes on with its chain, and joins with new keys, by the order that all began with."""
    root, depository = members.root, members.officer(DEPOSITORY)
    members.start("south")
    south = members["south"].node
    assert south.height == last
    require_no_fork(members, last)
    card = new_member(root, "again", "south", "south-2", keys=[Layout(root / "south").keys / "south.key"])
    bundle = read_bundle((root / BUNDLE_FILE).read_bytes(), BUNDLE_FILE)
    ring = Keyring(Layout(root / "again").keys, no_passphrase)
    join(root / "again", bundle, ring, later=True)
    members.stop("south")
    begin_anew(root / "again", order, blocks=Layout(root / "south").chain(CHAIN))
    members.start("again")
    members.wait_for("again", members["north"].node.height)
    offer = Offer(validator="south-2", party=card.party, keys=card.keys, moniker="south again", address=card.engine)
    members.do("north", offer, ring.get("south"))
    joined = Join(validator="south-2", registrar=DEPOSITORY, supervisor=SUPERVISOR, reason="Decision 2")
    since = members.do("north", joined, depository, members.officer(SUPERVISOR))
    height = members.do("again", registered("carol"), depository)
    assert height > since
    for name in (*LEFT, "again"):
        members.sealed(name, height)
    with open_network(members.followed()) as network:
        network.publish()
        seals = network.custody().seals(CHAIN)
        assert (len(seals.rotations), len(seals.current.keys), seals.current.threshold) == (2, 3, 3)
    require_proved(members.custody, "validators/set/current", "parties/party/carol")
