# SPDX-License-Identifier: Apache-2.0
"""A process that trades and publishes without end, to be killed: ``simulation_victim.py NETWORK LIFE``.

A line for each thing that is promised: ``ordered <id> <height> <index>`` and ``published <size> <root>``.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

from counterfoil.application import TransactionResult
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.node.submitting import sign_calls
from support.network import CHAIN, SHARES, open_network


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(root: Path, life: int) -> None:
    """Each life pays other amounts, so that the blocks of two lives differ."""
    random = Random(life)
    with open_network(root) as network:
        node = network.chain(CHAIN)
        assert node.engine is not None
        keys = [network.keyring.get(name) for name in ("alice", "bob")]
        say("ready")
        while True:
            for _ in range(random.randrange(1, 4)):
                envelopes = [sign_calls(node, [_payment(random)], *keys) for _ in range(random.randrange(1, 30))]
                _wait([ticket.result() for ticket in node.engine.submit_many(envelopes)])
            checkpoint = network.publish().checkpoint
            say("published", checkpoint.size, checkpoint.root.hex())


def _payment(random: Random) -> Transfer:
    sender, receiver = random.sample(("alice-1", "bob-1"), 2)
    return Transfer(sender=sender, receiver=receiver, instrument=SHARES, quantity=random.randrange(1, 5))  # type: ignore[arg-type]


def _wait(answers: Sequence[object]) -> None:
    for answer in answers:
        assert isinstance(answer, TransactionResult), answer
        say("ordered", answer.id, answer.height, answer.index)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
