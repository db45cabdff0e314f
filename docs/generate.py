# SPDX-License-Identifier: Apache-2.0
"""Writes the generated pages of the reference anew; a test compares them with what stands there."""

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent / "tests"))

from support import generated_docs  # noqa: E402


def pages() -> dict[str, str]:
    """File below docs/ → its text."""
    return {"reference/outcomes.md": generated_docs.outcomes_document()}


if __name__ == "__main__":
    generated_docs.main()
    for name, text in pages().items():
        (DOCS / name).write_text(text)
