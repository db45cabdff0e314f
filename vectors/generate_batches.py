# SPDX-License-Identifier: Apache-2.0
"""Writes ``batch/batches.json``: a batch, and each way to break one."""

import json
from pathlib import Path
from typing import Any

from counterfoil.consensus.cometbft.batches import HEAD_BYTES, MAGIC, encode_batch

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


def documents() -> dict[str, bytes]:
    """Path below this folder → bytes."""
    return {"batch/batches.json": (json.dumps(vectors(), indent=2) + "\n").encode()}


if __name__ == "__main__":
    for path, data in documents().items():
        (HERE / path).write_bytes(data)
