# SPDX-License-Identifier: Apache-2.0
"""A process that runs ``counterfoil bank run``, to be killed: ``bank_victim.py COMMAND LINE…``.

It says before and after each thing that lasts: a step of the journal, a block, a payment.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from counterfoil.cli.main import app
from counterfoil.demo.simulated_bank import SimulatedBank
from counterfoil.node.bank import bridge as bridging
from counterfoil.node.bank.journal import BridgeJournal


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def told(what: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """The same, told of before and after."""

    def call(*arguments: Any, **named: Any) -> Any:
        say(f"before {what}")
        answer = original(*arguments, **named)
        say(f"after {what}")
        return answer

    return call


original_step = BridgeJournal.step


@contextmanager
def step(journal: BridgeJournal) -> Iterator[None]:
    say("before a step")
    with original_step(journal):
        yield
    say("after a step")


if __name__ == "__main__":
    bridging.submit = told("a block", bridging.submit)
    SimulatedBank.pay = told("a payment", SimulatedBank.pay)  # type: ignore[method-assign]
    BridgeJournal.step = step  # type: ignore[method-assign,assignment]
    app(sys.argv[1:])
