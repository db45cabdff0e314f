# SPDX-License-Identifier: Apache-2.0
"""How soon there is an answer: a rehearsal, a chain opened to read while another process makes blocks, ``show``.

``python -m benches.reading FOLDER`` opens the chain of a network to read, over and over, and prints how long it took.
"""

import random
import statistics
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from benches.claim import Claim, timed
from benches.world import CHAIN, SHARE, World, account, holder_id, world
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.node.chain import ChainNode
from counterfoil.node.layout import Layout
from counterfoil.node.network import clock_ms
from counterfoil.node.rehearsing import foretell
from counterfoil.primitives.types import Quantity

HOLDERS: Final = 2_000
BLOCK: Final = 200
"""Transfers that the writer submits together."""
REHEARSALS: Final = 1_000
OPENINGS: Final = 30
SHOWN: Final = 7
PER_SECOND: Final = {"ms": 1_000, "µs": 1_000_000}
ROOT: Final = Path(__file__).resolve().parent.parent


class Spread(msgspec.Struct, frozen=True):
    """Seconds: the best, and the one in the middle."""

    best: float
    median: float


def run() -> list[Claim]:
    """Each beside a writer, and the first two also with nothing else at work in these processes."""
    with world(HOLDERS, state_auditors=()) as built:
        root = built.network.layout.root
        quiet = f"chain of {HOLDERS:,} accounts at height {built.node.height:,}, nobody writing"
        claims = [
            *_claims(
                "rehearsal of a transfer", _rehearse(built), f"{quiet}; {REHEARSALS:,} rehearsals, chain open", "µs"
            ),
            *_claims("chain opened to read", _opened(root), f"{quiet}; {OPENINGS} openings in one other process"),
            *_claims("first answer of show", _shown(root), f"{quiet}; {SHOWN} processes, from start to end"),
        ]
        with _writing(built) as written:
            opened, shown = _opened(root), _shown(root)
        busy = (
            f"the same while another process makes blocks of {BLOCK} transfers, {written():,} of them in that time, "
            f"to height {built.node.height:,}"
        )
        return [
            *claims,
            *_claims("chain opened to read beside a writer", opened, busy),
            *_claims("first answer of show beside a writer", shown, busy),
        ]


def _claims(name: str, spread: Spread, conditions: str, unit: str = "ms") -> Iterator[Claim]:
    per_s = PER_SECOND[unit]
    yield Claim(name=f"{name}, best", value=spread.best * per_s, unit=unit, conditions=conditions)
    yield Claim(name=f"{name}, median", value=spread.median * per_s, unit=unit, conditions="the same")


def _spread(rounds: int, step: Callable[[], object]) -> Spread:
    taken = []
    for _ in range(rounds):
        with timed() as watch:
            step()
        taken.append(watch.seconds)
    return Spread(min(taken), statistics.median(taken))


def _rehearse(built: World) -> Spread:
    """What ``--dry-run`` asks of a chain that is open: outcome, events, and whose signatures are lacking."""
    call = Transfer(sender=account(1), receiver=account(2), instrument=SHARE, quantity=Quantity(1))
    key = built.keys[1].keyid

    def rehearse() -> None:
        told = foretell(built.node, [call], by=[holder_id(1)], signers=[key], time=clock_ms())
        if told.result.code or not told.complete:
            raise ValueError("the benchmark's own rehearsal fails")

    return _spread(REHEARSALS, rehearse)


def _opened(root: Path) -> Spread:
    words = [sys.executable, "-m", "benches.reading", str(root)]
    done = subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    return msgspec.json.decode(done.stdout, type=Spread)


def _shown(root: Path) -> Spread:
    """A whole process each time, as somebody who types it waits for it."""
    words = [sys.executable, "-m", "counterfoil", "show", "account", account(1), "--network", str(root), "--json"]
    return _spread(SHOWN, lambda: subprocess.run(words, check=True, capture_output=True))


@contextmanager
def _writing(built: World) -> Iterator[Callable[[], int]]:
    """Transfers without a pause in a thread of this process; gives how many were committed so far."""
    ended, written = threading.Event(), [0]

    def write() -> None:
        dice = random.Random(2)
        while not ended.is_set():
            pairs = (dice.sample(range(HOLDERS), 2) for _ in range(BLOCK))
            built.settle([built.transfer(sender, receiver) for sender, receiver in pairs])
            written[0] += BLOCK

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield lambda: written[0]
    finally:
        ended.set()
        thread.join()


def _open_over_and_over(root: Path) -> Spread:
    """Open to read, look at the height, close."""

    def once() -> None:
        node = ChainNode.open_to_read(Layout(root).chain(CHAIN), CHAIN)
        if node.height < 1:
            raise ValueError("nothing was read")
        node.close()

    return _spread(OPENINGS, once)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(_open_over_and_over(Path(sys.argv[1]))))
