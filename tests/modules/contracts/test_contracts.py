# SPDX-License-Identifier: Apache-2.0
"""What a contract can do, and what it cannot."""

import pytest

from counterfoil.modules.contracts.calls import Pause, Retire
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts.local_chain import LocalChain
from counterfoil.primitives.types import PartyId
from support.plain_programs import PlainPrograms

ESCROW = '''
"""Money held until what was agreed is there."""


def init(seller: str, price: int):
    """Begin for a seller's account, at a price."""
    put("seller", seller)
    put("price", price)


def fund(hold: str):
    """Take the price out of a hold."""
    require(get("funded") == None, "funded already")
    take(hold, account(), get("price"))
    put("funded", True)
    emit("funded", {"by": caller(), "price": get("price")})


def release():
    """Pay the seller; the buyer says so."""
    require(get("funded", False), "not funded")
    require(consents("buyer"), "the buyer has not agreed")
    pay(get("seller"), "CNY", get("price"))
    remove("funded")


def price():
    """View: what it costs."""
    return get("price")
'''


@pytest.fixture
def chain() -> LocalChain:
    chain = LocalChain(PlainPrograms(HOST_FUNCTIONS))
    chain.instrument("CNY", "bank", cash=True)
    chain.account("of-buyer", "buyer")
    chain.account("of-seller", "seller")
    chain.issue("CNY", "of-buyer", 1_000)
    return chain


def test_an_escrow(chain: LocalChain) -> None:
    """Money goes into it out of a hold, and out of it when the buyer says so."""
    chain.deploy("escrow", ESCROW, "agent", seller="of-seller", price=300)
    chain.hold("h1", "of-buyer", "CNY", 300, "escrow")
    chain.call("escrow", "fund", "seller", hold="h1")
    assert (chain.balance("of-escrow", "CNY"), chain.balance("of-buyer", "CNY")) == (300, 700)
    assert chain.emitted() == [("funded", {"by": "seller", "price": 300})]
    with chain.refuses("contract_failed", "the buyer has not agreed"):
        chain.call("escrow", "release", "seller")
    assert chain.call("escrow", "price", "seller") == 300
    chain.call("escrow", "release", "buyer")
    assert chain.balance("of-seller", "CNY") == 300
    assert chain.state("escrow") == {"seller": "of-seller", "price": 300}


def test_a_paused_contract_is_retired(chain: LocalChain) -> None:
    """Then it is not paused any more, and nobody paused it; the chain checks its invariants after each block."""
    chain.deploy("escrow", ESCROW, "agent", seller="of-seller", price=300)
    chain.submit(Pause(contract="escrow", by=PartyId("agent"), reason="a fault"), by="agent")
    chain.submit(Retire(contract="escrow", reason="done"), by="agent")
    with chain.refuses("contract_stands_still"):
        chain.call("escrow", "price", "agent")
