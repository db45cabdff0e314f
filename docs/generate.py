# SPDX-License-Identifier: Apache-2.0
"""Writes the generated pages of the documentation anew; a test compares them with what stands there."""

import os
import sys
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent / "tests"))

from support import (  # noqa: E402
    cli_reference,
    client_reference,
    client_stub,
    contract_reference,
    generated_docs,
    http_reference,
    law_reference,
    product_reference,
    terms_reference,
)

PUBLIC_CASES = Path(os.environ.get("COUNTERFOIL_DATA", DOCS.parents[1] / "shared" / "data")) / "actus" / "cases"


def pages() -> dict[str, str]:
    """File below docs/ → its text."""
    return {
        "reference/cli.md": cli_reference.cli_reference(),
        "reference/contract-authors.md": contract_reference.page(),
        "reference/contract-terms.md": terms_reference.contract_terms(),
        "reference/exit-codes.md": cli_reference.exit_codes(),
        "reference/http-api.md": http_reference.page(),
        "reference/product-file.md": product_reference.page(),
        "reference/python-client.md": client_reference.page(),
        **law_reference.pages(),
        **terms_reference.drawings(),
    }


if __name__ == "__main__":
    generated_docs.draw_life_cycles()
    client_stub.write()
    if PUBLIC_CASES.exists():  # they are not part of this tree
        terms_reference.count_reproduced(PUBLIC_CASES)
    for name, text in pages().items():
        (DOCS / name).write_text(text)
