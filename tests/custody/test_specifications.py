# SPDX-License-Identifier: Apache-2.0
"""The examples in spec/custody-log.md and spec/witness.md are what the product writes."""

import re
from pathlib import Path

import pytest

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.custody.witness_request import AddCheckpoint
from counterfoil.identity.note import Note
from support.custody import LOG_SIGNER, TestChain, open_custody_log, two_of_three

SPEC = Path(__file__).resolve().parents[2] / "spec"


def blocks(name: str) -> list[str]:
    """The fenced blocks of a specification."""
    return re.findall(r"^```\n(.*?)^```$", (SPEC / name).read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture
def example(tmp_path: Path) -> CustodyLog:
    """The log of the examples: a chain, its genesis, a roll."""
    chain = TestChain()
    with open_custody_log(tmp_path) as log:
        log.register_chain(chain.entry)
        log.anchor(chain.headers[0])
        log.publish()
        return log


def test_custody_log_examples(example: CustodyLog) -> None:
    """Files, checkpoint, verifier key and proof."""
    files, checkpoint, vkey, *_, proof = blocks("custody-log.md")
    folder = example.log.store.directory
    assert {line.split()[0] for line in files.splitlines()} == {
        path.relative_to(folder.parent).as_posix() for path in folder.rglob("*") if path.is_file()
    }
    assert example.published is not None
    assert checkpoint.encode() == example.published.note.encode()
    assert vkey.strip() == LOG_SIGNER.verifier.vkey
    assert example.tlog_proof(2).encode().startswith(proof.removesuffix("…\n").encode())


def test_witness_examples(example: CustodyLog) -> None:
    """Request, answer and policy."""
    request, answer, policy, *_ = blocks("witness.md")
    assert example.published is not None
    note = example.published.note
    signed = Note(note.text, note.signatures[:1]).encode()
    body = AddCheckpoint(1, example.log.consistency_proof(1, 3), signed).encode()
    assert request.encode() == b"POST /add-checkpoint\n\n" + body
    assert answer.encode() == b"200 OK\n\n" + note.signatures[1].line
    assert policy == two_of_three().encode()


@pytest.mark.parametrize("name", ["custody-log.md", "witness.md"])
def test_pinned(name: str) -> None:
    """Both files say which version of C2SP they follow."""
    assert "C2SP main @5ba5ee8" in (SPEC / name).read_text()


def test_readme_lists_every_file() -> None:
    """The folder's README names each module."""
    folder = SPEC.parent / "src/counterfoil/custody"
    readme = (folder / "README.md").read_text()
    assert [path.name for path in folder.glob("[!_]*.py") if f"`{path.name}`" not in readme] == []
