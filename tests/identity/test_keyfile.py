# SPDX-License-Identifier: Apache-2.0
"""Key files: what is written can be read by its owner with the passphrase, and by nobody else."""

import json
import os
import traceback
from pathlib import Path
from typing import Any

import pytest

from counterfoil.identity import keyfile
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.errors import KeyFileError

KEY = PrivateKey(bytes(range(32)))
CHEAP = 2**4
"""An scrypt cost for tests."""


def _write(path: Path, passphrase: str | None = "open sesame") -> Path:
    keyfile.write_key(path, KEY, passphrase, name="alice", salt=b"s" * 32, nonce=b"n" * 24, scrypt_n=CHEAP)
    return path


def _change(path: Path, **fields: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


@pytest.mark.parametrize("passphrase", ["open sesame", "芝麻开门", None])
def test_round_trip(tmp_path: Path, passphrase: str | None) -> None:
    """With its passphrase, or openly when asked to, the key comes back."""
    path = _write(tmp_path / "alice.key", passphrase)
    assert keyfile.read_key(path, passphrase) == KEY
    described = keyfile.describe_key(path)
    assert (described.name, described.public, described.keyid) == ("alice", KEY.public, KEY.keyid)
    assert described.encrypted == (passphrase is not None)


def test_default_cost_and_randomness(tmp_path: Path) -> None:
    """Two files of one key differ, both open, and their scrypt takes 64 MiB."""
    for name in ("a", "b"):
        keyfile.write_key(tmp_path / name, KEY, "p")
        assert keyfile.read_key(tmp_path / name, "p") == KEY
    first, second = (json.loads((tmp_path / name).read_text()) for name in ("a", "b"))
    assert first["box"] != second["box"]
    assert first["kdf"]["salt"] != second["kdf"]["salt"]
    assert 128 * first["kdf"]["n"] * first["kdf"]["r"] == 64 * 2**20


def test_a_passphrase_is_one_text_however_it_was_typed(tmp_path: Path) -> None:
    """Composed and decomposed letters open the same file."""
    assert keyfile.read_key(_write(tmp_path / "k", "caf\u00e9"), "cafe\u0301") == KEY


def test_generated_keys_differ() -> None:
    """Two new keys are two keys."""
    assert keyfile.generate_key().seed != keyfile.generate_key().seed


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    """Mode 0600 whatever the umask."""
    before = os.umask(0)
    try:
        path = _write(tmp_path / "k")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o601])
def test_files_that_others_can_read_are_refused(tmp_path: Path, mode: int) -> None:
    """The error says what to type."""
    path = _write(tmp_path / "k")
    path.chmod(mode)
    with pytest.raises(KeyFileError, match=f"chmod 600 {path}"):
        keyfile.read_key(path, "open sesame")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A second key never replaces the first."""
    path = _write(tmp_path / "k")
    before = path.read_bytes()
    with pytest.raises(KeyFileError, match="exists already"):
        keyfile.write_key(path, PrivateKey(bytes(32)), None)
    assert path.read_bytes() == before


def test_the_seed_shows_only_when_asked_for(tmp_path: Path) -> None:
    """An encrypted file does not hold the seed; an open one does, and says so by a null kdf."""
    assert KEY.seed not in _write(tmp_path / "closed").read_bytes()
    assert json.loads(_write(tmp_path / "open", None).read_text())["kdf"] is None


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"format": "counterfoil-key/v2"}, "unknown format"),
        ({"scheme": "rot13"}, "unknown scheme"),
        ({"public": PrivateKey(bytes(32)).public.key}, "does not belong"),
        ({"public": "00"}, "lower-case hex"),
        ({"public": KEY.public.key.upper()}, "lower-case hex"),
        ({"box": "AAAA"}, "wrong passphrase, or the file is damaged"),
        ({"box": ""}, "wrong passphrase, or the file is damaged"),
        ({"box": "?"}, "not a key file"),
        ({"kdf": None}, "does not belong"),
        ({"kdf": {"function": "md5", "n": 16, "p": 1, "r": 8, "salt": "A" * 24}}, "not a key file"),
        ({"kdf": {"function": "scrypt", "n": 17, "p": 1, "r": 8, "salt": "A" * 24}}, "n is a power of two"),
        ({"kdf": {"function": "scrypt", "n": 2**24, "p": 1, "r": 64, "salt": "A" * 24}}, "at most 536870912"),
        ({"kdf": {"function": "scrypt", "n": 16, "p": 1, "r": 8, "salt": "A" * 24}}, "wrong passphrase"),
        ({"extra": 1}, "unknown field `extra`"),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, fields: dict[str, Any], problem: str) -> None:
    """Each field that is not as written is an error, and no error holds the seed."""
    path = _write(tmp_path / "k")
    _change(path, **fields)
    with pytest.raises(KeyFileError) as caught:
        keyfile.read_key(path, "open sesame")
    assert problem in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(("passphrase", "problem"), [("wrong", "wrong passphrase"), ("", "empty"), (None, "encrypted")])
def test_other_passphrases_do_not_open(tmp_path: Path, passphrase: str | None, problem: str) -> None:
    """Wrong, empty and missing passphrases; the traceback shows neither seed nor passphrase."""
    path = _write(tmp_path / "k")
    with pytest.raises(KeyFileError, match=problem) as caught:
        keyfile.read_key(path, passphrase)
    told = "".join(traceback.format_exception(caught.value))
    assert KEY.seed.hex() not in told
    assert "open sesame" not in told


def test_an_empty_passphrase_writes_nothing(tmp_path: Path) -> None:
    """No encryption has to be asked for as None."""
    with pytest.raises(KeyFileError, match="empty"):
        _write(tmp_path / "k", "")
    assert not (tmp_path / "k").exists()


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder, a pipe, garbage, and a folder that is not there."""
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "garbage").write_bytes(b"\xff\x00")
    (tmp_path / "garbage").chmod(0o600)
    for name in ("missing", "folder", "pipe", "garbage"):
        with pytest.raises(KeyFileError, match=name):
            keyfile.describe_key(tmp_path / name)
    with pytest.raises(KeyFileError, match="cannot be created"):
        keyfile.write_key(tmp_path / "missing" / "k", KEY, None)


def test_a_full_disk_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that could not be made durable is taken away again, and the error says so."""

    def fail(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(KeyFileError, match="cannot be written: No space left"):
        _write(tmp_path / "k")
    assert not (tmp_path / "k").exists()


def test_the_parsed_file_shows_no_box() -> None:
    """An open seed does not appear in the repr of the document."""
    document = keyfile.KeyFile(
        box=KEY.seed, format=keyfile.FORMAT, kdf=None, name="alice", public=KEY.public.key, scheme="ed25519"
    )
    assert repr(KEY.seed)[2:-1] not in repr(document)
