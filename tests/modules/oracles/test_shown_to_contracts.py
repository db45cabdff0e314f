# SPDX-License-Identifier: Apache-2.0
"""A contract that pays by what several observed: it is shown the feed, and decides how old a value may be."""

from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.node.contracts.local_chain import LocalChain
from support.plain_programs import PlainPrograms
from support.refused_oracles import HOUR_MS, define, fix, observe, void

FEED = "oracles/feed/copper"
READER = '''
"""What copper costs, if somebody knows."""


def price():
    """View: the value of a feed that is at most ten minutes old."""
    feed = shown("oracles/feed/copper")
    require(feed["value"] != None, "no fixing stands")
    require(now() - feed["observed"] <= 600000, "the fixing is old")
    return {"value": feed["value"], "decimals": feed["decimals"], "round": feed["round"]}
'''


def test_a_contract_reads_a_feed_and_refuses_what_is_old_or_void() -> None:
    """By the names of the record's fields, which stay."""
    chain = LocalChain(PlainPrograms(HOST_FUNCTIONS))
    for name in ("venue", "bank", "issuer", "custodian"):
        chain.party(name)
    chain.submit(define("copper", counts_for=HOUR_MS), by="venue supervisor")
    chain.deploy("reader", READER, "agent")
    with chain.refuses("contract_failed", "no fixing stands"):
        chain.call("reader", "price", "agent", shows=(FEED,))
    now = chain.time
    chain.submit(observe("bank", now, 100), observe("issuer", now, 103), by="bank issuer")
    chain.submit(fix(), by="agent")
    assert chain.call("reader", "price", "agent", shows=(FEED,)) == {"value": 102, "decimals": 2, "round": 1}
    chain.wait(600_000)
    with chain.refuses("contract_failed", "the fixing is old"):
        chain.call("reader", "price", "agent", shows=(FEED,))
    chain.submit(void(), by="venue supervisor")
    with chain.refuses("contract_failed", "no fixing stands"):
        chain.call("reader", "price", "agent", shows=(FEED,))
