# SPDX-License-Identifier: Apache-2.0
"""Folders restored from a back-up: a log that is gone or behind its witnesses is said before anything is ordered."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from counterfoil.custody.fsck import fsck
from counterfoil.custody.level import Seen, require_level, seen_by
from counterfoil.custody.witness import last_cosigned
from counterfoil.custody.witness_server import serving
from counterfoil.evidence.checkpoint import Checkpoint
from counterfoil.identity.note import parse_vkey
from counterfoil.node.layout import Layout, read_config, write_config
from counterfoil.node.network import Network
from counterfoil.node.published_log import read_policy
from counterfoil.primitives.errors import CounterfoilError, InputError, StorageError
from counterfoil.primitives.types import Hash
from support.network import CHAIN, ORIGIN, WITNESS, copy_network, make_trading_network, open_network
from support.simulation_rogue import files_of, pay

Act = Callable[[Network], object]
E = TypeVar("E", bound=CounterfoilError)
ACTS: dict[str, Act] = {
    "order": lambda network: network.chain(CHAIN),
    "publish": lambda network: network.publish(),
    "open the log": lambda network: network.custody(),
}
acts = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published network, not to be changed."""
    return make_trading_network(tmp_path_factory.mktemp("back-ups") / "network")


@pytest.fixture
def root(trading: Path, tmp_path: Path) -> Path:
    """A network of one's own."""
    return copy_network(trading, tmp_path / "network")


def restore(root: Path, *folders: str) -> None:
    """Put folders of the network back as they were before the last payment, which is published."""
    kept = root.with_name("kept")
    shutil.copytree(root, kept)
    pay(root, 1, publish=True)
    for folder in folders:
        shutil.rmtree(root / folder)
        (kept / folder).rename(root / folder)


def refused(root: Path, act: Act, problem: str, kind: type[E]) -> E:
    """How an act is refused; nothing on the disk is another for it."""
    before = files_of(root)
    with open_network(root) as network, pytest.raises(kind, match=problem) as caught:
        act(network)
    assert files_of(root) == before
    return caught.value


@acts
def test_chain_and_custody_restored_from_an_older_copy(root: Path, act: Act) -> None:
    """Nothing is ordered or signed that could never be proved; said is who has seen more, and how to recover."""
    restore(root, "chains", "custody")
    error = refused(
        root, act, rf"an older copy: it ends after \d+ entries, but witness {WITNESS} has cosigned \d+", InputError
    )
    assert error.where == str(Layout(root).custody)
    assert "later copy of the custody folder" in error.remedy


def test_the_custody_folder_alone_restored_from_an_older_copy(root: Path) -> None:
    """The same when the chain is as it was; reading and evidence go on."""
    restore(root, "custody")
    refused(root, ACTS["order"], "an older copy", InputError)
    with open_network(root) as network:
        assert network.chain(CHAIN, writable=False).height > network.published().rolled_height(CHAIN)


@acts
@pytest.mark.parametrize("witnesses_too", [False, True], ids=["with witnesses", "without"])
def test_the_custody_folder_is_gone(root: Path, act: Act, witnesses_too: bool) -> None:
    """No log is begun where one was: a witness or the trust file says so."""
    layout = Layout(root)
    shutil.rmtree(layout.custody)
    if witnesses_too:
        shutil.rmtree(root / "witnesses")
    problem = str(layout.trust) if witnesses_too else f"witness {WITNESS} has cosigned"
    refused(root, act, rf"custody/signed is missing, but there was a log: {problem}", StorageError)
    assert not layout.custody.exists()


def test_the_signed_tree_is_gone(root: Path) -> None:
    """A folder that shows a checkpoint has signed one, whoever else knows of it."""
    layout = Layout(root)
    (layout.custody / "signed").unlink()
    layout.trust.unlink()
    shutil.rmtree(root / "witnesses")
    refused(root, ACTS["order"], r"signed is missing, but there was a log: .*log/checkpoint is there", StorageError)


def test_reading_makes_no_custody_folder(root: Path) -> None:
    """Who reads is told what is missing, and makes nothing."""
    layout = Layout(root)
    shutil.rmtree(layout.custody)
    error = refused(root, lambda network: network.published(), "trust.json says that it was there", StorageError)
    assert "checkpoint is missing" in str(error)
    assert not layout.custody.exists()


def test_recovered_from_what_is_public(root: Path) -> None:
    """Anybody's copy of ``log`` is enough to go on, as the remedy says, and what comes after is proved and sound."""
    layout = Layout(root)
    shutil.copytree(layout.custody / "log", root.with_name("mirror"))
    shutil.rmtree(layout.custody)
    refused(root, ACTS["publish"], "there was a log", StorageError)
    shutil.copytree(root.with_name("mirror"), layout.custody / "log")
    shutil.copy(layout.custody / "log" / "checkpoint", layout.custody / "signed")
    pay(root, 2, publish=True)
    assert fsck(layout.custody, read_policy(layout.custody)) == []


def test_a_witness_at_an_address_knows_more(root: Path) -> None:
    """A whole folder restored says nothing against itself; a witness elsewhere does, and one that is away does not."""
    layout = Layout(root)
    witnesses, kept = root.with_name("elsewhere"), root.with_name("all")
    shutil.copytree(root, kept)
    pay(root, 1, publish=True)
    shutil.copytree(root, witnesses)
    shutil.rmtree(root)
    kept.rename(root)
    with open_network(witnesses) as elsewhere, serving(elsewhere.witness(WITNESS)) as url:
        at(root, url)
        refused(root, ACTS["order"], f"an older copy.*witness {WITNESS} has cosigned", InputError)
    with open_network(root) as network:
        assert network.chain(CHAIN).engine is not None
    assert layout.custody.exists()


def at(root: Path, url: str) -> None:
    """The network's witness is reached at an address."""
    config = read_config(Layout(root))
    [witness] = config.witnesses
    moved = msgspec.structs.replace(witness, key=None, url=url)
    write_config(Layout(root), msgspec.structs.replace(config, witnesses=(moved,)))


def test_another_log_of_the_same_name(root: Path) -> None:
    """Of the same length is not enough: the tree that the witness cosigned is the beginning of the one here."""
    layout = Layout(root)
    other = Seen("north", Checkpoint(ORIGIN, 3, Hash(bytes(32))))
    with pytest.raises(InputError, match="its first 3 entries are not those that witness north has cosigned"):
        require_level(layout.custody, [other])


def test_what_the_log_did_not_sign_holds_nobody_up(root: Path) -> None:
    """A witness cannot stop a chain with a tree that it made up, or with a damaged file."""
    layout = Layout(root)
    log = parse_vkey((layout.custody / "vkey").read_text().strip())
    note = last_cosigned(layout.witness(WITNESS), ORIGIN)
    assert note is not None
    seen = seen_by(WITNESS, note, log)
    assert seen is not None
    require_level(layout.custody, [seen])
    forged = note.replace(str(seen.checkpoint.size).encode(), b"999", 1)
    assert seen_by(WITNESS, forged, log) is seen_by(WITNESS, note[:-9], log) is seen_by(WITNESS, None, log) is None


def test_the_logs_key_is_elsewhere(root: Path) -> None:
    """Who orders without the log's key file still asks the witnesses: the key is beside the log."""
    restore(root, "chains", "custody")
    (Layout(root).keys / "custody-log.key").unlink()
    refused(root, ACTS["order"], "an older copy", InputError)
