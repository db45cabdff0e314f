# SPDX-License-Identifier: Apache-2.0
"""Writes the vectors of access tokens: some that pass, and every named way to break one.

Run ``PYTHONPATH=tests python vectors/generate_tokens.py``; a test compares what it would write with what is there.
"""

import json
from pathlib import Path
from typing import Any, Final

from counterfoil.api.problems import KINDS
from counterfoil.identity.signing import PrivateKey
from support.broken_tokens import GOOD_ROWS, ROWS, Sent, written
from support.services import ALICE, BOB, HOST, KNOWN, NOW_MS, SUSPENDED

FOLDER: Final = Path(__file__).parent
_STATUSES: Final = {one.type.rpartition(":")[2]: one.status for one in KINDS}


def build() -> dict[str, bytes]:
    """Path below ``vectors/`` → content."""
    whole = {
        "service": {"authority": HOST, "now": NOW_MS},
        "keys": [_key(key) for key in (ALICE, BOB, SUSPENDED)],
        "good": [{"name": name, "payload": sent.said, **_sent(sent), "party": "ALICE"} for name, sent in GOOD_ROWS],
        "broken": [
            {"name": name, **_sent(sent), "problem": kind, "status": _STATUSES[kind]} for name, sent, kind in ROWS
        ],
    }
    return {"access-tokens/tokens.json": (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()}


def _key(key: PrivateKey) -> dict[str, Any]:
    holder = KNOWN[key.keyid]
    return {"party": holder.party, "suspended": holder.suspended, "keyid": key.keyid, "public": key.public.key}


def _sent(sent: Sent) -> dict[str, Any]:
    """``revoked``: whose tokens were taken back; ``secure``: whether it came where nobody else could read it."""
    revoked = [list(one) for one in sent.revoked]
    return {"token": written(sent), "authority": sent.authority, "secure": sent.secure, "revoked": revoked}


def main() -> None:
    """Write them."""
    for path, content in build().items():
        (FOLDER / path).parent.mkdir(exist_ok=True)
        (FOLDER / path).write_bytes(content)


if __name__ == "__main__":
    main()
