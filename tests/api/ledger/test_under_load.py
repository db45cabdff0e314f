# SPDX-License-Identifier: Apache-2.0
"""Many clients at once: every answer is right, nothing is lost, nothing happens twice. ``make load`` tells rates."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import httpx

from support.node_service import CHAIN_PATH, JSON, SUPERVISOR, Served, batch, holding, paid

CLIENTS: Final = 16
ROUNDS: Final = 6
HELD: Final = 1_000
"""Shares, of alice and bob together."""


def asked(client: httpx.Client, sent: list[bytes], shared: bytes) -> list[dict[str, Any]]:
    """What one client does: hand in, read, and hand in what all hand in. Every answer that it was given."""
    told = []
    for one in sent:
        told.append(client.post(f"{CHAIN_PATH}/transactions", content=batch(one, shared), headers=JSON).json())
        told += [client.get(holding(name)).json() for name in ("alice", "bob")]
        told.append(client.get(f"{CHAIN_PATH}/events", params={"from": "1.0", "limit": 20}).json())
    return told


def test_every_answer_is_right_while_many_ask(service: Served) -> None:
    """Sums exact, each transfer once, one answer to what all hand in, and each answer true at the height it names."""
    alice, node = service.key("alice"), service.node
    sent = [[paid(node, alice, number + 1) for number in range(ROUNDS)] for _ in range(CLIENTS)]
    shared = paid(node, alice, 5)
    clients = [service.client(SUPERVISOR) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        waiting = [pool.submit(asked, client, own, shared) for client, own in zip(clients, sent, strict=True)]
        told = [answer for one in waiting for answer in one.result()]
    for client in clients:
        client.close()

    done = [one["transactions"] for one in told if "transactions" in one]
    assert {one["status"] for pair in done for one in pair} == {"committed"}
    assert len({str(pair[1]) for pair in done}) == 1
    transactions = Counter(pair[0]["transaction"] for pair in done)
    assert set(transactions.values()) == {1} and len(transactions) == CLIENTS * ROUNDS

    moved = CLIENTS * sum(range(1, ROUNDS + 1)) + 5
    for name, free in (("alice", 900 - moved), ("bob", 100 + moved)):
        assert service.get(SUPERVISOR, holding(name)).json()["value"]["free"] == free

    roots = {one["at"]["height"]: one["at"]["state"] for one in told}
    assert all(roots[one["at"]["height"]] == one["at"]["state"] for one in told)
    for height, root in roots.items():
        assert service.get(SUPERVISOR, f"{CHAIN_PATH}/blocks/{height}").json()["header"]["state"] == root
    held: dict[int, dict[str, int]] = {}
    for one in told:
        if "record" in one:
            assert (
                held.setdefault(one["at"]["height"], {}).setdefault(one["record"], one["value"]["free"])
                == (one["value"]["free"])
            )
    assert all(sum(both.values()) == HELD for both in held.values() if len(both) == 2)

    caused = Counter(
        event["transaction"]
        for page in service.pages(SUPERVISOR, 1_000)
        for event in page
        if event["type"] == "holdings.transferred"
    )
    assert {one: caused[one] for one in transactions} == dict.fromkeys(transactions, 1)


def test_what_two_hand_in_at_once_of_one_holding_is_not_had_twice(service: Served) -> None:
    """Each tries to move all that alice has: one does, whoever it is, and the others are told that it is not there."""
    alice = service.key("alice")
    sent = [paid(service.node, alice, 900) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = [one.json()["transactions"][0] for one in pool.map(lambda one: service.hand_in("bob", one), sent)]
    assert Counter(one["status"] for one in answers) == {"committed": 1, "rejected": CLIENTS - 1}
    assert service.get("bob", holding("bob")).json()["value"]["free"] == HELD
