# SPDX-License-Identifier: Apache-2.0
"""Writes vectors/evidence: honest packages of every kind, and each forged one; run it to renew them.

``expected.json`` names, for each file, the check that must fail, or null for those that must be proved. All are
judged with the one ``trust.json`` beside them.
"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "evidence"


def documents() -> dict[str, bytes]:
    """Every file of the folder by name."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from support.evidence_cases import FORGED, HONEST, told
    from support.evidence_trust import trust_document

    packages = {f"{name}.zip": build() for name, build in HONEST.items()}
    packages |= {f"{name}.zip": build() for name, (_, build) in FORGED.items()}
    expected: dict[str, int | None] = {f"{name}.zip": None for name in HONEST}
    expected |= {f"{name}.zip": check for name, (check, _) in FORGED.items()}
    return {
        "expected.json": _json(expected),
        "trust.json": _json(trust_document(told().world.trust())),
        **packages,
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    written = documents()
    for stale in {file.name for file in FOLDER.iterdir()} - set(written):
        (FOLDER / stale).unlink()
    for name, content in written.items():
        (FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    main()
