# SPDX-License-Identifier: Apache-2.0
"""Commands say the same, word for word, whether a service holds the folder or nobody."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from support.network import RECEIPT, SHARES, YUAN, copy_network
from support.served_folder import served_folder

HASH = re.compile(r"[0-9a-f]{64}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")

MOVE = ("holdings", "transfer", "--sender", "alice-1", "--receiver", "bob-1", "--instrument", SHARES)
REGISTER = ("parties", "register", "--registrar", "depository", "--kind", "organisation")
KEY = ("--key", "alice")
CALL = {"call": "holdings.transfer", "sender": "alice-1", "receiver": "bob-1", "instrument": SHARES}
MOVES = "sender,receiver,instrument,quantity\nalice-1,bob-1,SSE.600000,1\nalice-1,bob-1,SSE.600000,2\n"
SCRIPT: tuple[tuple[str, ...], ...] = (
    (*MOVE, "--quantity", "5", *KEY),
    (*MOVE, "--quantity", "6", *KEY, "--json"),
    (*MOVE, "--quantity", "7", *KEY, "--no-publish"),
    (*MOVE, "--quantity", "8", *KEY, "--dry-run"),
    (*MOVE, "--quantity", "999999", *KEY),
    (*MOVE, "--quantity", "9"),
    (*MOVE, "--quantity", "9", "--key", "bob"),
    (*MOVE, "--quantity", "9", "--key", "nobody"),
    (*MOVE, "--quantity", "9", *KEY, "--chain", "other"),
    ("holdings", "transfer", "--csv", "moves.csv", *KEY),
    ("holdings", "transfer", "--csv", "moves.csv", *KEY),
    ("holdings", "transfer", "--csv", "moves.csv", *KEY, "--new-intent"),
    ("submit", "move.json", *KEY),
    ("submit", "move.json", *KEY, "--json"),
    ("submit", "much.json", "less.json", *KEY),
    ("submit", "much.json", *KEY, "--json"),
    ("submit", "nonsense", *KEY),
    ("sign", "much.json", *KEY, "--out", "signed.json", "--new-intent"),
    ("submit", "signed.json", "--json"),
    ("submit", "signed.json"),
    ("keys", "new", "carol", "--no-encrypt"),
    (*REGISTER, "--party", "carol", "--name", "C", "--keys", "carol", "--key", "depository"),
    ("parties", "open-account", "--account", "carol-1", "--holder", "carol", "--key", "carol"),
    ("import", "instruments", "instruments.csv", "--key", "depository"),
    ("due", "--key", "depository"),
    ("custody", "publish"),
    ("show", "chain"),
    ("show", "account", "bob-1"),
    ("evidence", "export", "--claim", "control", "--account", "bob-1", "--instrument", SHARES, "-o", "b.zip"),
    ("evidence", "export", "--claim", "provenance", "--instrument", RECEIPT, "-o", "r.zip", "--json"),
    ("evidence", "export", "--claim", "absence", "--account", "bob-1", "--instrument", YUAN, "-o", "a.zip"),
)
"""What people type, right and wrong; the network is named behind each."""


def write_files(folder: Path) -> None:
    (folder / "moves.csv").write_text(MOVES)
    (folder / "move.json").write_text(json.dumps([CALL | {"quantity": 3}]))
    (folder / "much.json").write_text(json.dumps([CALL | {"quantity": 10**9}]))
    (folder / "less.json").write_text(json.dumps([CALL | {"quantity": 1}]))
    (folder / "nonsense").write_text("nonsense")
    (folder / "instruments.csv").write_text("id,kind,name\nA,equity,a\nB,what,b\n")


def said(run: Callable[..., Any]) -> Iterator[tuple[str, str]]:
    """Each command line, and all that it says, without what no two runs have in common."""
    for words in SCRIPT:
        result = run(*words, "--network", "network", code=None)
        told = f"{result.exit_code}\n{result.stdout}\n{result.stderr}"
        yield " ".join(words), TIME.sub("TIME", HASH.sub("HASH", told))


def test_every_command_says_the_same(
    run: Callable[..., Any], trading_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text, JSON, warnings, errors and exit codes, of what is committed, rejected, refused and mistyped."""
    for name in ("alone", "served"):
        copy_network(trading_template, tmp_path / name / "network")
        write_files(tmp_path / name)
    monkeypatch.chdir(tmp_path / "alone")
    expected = list(said(run))
    monkeypatch.chdir(tmp_path / "served")
    with served_folder(Path("network").resolve()):
        found = list(said(run))
    for one, other in zip(expected, found, strict=True):
        assert other == one
    codes = {told.partition("\n")[0] for _, told in expected}
    assert codes == {"0", "1", "2"}, "commands of every ending"


@pytest.mark.parametrize(
    "words", [("custody", "rotate", "--seal-key", "bob"), ("custody", "recover", "--seal-key", "b")]
)
def test_what_holds_the_log_itself_waits_for_the_end(run: Callable[..., Any], trading: Path, words: Any) -> None:
    """One sentence says that the service must end first; nothing is done."""
    before = (trading / "network.json").read_bytes()
    refused = run(*words, "--network", trading, code=3).stderr
    assert "a running service holds this folder, and does not do this (end the service first: process " in refused
    assert "a running service" in run("audit", trading, code=3).stderr
    assert (trading / "network.json").read_bytes() == before
