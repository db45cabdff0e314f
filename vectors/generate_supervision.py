# SPDX-License-Identifier: Apache-2.0
"""Writes vectors/supervision: packages about orders of authorities, honest and forged; run it to renew them.

``expected.json`` names, for each file, the check that must fail, or null for those that must be proved.
All are judged with the one ``trust.json`` beside them.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "supervision"


def documents() -> dict[str, bytes]:
    """Every file of the folder by name."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from support.evidence_trust import trust_document
    from support.supervision_packages import EXPECTED, FORGED, HONEST, told

    def named(checks: Mapping[str, int | None]) -> dict[str, int | None]:
        return {f"{name}.zip": check for name, check in checks.items()}

    return {
        "expected.json": _json(named(EXPECTED)),
        "trust.json": _json(trust_document(told().trust())),
        **{f"{name}.zip": build() for name, build in (HONEST | FORGED).items()},
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, content in documents().items():
        (FOLDER / name).write_bytes(content)
