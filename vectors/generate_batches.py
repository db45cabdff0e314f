# SPDX-License-Identifier: Apache-2.0
"""Writes ``batch/batches.json`` and ``batch/sent.json``: a batch, one with its sender, and each way to break them."""

import json
from pathlib import Path
from typing import Any

from counterfoil.consensus.cometbft.batches import HEAD_BYTES, MAGIC, encode_batch
from counterfoil.consensus.cometbft.sent import SENT_HEAD_BYTES, encode_sent
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.hashing import digest

HERE = Path(__file__).parent
SALT = bytes(range(16))
TRANSACTIONS = (b"first", b"2nd")


def vectors() -> dict[str, Any]:
    """What stands in the file."""
    good = encode_batch(TRANSACTIONS, tick=True, salt=SALT)
    count = len(MAGIC) + 1 + len(SALT)
    broken = {
        "another version": good.replace(b"cfbatch1", b"cfbatch2"),
        "cut off within its head": good[: HEAD_BYTES - 1],
        "a flag of 2": good[:8] + b"\x02" + good[9:],
        "more transactions than it has": good[:count] + b"\0\0\0\x03" + good[HEAD_BYTES:],
        "fewer transactions than it has": good[:count] + b"\0\0\0\x01" + good[HEAD_BYTES:],
        "more transactions than may be": good[:count] + (16_385).to_bytes(4, "big") + good[HEAD_BYTES:],
        "cut off within a transaction": good[:-1],
        "an empty transaction": good[:count] + b"\0\0\0\x01" + bytes(4),
        "a byte behind the last transaction": good + b"\0",
        "nothing in it, and no tick": good[:8] + b"\0" + SALT + bytes(4),
    }
    return {
        "batch": {
            "hex": good.hex(),
            "salt": SALT.hex(),
            "tick": True,
            "transactions": [data.hex() for data in TRANSACTIONS],
        },
        "broken": [{"name": name, "hex": data.hex()} for name, data in broken.items()],
    }


def sent_vectors() -> dict[str, Any]:
    """What stands in the other file."""
    key, genesis, until = PrivateKey(bytes(range(32))), digest(b"genesis"), 1_007
    batch = encode_batch(TRANSACTIONS, tick=True, salt=SALT)
    good = encode_sent(batch, key, genesis=genesis, until=until)
    signature = good[SENT_HEAD_BYTES : len(good) - len(batch)]
    broken = {
        "another version": good.replace(b"cfsent_1", b"cfsent_2"),
        "cut off within its head": good[: SENT_HEAD_BYTES - 1],
        "without a signature": good[:48] + bytes(2) + batch,
        "a signature longer than it is": good[:48] + b"\xff\xff" + good[50:],
        "no batch in it": good[: len(good) - len(batch)],
        "a batch cut off": good[:-1],
        "a byte behind the batch": good + b"\0",
        "one within another": good[: len(good) - len(batch)] + good,
        "another height": good[:40] + (until + 1).to_bytes(8, "big") + good[48:],
        "another batch": good[:-1] + b"e",
        "another signature": good.replace(signature, bytes(len(signature))),
        "signed for another chain": encode_sent(batch, key, genesis=digest(b"another"), until=until),
    }
    return {
        "sent": {
            "hex": good.hex(),
            "seed": key.seed.hex(),
            "sender": key.keyid,
            "genesis": genesis.hex(),
            "until": until,
            "batch": batch.hex(),
        },
        "broken": [{"name": name, "hex": data.hex()} for name, data in broken.items()],
    }


def documents() -> dict[str, bytes]:
    """Path below this folder → bytes."""
    found = {"batch/batches.json": vectors(), "batch/sent.json": sent_vectors()}
    return {path: (json.dumps(said, indent=2) + "\n").encode() for path, said in found.items()}


if __name__ == "__main__":
    for path, data in documents().items():
        (HERE / path).write_bytes(data)
