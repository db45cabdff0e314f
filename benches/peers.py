# SPDX-License-Identifier: Apache-2.0
"""How long it takes to make an answer about records of another chain, and to check one; and how many bytes it has."""

import os
from collections.abc import Callable, Sequence
from typing import Final

from benches.claim import Claim, timed
from benches.world import CHAIN, World, holder_id, world
from counterfoil.modules.parties.records import PARTIES
from counterfoil.modules.peers.calls import AnswerFor
from counterfoil.modules.peers.proving import proven
from counterfoil.modules.peers.records import PeerChain, PeerTrust
from counterfoil.modules.receivables.invoices import INVOICES
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.supply.answering import answers_of, length_of
from counterfoil.node.supply.peer_asking import trust_call
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import RecordPath, Timestamp
from counterfoil.verify import parse_trust

HOLDERS: Final = int(os.environ.get("COUNTERFOIL_PEER_RECORDS", "2000"))
ROUNDS: Final = 20
"""A figure in milliseconds is the best of so many."""


def run() -> list[Claim]:
    """About one record, and about a dozen, half of them absent."""
    with world(HOLDERS) as built:
        built.network.publish()
        peer, trust = _believed(built)
        one = [INVOICES.path(DEPOSITORY, to_hex(digest(b"an invoice")))]
        many = [PARTIES.path(holder_id(number)) for number in range(6)]
        many += [INVOICES.path(DEPOSITORY, to_hex(digest(b"%d" % number))) for number in range(6)]
        return [claim for paths in (one, many) for claim in _of(built, peer, trust, paths)]


def _believed(built: World) -> tuple[PeerChain, PeerTrust]:
    """What the network's trust file says of the chain, as a peer has it on record."""
    file = parse_trust(built.network.layout.trust.read_bytes())
    call = trust_call(file, CHAIN, DEPOSITORY, SUPERVISOR, reason="a benchmark")
    trust = PeerTrust(
        since=Timestamp(0),
        number=1,
        policy=call.policy,
        entry_auditors=call.entry_auditors,
        seal=call.seal,
        recovery=call.recovery,
        recovery_delay=call.recovery_delay,
        auditors=call.auditors,
    )
    return PeerChain(chain=CHAIN, genesis=call.genesis, keeper=DEPOSITORY, changes=1, entries=(trust,)), trust


def _of(built: World, peer: PeerChain, trust: PeerTrust, paths: Sequence[RecordPath]) -> list[Claim]:
    reader, log = built.network.chain(CHAIN).reader, built.network.published()

    def make() -> AnswerFor:
        [made] = answers_of(reader, log, paths, DEPOSITORY)
        return made

    answer = make()
    conditions = (
        f"{len(paths)} records of a chain of {HOLDERS:,} holders, {length_of(answer):,} bytes; "
        f"{log.size:,} entries in the log, {len(log.opened.cosigned)} cosigners, {len(answer.audits)} auditors"
    )
    steps: list[tuple[str, Callable[[], object]]] = [
        ("answer for a peer, made", make),
        ("answer of a peer, checked", lambda: proven(answer, peer, trust)),
    ]
    return [Claim(name=name, value=_best(act) * 1_000, unit="ms", conditions=conditions) for name, act in steps]


def _best(act: Callable[[], object]) -> float:
    """Processor seconds."""
    found: list[float] = []
    for _ in range(ROUNDS):
        with timed() as watch:
            act()
        found.append(watch.processor_seconds)
    return min(found)
