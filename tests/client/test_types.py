# SPDX-License-Identifier: Apache-2.0
"""What a type checker says of programs: every call is typed without wrapper types, and what is wrong is found."""

import os
import re
import subprocess
import sys
from pathlib import Path

from support import tree

PROGRAM = """
from datetime import UTC, datetime

from counterfoil import AsyncClient, Client, calls
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.parties.records import Control

ledger, other = Client("http://node.example"), AsyncClient("http://node.example")
reveal_type(ledger.holdings.transfer(sender="a", receiver="b", instrument="c", quantity=5))
reveal_type(other.holdings.transfer(sender="a", receiver="b", instrument="c", quantity=5))
with ledger.batch() as batch:
    reveal_type(batch.holdings.transfer(sender="a", receiver="b", instrument="c", quantity=5))
reveal_type(calls.holdings.transfer(sender="a", receiver="b", instrument="c", quantity=5))
reveal_type([one.value for one in ledger.records(HOLDINGS, account="a")])
calls.settlement.settle_now(instruction="i", legs=[{"sender": "a", "receiver": "b", "instrument": "x", "quantity": 1}])
calls.parties.open_account(account="a", holder="h", outgoing="holder", incoming=Control.nobody)
ledger.prove("control", account="a", at=datetime(2027, 1, 4, tzinfo=UTC))
ledger.holdings.transfer(sender="a", receiver="b", instrument="c", quantity="5")
ledger.holdings.transfer(sender="a", receiver="b", instrument="c")
ledger.holdings.tranfer()
ledger.holding
calls.parties.open_account(account="a", holder="h", outgoing="holder", incoming="nobodie")
"""
REVEALED = [
    "counterfoil.client.results.Done",
    "typing.Awaitable[counterfoil.client.results.Done]",
    "counterfoil.client.batching.Ticket",
    "counterfoil.law.call.Call",
    "list[counterfoil.modules.holdings.records.Holding]",
]
FOUND = [
    '"quantity" to "transfer" of "Holdings" has incompatible type "str"; expected "int"',
    'Missing named argument "quantity" for "transfer"',
    'has no attribute "tranfer"; maybe "transfer"?',
    '"Client" has no attribute "holding"',
    "has incompatible type \"Literal['nobodie']\"",
]


def test_programs_are_checked_by_their_types(tmp_path: Path) -> None:
    """What comes of a call where, and each of five faults; nothing that is right is complained of."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache"), str(program)]
    environment = {**os.environ, "MYPYPATH": str(tree.SOURCE)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    revealed = re.findall(r'Revealed type is "(.*)"$', done.stdout, re.MULTILINE)
    assert revealed == REVEALED, done.stdout + done.stderr
    errors = [line for line in done.stdout.splitlines() if ": error: " in line]
    assert len(errors) == len(FOUND), errors
    for error, told in zip(errors, FOUND, strict=True):
        assert told in error
