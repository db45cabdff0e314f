# SPDX-License-Identifier: Apache-2.0
"""Headers page by page: the last first, every block once, each as it was hashed."""

from typing import Any

import pytest

from counterfoil.api.ledger.chain_pages import BLOCKS_MAX
from counterfoil.evidence.header import Header, header_hash
from counterfoil.primitives import canonical
from counterfoil.primitives.hashing import to_hex
from support.node_service import CHAIN_PATH, Served


def test_every_block_comes_once(standing: Served) -> None:
    """From the last to the first, in small pages, each header with the hash that its block has."""
    found: list[dict[str, Any]] = []
    query: dict[str, int] = {"limit": 2}
    while True:
        page = standing.get("alice", f"{CHAIN_PATH}/blocks", **query).json()
        found += page["blocks"]
        if page["next"] is None:
            break
        query["before"] = page["next"]
    last = standing.node.reader.height
    assert [one["header"]["height"] for one in found] == list(range(last, -1, -1))
    for one in found:
        header = canonical.convert(one["header"], Header)
        assert one["hash"] == to_hex(header_hash(header.encode()))
        block = standing.get("alice", f"{CHAIN_PATH}/blocks/{header.height}").json()
        assert block["hash"] == one["hash"]
        assert block["published"] >= one["published"]  # it is published meanwhile


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": BLOCKS_MAX + 1}, {"before": -1}, {"before": 9_999}])
def test_what_is_no_page_is_refused(standing: Served, query: dict[str, int]) -> None:
    """Beyond the chain's end, and of too many."""
    assert standing.get("alice", f"{CHAIN_PATH}/blocks", **query).status_code == 400
