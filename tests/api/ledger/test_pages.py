# SPDX-License-Identifier: Apache-2.0
"""What is read while blocks come: pages without gaps, headers, proofs, what is published, and the document."""

import threading
from typing import Any, Final

import pytest

from counterfoil.api.ledger.answering import PAGE_MAX
from counterfoil.api.ledger.record_pages import LOOKED_AT_MAX
from counterfoil.evidence.header import decode_header, header_hash
from counterfoil.evidence.record import state_key
from counterfoil.identity import dsse
from counterfoil.primitives import canonical
from counterfoil.primitives.authmap.proof import MapProof, verify_presence
from counterfoil.primitives.hashing import digest, from_hex, to_hex
from support.network import CHAIN
from support.node_service import CHAIN_PATH, Served, asking, holding, paid

BLOCKS: Final = 30


def test_pages_have_no_gaps_while_blocks_come(service: Served) -> None:
    """Each event once and in order, read in small pages while a thread has transfers ordered."""
    alice = service.key("alice")
    sent = [paid(service.node, alice) for _ in range(BLOCKS)]

    def order() -> None:
        for one in sent:
            for waiting in service.running.submit(service.node, [one]):
                waiting.result()

    writer = threading.Thread(target=order)
    writer.start()
    found: list[Any] = []
    begin = "0.0"
    while writer.is_alive():
        told = service.get("bob", f"{CHAIN_PATH}/events", **{"from": begin, "limit": 3}).json()
        found += told["events"]
        begin = told["next"]
    writer.join()
    found += [one for page in service.pages("bob", 3, begin) for one in page]
    again = [one for page in service.pages("bob", 500) for one in page]
    assert found == again
    places = [(one["height"], one["index"]) for one in found]
    assert places == sorted(set(places))
    assert sum(one["type"] == "holdings.transferred" and one["data"]["quantity"] == 1 for one in found) >= BLOCKS


def test_a_page_ends_where_enough_was_looked_at(service: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where few events are one's own, pages may be empty and lead on; together they are all."""
    whole = [one for page in service.pages("bob", PAGE_MAX) for one in page]
    monkeypatch.setattr("counterfoil.api.ledger.record_pages.LOOKED_AT_MAX", 2)
    pages = list(service.pages("bob", PAGE_MAX))
    assert LOOKED_AT_MAX > 2
    assert any(not page for page in pages)
    assert [one for page in pages for one in page] == whole


@pytest.mark.parametrize("query", [{"from": "1"}, {"from": "-1.0"}, {"from": "999.0"}, {"limit": 0}, {"limit": 9_999}])
def test_a_cursor_that_is_none_is_said_to_be_none(service: Served, query: dict[str, Any]) -> None:
    """400, with what would be right."""
    assert service.get("bob", f"{CHAIN_PATH}/events", **query).status_code == 400


def test_a_record_has_its_proof(service: Served) -> None:
    """It leads from the bytes to the state root that the answer names, and from no other bytes."""
    found = service.get("alice", holding("alice"), proof="true").json()
    proof = canonical.convert(found["proof"], MapProof)
    root, key = from_hex(found["at"]["state"]), state_key(found["record"])
    assert verify_presence(root, key, digest(found["bytes"].encode()), proof)
    assert not verify_presence(root, key, digest(found["bytes"].replace("900", "901").encode()), proof)


def test_headers_are_for_everybody_who_is_known(service: Served) -> None:
    """Header, hash and seal of any block, as signed; no signature, no answer; no block, no answer."""
    told = service.get("issuer", f"{CHAIN_PATH}/blocks/2").json()
    assert to_hex(header_hash(told["bytes"].encode())) == told["hash"]
    assert decode_header(told["bytes"].encode()).height == told["header"]["height"] == 2
    assert dsse.decode(told["seal"].encode()).payload == told["bytes"].encode()
    assert told["published"]
    for height in (9_999, 10**30):
        assert service.get("issuer", f"{CHAIN_PATH}/blocks/{height}").status_code == 404
    with asking(service.url, None) as nobody:
        assert nobody.get(f"{CHAIN_PATH}/blocks/2").status_code == 401
        assert nobody.get("/chains").status_code == 401
        assert nobody.get("/health").json() == {"status": "ok"}


def test_chains_say_how_far_they_are_and_what_is_published(service: Served) -> None:
    """Up to a publication no more than what was anchored by it, and the witnessed checkpoint."""
    service.hand_in("alice", paid(service.node, service.key("alice")))
    service.running.publish()
    told = service.get("bob", "/chains").json()
    [one] = told["chains"]
    assert (one["chain"], one["published"]) == (CHAIN, one["height"])
    assert told["checkpoint"]["note"].startswith("custody.example/log\n")
    assert told["checkpoint"]["time"] > 0
    service.hand_in("alice", paid(service.node, service.key("alice")))
    [later] = service.get("bob", "/chains").json()["chains"]
    assert later["height"] > later["published"] == one["published"]
    assert service.get("bob", f"{CHAIN_PATH}/blocks/{later['height']}").json()["published"] is False
