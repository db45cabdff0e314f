# SPDX-License-Identifier: Apache-2.0
"""A pause of contracts: nothing of them is called, and what only stops one is not held up."""

from counterfoil.law.module import Rule
from counterfoil.modules import laws
from counterfoil.modules.contracts import calls as c
from counterfoil.modules.contracts.records import CODES
from counterfoil.modules.governance import calls as g
from counterfoil.node.contracts.beginning import SOURCE as BOX
from counterfoil.node.contracts.local_chain import LocalChain
from counterfoil.primitives.types import Timestamp
from support.governed import HOUR, MEMBERS, adopt
from support.programs import programs


def test_a_pause_holds_up_no_stop() -> None:
    """A supervisor stops a contract and withdraws its code; nobody calls it, lets it run on or deploys it."""
    chain = LocalChain(programs())
    chain.instrument("SHARE")
    chain.deploy("box", BOX, instrument="SHARE")
    (code,) = chain.names(CODES)
    for member in MEMBERS:
        chain.party(member)
    chain.submit(adopt("registrar"), by=f"registrar supervisor {' '.join(MEMBERS)}")
    until = Timestamp(chain.now + HOUR)
    chain.submit(g.PauseCalls(nouns=("contracts",), until=until, reference="now", members=("bank",)), by="bank")
    with chain.refuses("paused"):
        chain.call("box", "of", "issuer", party="issuer")
    chain.submit(c.Pause(contract="box", by="supervisor", reason="a fault"), by="supervisor")
    chain.submit(c.WithdrawCode(code=code, by="supervisor", reason="a fault"), by="supervisor")
    with chain.refuses("paused"):
        chain.submit(c.Resume(contract="box", by="supervisor", reason="mended"), by="supervisor")
    chain.wait(HOUR)
    with chain.refuses("contract_stands_still"):
        chain.call("box", "of", "issuer", party="issuer")


def test_what_passes_every_pause_moves_nothing() -> None:
    """These and no others, and no program runs."""
    stops: dict[type, Rule] = {call: rule for call, rule in laws().rules.items() if rule.stops}
    assert set(stops) == {c.Pause, c.WithdrawCode}
    assert not any(rule.programmed or rule.carries for rule in stops.values())
