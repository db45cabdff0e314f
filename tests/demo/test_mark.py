# SPDX-License-Identifier: Apache-2.0
"""The mark of a demonstration: what bears it can be removed, and nothing else."""

from pathlib import Path

import pytest

from counterfoil.demo import mark
from counterfoil.demo.mark import FOLDERS, MARK, is_marked, leave_mark, remove_demonstration
from counterfoil.node.initialise import NetworkPlan, create_network
from counterfoil.node.keyring import Keyring
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Timestamp

PLAN = NetworkPlan(origin="a.example/log", chains=[ChainId("main")], witnesses=["w"], quorum=1)


def make_network(folder: Path, **options: tuple[str, ...]) -> None:
    """A network whose keys have no passphrase."""
    create_network(folder, PLAN, Keyring(folder / "keys", lambda: None), time=Timestamp(1_000), **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a demonstration that was cut off early leaves: a mark, and a network."""
    made = tmp_path / "demo"
    leave_mark(made)
    make_network(made, beside=(MARK,))
    for name in FOLDERS:
        (made / name).mkdir(exist_ok=True)
    (made / "trust.json.tmp").write_text("cut off by a crash")
    return made


def names(folder: Path) -> list[str]:
    """What stands in a folder."""
    return sorted(found.name for found in folder.iterdir())


def test_what_a_demonstration_made_is_removed(folder: Path) -> None:
    """Everything goes, the folder itself stays, and the next demonstration can begin in it."""
    remove_demonstration(folder)
    assert names(folder) == []
    leave_mark(folder)
    assert is_marked(folder)


@pytest.mark.parametrize("stranger", ["letter.txt", "chains.old", ".git"])
def test_a_stranger_in_the_folder_stops_it(folder: Path, stranger: str) -> None:
    """Somebody put something beside a demonstration: it is named, and nothing is removed."""
    (folder / stranger).mkdir()
    before = names(folder)
    with pytest.raises(InputError, match=stranger):
        remove_demonstration(folder)
    assert names(folder) == before


def test_a_network_is_no_demonstration(tmp_path: Path) -> None:
    """A folder with network.json, keys and chains, but without the mark, is somebody's network."""
    make_network(tmp_path / "ours")
    before = names(tmp_path / "ours")
    with pytest.raises(InputError, match="no demonstration"):
        remove_demonstration(tmp_path / "ours")
    assert names(tmp_path / "ours") == before


@pytest.mark.parametrize("said", ["", "{}", '{"format":"something/v1"}', "\ud800", "x" * 5_000])
def test_another_file_of_that_name_is_no_mark(tmp_path: Path, said: str) -> None:
    """A file that happens to be called like the mark says nothing."""
    (tmp_path / MARK).write_bytes(said.encode(errors="surrogatepass"))
    with pytest.raises(InputError, match="no demonstration"):
        remove_demonstration(tmp_path)


def test_nothing_to_remove(tmp_path: Path) -> None:
    """A folder that is absent or empty needs no mark."""
    remove_demonstration(tmp_path / "absent")
    remove_demonstration(tmp_path)


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    """What a link points to is not the demonstration's: the link goes, the rest stays."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept").touch()
    (folder / "evidence").rmdir()
    (folder / "evidence").symlink_to(tmp_path / "elsewhere")
    remove_demonstration(folder)
    assert names(folder) == []
    assert names(tmp_path / "elsewhere") == ["kept"]


def test_an_interrupted_removal_can_be_finished(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark is the last to go, so whatever stops the removal, the rest is still known for what it is."""
    with monkeypatch.context() as broken:
        broken.setattr(mark.shutil, "rmtree", lambda _path: (_ for _ in ()).throw(OSError("no")))
        with pytest.raises(OSError, match="no"):
            remove_demonstration(folder)
    assert is_marked(folder)
    remove_demonstration(folder)
    assert names(folder) == []


def test_the_folder_must_be_new_or_empty(tmp_path: Path) -> None:
    """No mark is left where something stands, so nobody's folder becomes a demonstration's."""
    (tmp_path / "letter.txt").touch()
    with pytest.raises(InputError, match="not empty"):
        leave_mark(tmp_path)
    assert names(tmp_path) == ["letter.txt"]


def test_a_network_is_made_beside_the_mark_alone(tmp_path: Path) -> None:
    """What may stand in the folder of a new network is what was named, and nothing more."""
    leave_mark(tmp_path / "demo")
    (tmp_path / "demo" / "letter.txt").touch()
    with pytest.raises(InputError, match="not empty"):
        make_network(tmp_path / "demo", beside=(MARK,))
