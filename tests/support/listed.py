# SPDX-License-Identifier: Apache-2.0
"""Lists of records, as a client of a service that runs here reads them."""

from collections.abc import Iterator
from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.node.submitting import sign_calls
from support.node_service import CHAIN_PATH, Served

LIST: Final = f"{CHAIN_PATH}/records"


def done(service: Served, name: str, *calls: Call) -> int:
    """The height of a transaction that was committed."""
    [answer] = service.hand_in(name, sign_calls(service.node, calls, service.key(name))).json()["transactions"]
    assert answer["status"] == "committed", answer
    return int(answer["height"])


def pages(service: Served, name: str, **query: Any) -> Iterator[dict[str, Any]]:
    """Every page of a question, of rows up to now."""
    told = service.get(name, LIST, at_least=service.node.height, **query).json()
    yield told
    while told["next"] is not None:
        told = service.get(name, LIST, **query, cursor=told["next"]).json()
        yield told


def found(service: Served, name: str, **query: Any) -> list[str]:
    return [one["record"] for page in pages(service, name, **query) for one in page["records"]]
