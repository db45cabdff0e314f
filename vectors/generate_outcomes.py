# SPDX-License-Identifier: Apache-2.0
"""Writes the golden table of outcomes: number and name. A number that stands there already keeps its name for ever.

Run ``python vectors/generate_outcomes.py``; a test compares what it would write with what is there.
"""

import json
from pathlib import Path
from typing import Final

from counterfoil.modules import laws

FOLDER: Final = Path(__file__).parent
NUMBERS: Final = "outcomes/numbers.json"


def build() -> dict[str, bytes]:
    """Path below ``vectors/`` → content. ValueError where a number would change its name, or go."""
    now = {str(number): outcome.name for number, outcome in sorted(laws().outcomes.items())}
    file = FOLDER / NUMBERS
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    changed = [f"{number} was {name}" for number, name in kept.items() if now.get(number) != name]
    if changed:
        raise ValueError(f"an outcome's number never changes: {', '.join(changed)}")
    return {NUMBERS: (json.dumps(now, indent=1) + "\n").encode()}


def main() -> None:
    """Write it."""
    for path, content in build().items():
        (FOLDER / path).parent.mkdir(exist_ok=True)
        (FOLDER / path).write_bytes(content)


if __name__ == "__main__":
    main()
