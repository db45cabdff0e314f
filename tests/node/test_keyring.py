# SPDX-License-Identifier: Apache-2.0
"""Key files: made once, read once, opened with a passphrase that is asked for once."""

import stat
from pathlib import Path

import pytest

from counterfoil.node.keyring import Keyring
from counterfoil.primitives.errors import KeyFileError


class Asked:
    """Gives a passphrase and counts how often."""

    def __init__(self, passphrase: str | None) -> None:
        self.passphrase = passphrase
        self.count = 0

    def __call__(self) -> str | None:
        self.count += 1
        return self.passphrase


def test_created_and_read(tmp_path: Path) -> None:
    """A key that was made is found by another ring, and only its owner may read the file."""
    made = Keyring(tmp_path / "keys", Asked(None)).create("alice")
    ring = Keyring(tmp_path / "keys", Asked(None))
    assert ring.get("alice").public == ring.public("alice") == made.public
    assert ring.names() == ["alice"]
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE(ring.path("alice").stat().st_mode) == 0o600


def test_passphrase_is_asked_for_once(tmp_path: Path) -> None:
    """However many keys are used; public keys need none."""
    asked = Asked("correct horse")
    made = Keyring(tmp_path, asked)
    keys = [made.create(name) for name in ("alice", "bob")]
    assert asked.count == 1
    again = Asked("correct horse")
    ring = Keyring(tmp_path, again)
    assert ring.public("alice") == keys[0].public
    assert again.count == 0
    assert [ring.get(name).public for name in ("alice", "bob", "alice")] == [
        keys[0].public,
        keys[1].public,
        keys[0].public,
    ]
    assert again.count == 1


def test_wrong_passphrase(tmp_path: Path) -> None:
    """A wrong passphrase opens nothing."""
    Keyring(tmp_path, Asked("right")).create("alice")
    with pytest.raises(KeyFileError):
        Keyring(tmp_path, Asked("wrong")).get("alice")


def test_never_overwritten(tmp_path: Path) -> None:
    """A key of that name stays what it was."""
    ring = Keyring(tmp_path, Asked(None))
    before = ring.create("alice").public
    with pytest.raises(KeyFileError):
        Keyring(tmp_path, Asked(None)).create("alice")
    assert ring.public("alice") == before


@pytest.mark.parametrize("name", ["../alice", "a/b", ".hidden", "..", "", "a\x1b[31m", "a\nb", "\u202ea"])
def test_names_that_leave_the_folder(tmp_path: Path, name: str) -> None:
    """A key's name is a file name, and nothing is written for another."""
    ring = Keyring(tmp_path / "keys", Asked(None))
    for use in (ring.create, ring.get, ring.public):
        with pytest.raises(KeyFileError, match="cannot be a key's name"):
            use(name)
    assert not (tmp_path / "keys").exists()


def test_no_such_key(tmp_path: Path) -> None:
    """A missing key names its file."""
    for ask in (Keyring(tmp_path, Asked(None)).get, Keyring(tmp_path, Asked(None)).public):
        with pytest.raises(KeyFileError, match=r"nobody\.key"):
            ask("nobody")


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b"key"])
def test_damaged(tmp_path: Path, data: bytes) -> None:
    """A damaged key file is named."""
    ring = Keyring(tmp_path, Asked(None))
    ring.create("alice")
    ring.path("alice").write_bytes(data)
    with pytest.raises(KeyFileError, match=r"alice\.key"):
        Keyring(tmp_path, Asked(None)).get("alice")


def test_each_file_is_read_once(tmp_path: Path) -> None:
    """Deriving a key from a passphrase is slow, so it is done once."""
    Keyring(tmp_path, Asked(None)).create("alice")
    ring = Keyring(tmp_path, Asked(None))
    first = ring.get("alice")
    ring.path("alice").unlink()
    assert ring.get("alice") is first
