# SPDX-License-Identifier: Apache-2.0
"""Writes the generated pages of the reference anew; a test compares them with what stands there."""

import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent / "tests"))

from support import cli_reference, generated_docs  # noqa: E402


def pages() -> dict[str, str]:
    """File below docs/ → its text."""
    return {
        "reference/cli.md": cli_reference.cli_reference(),
        "reference/exit-codes.md": cli_reference.exit_codes(),
        "reference/outcomes.md": generated_docs.outcomes_document(),
    }


if __name__ == "__main__":
    generated_docs.draw_life_cycles()
    for name, text in pages().items():
        (DOCS / name).write_text(text)
