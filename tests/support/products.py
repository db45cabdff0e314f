# SPDX-License-Identifier: Apache-2.0
"""The futures products of ``examples/data/exchange_products.json``: what an EXFUT contract of each has in common."""

import json
from typing import Any, Final

from support import tree

DOCUMENT: Final[dict[str, Any]] = json.loads((tree.ROOT / "examples" / "data" / "exchange_products.json").read_text())
PRODUCTS: Final[dict[str, Any]] = DOCUMENT["products"]


def product_terms(code: str) -> dict[str, Any]:
    """The terms that a product fixes, margin at the contract's minimum; ``code`` in any case."""
    facts = PRODUCTS[code.upper()]
    return DOCUMENT["terms"] | facts["verified"] | facts["unverified"]
