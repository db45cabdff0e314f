# SPDX-License-Identifier: Apache-2.0
"""The law of peers: who says whom to believe, and answers that prove themselves."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.text import format_time
from counterfoil.law.dated import begins
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.peers import calls as c
from counterfoil.modules.peers import events as e
from counterfoil.modules.peers.outcomes import PeersOutcome
from counterfoil.modules.peers.proving import proven
from counterfoil.modules.peers.records import ANSWERS, PEERS
from counterfoil.modules.peers.trusting import trust_problem
from counterfoil.modules.peers.words import WORDS

PEERS_FEATURE: Final = "peers"
"""The feature that lets other chains be known, and answers about them be shown."""


def trust(call: c.Trust, moment: Moment) -> Iterable[EventData]:
    require(call.chain != moment.chain, PeersOutcome.peer_is_this_chain, call.chain)
    since = begins(call.since, moment.time, PeersOutcome.peer_backdated, call.chain)
    before = moment.read(PEERS, call.chain)
    same = before is None or (call.genesis, call.keeper) == (before.genesis, before.keeper)
    require(same, PeersOutcome.peer_fixed, call.chain)
    require(call.keeper != call.by, PeersOutcome.two_must_trust, call.by)
    problem = trust_problem(call)
    if problem is not None:
        raise Refused(PeersOutcome.trust_unsound, problem)
    yield e.Trusted(
        chain=call.chain,
        genesis=call.genesis,
        keeper=call.keeper,
        by=call.by,
        since=since,
        policy=call.policy,
        entry_auditors=call.entry_auditors,
        seal=call.seal,
        recovery=call.recovery,
        recovery_delay=call.recovery_delay,
        auditors=call.auditors,
        reason=call.reason,
        time=moment.time,
    )


def answer(call: c.AnswerFor, moment: Moment) -> Iterable[EventData]:
    peer = known(moment, PEERS, call.peer)
    believed = peer.trust(moment.time)
    if believed is None:
        raise Refused(PeersOutcome.not_believed_yet, call.peer)
    header, hash_ = proven(call, peer, believed)
    # Anybody may have shown some of them at this header before: what he left is shown none the less.
    before = {shown.record: moment.read(ANSWERS, peer.chain, shown.record) for shown in call.records}
    newer = {
        record
        for record, last in before.items()
        if last is None or last.time < header.time or last.believed != believed.number
    }
    told = ", ".join(f"{record}: of {format_time(last.time)}" for record, last in before.items() if last is not None)
    require(bool(newer), PeersOutcome.answer_not_newer, told)
    for shown in call.records:
        if shown.record not in newer:
            continue
        yield e.Answered(
            peer=peer.chain,
            record=shown.record,
            value=shown.value,
            height=header.height,
            header=hash_,
            time=header.time,
            believed=believed.number,
            by=call.by,
        )


LAW: Final = Law(
    noun="peers",
    calls=under(PEERS_FEATURE, {c.Trust: trust, c.AnswerFor: answer}),
    events=e.EVENTS,
    tables=(PEERS, ANSWERS),
    outcomes=PeersOutcome,
    words=WORDS,
)
