# SPDX-License-Identifier: Apache-2.0
"""`counterfoil token`: made with a party's key, shown once, read again without it."""

import json
import stat
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from counterfoil.cli.main import app
from counterfoil.identity.dsse import satisfies
from counterfoil.identity.keyfile import generate_key, write_key
from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.transport.access_tokens import LIFE_MS_MAX, Reach, read_token

PASSPHRASE: Final = "four words for a key"


@pytest.fixture
def key(tmp_path: Path) -> PrivateKey:
    made = generate_key()
    write_key(tmp_path / "alice.key", made, PASSPHRASE, name="alice")
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    return made


def run(tmp_path: Path, *words: str, code: int = 0) -> tuple[str, str]:
    done = CliRunner().invoke(app, ["token", *words], env={"COLUMNS": "160"})
    assert done.exit_code == code, done.output
    return done.stdout, done.stderr


def make(tmp_path: Path, *words: str, code: int = 0) -> tuple[str, str]:
    given = ("--key", str(tmp_path / "alice.key"), "--passphrase-file", str(tmp_path / "passphrase"))
    return run(tmp_path, "make", *given, *words, code=code)


def test_a_token_is_signed_by_the_partys_key(tmp_path: Path, key: PrivateKey) -> None:
    """It alone stands on the standard output, so that a program can take it; what it says is told beside."""
    out, beside = make(tmp_path, "--for", "Ledger.Example:8403", "--expires", "+90d", "--may", "submit")
    token, envelope = read_token(out.strip())
    assert satisfies(envelope, single_key_policy(key))
    assert (token.audience, token.may, token.key) == (("ledger.example:8403",), Reach.submit, key.keyid)
    assert token.expires - token.issued == LIFE_MS_MAX
    assert token.id in beside
    assert PASSPHRASE not in out + beside


def test_a_token_in_a_file_is_shown_nowhere(tmp_path: Path, key: PrivateKey) -> None:
    """The file is its owner's alone, and nothing overwrites it; show reads it without the key."""
    file = tmp_path / "alice.token"
    out, beside = make(tmp_path, "--for", "ledger.example", "--out", str(file))
    text = file.read_text().strip()
    assert text not in out + beside
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    make(tmp_path, "--for", "ledger.example", "--out", str(file), code=2)
    told = json.loads(run(tmp_path, "show", str(file), "--json")[0])
    assert (told["id"], told["may"], told["for"]) == (read_token(text)[0].id, "read", "ledger.example")
    made = json.loads(make(tmp_path, "--for", "ledger.example", "--json")[0])
    assert read_token(made["token"])[0].id == made["id"] != told["id"]


WRONG: Final = (
    (("--for", "ledger.example", "--expires", "+91d"), "90 days at most"),
    (("--for", "ledger.example", "--expires", "-1d"), "90 days at most"),
    (("--for", "ledger.example", "--expires", "soon"), "is no time"),
    (("--for", "https://ledger.example/"), "names of services"),
    (("--for", ""), "names of services"),
    (("--for", "ledger.example", "--may", "all"), "--may"),
    ((), "--for"),
)


@pytest.mark.parametrize(("words", "said"), WRONG)
def test_what_no_service_would_hear_is_not_made(tmp_path: Path, key: PrivateKey, words: list[str], said: str) -> None:
    """Each is told with what would be right."""
    out, error = make(tmp_path, *words, code=2)
    assert said in error
    assert not out


def test_what_is_no_token_is_told(tmp_path: Path) -> None:
    """Whatever is in the file."""
    for data in (b"", b"nonsense", b"\xff\xfe", b"A" * 10_000):
        (tmp_path / "wrong").write_bytes(data)
        run(tmp_path, "show", str(tmp_path / "wrong"), code=2)
