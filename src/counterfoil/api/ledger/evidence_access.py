# SPDX-License-Identifier: Apache-2.0
"""Which packages a party may have: of what need to know (rule 6) says of evidence, the whole.

A package shows more than a page: trails whole, who consented to what, and the standing of those who did. So of what a
party only sees in part it has no package, and is told so, since it knows that it is there.
"""

from typing import Final

from counterfoil.api.callers import Answer
from counterfoil.api.ledger.kept_answers import KeptAnswers
from counterfoil.api.ledger.need_to_know import Sight, names_in, names_in_event
from counterfoil.api.ledger.transaction_pages import shown_of
from counterfoil.evidence.claims import ClaimKind
from counterfoil.evidence.event import GENESIS_TRANSACTION, Event, decode_event
from counterfoil.evidence.transaction import Line, decode_envelope
from counterfoil.modules import laws
from counterfoil.modules.holdings.records import TITLES
from counterfoil.node.asked_claim import AskedClaim
from counterfoil.node.chain import ChainNode
from counterfoil.primitives import canonical
from counterfoil.primitives.types import HexHash, RecordPath

TRAIL_MAX: Final = 256
"""Events of the trail of a record that is open to members: of a longer one nobody looks whom it names."""


def may_have(sight: Sight, node: ChainNode, asked: AskedClaim) -> Answer:
    """Whether a party may have this package, and may know that there is what it is about."""
    if sight.all:
        return Answer.granted
    if sight.party is None:
        return Answer.unseen
    match asked.kind:
        case ClaimKind.transfer:
            return _transfer(sight, node, asked.transaction)
        case ClaimKind.record:
            return _record(sight, node, asked.record)
        case ClaimKind.provenance:
            title = sight.view.read(TITLES, asked.instrument)
            own = title is not None and title.account is not None and sight.owns(title.account)
        case _:
            own = sight.owns(asked.account)
    return Answer.granted if own else Answer.unseen


def _transfer(sight: Sight, node: ChainNode, transaction: HexHash) -> Answer:
    """A transaction that it signed, or of which every call and every event is its business."""
    kept = KeptAnswers(node.reader)
    answer = kept.of(transaction)
    shown = None if answer is None else shown_of(node, sight, kept, answer)
    if answer is None or shown is None:
        return Answer.unseen
    whole = not shown["calls_not_shown"] and len(shown["caused"]) == answer["events"]
    return Answer.granted if whole else Answer.refused


def _record(sight: Sight, node: ChainNode, path: RecordPath) -> Answer:
    table = laws().table_of(path)
    found = None if table is None else node.reader.record(path, node.reader.height)
    if table is None or found is None:
        return Answer.unseen
    record = canonical.decode(found, table.record)
    if sight.named_in(record):
        return Answer.granted
    if not sight.record(record):
        return Answer.unseen
    parties, accounts = names_in(table.record, canonical.decode(found, dict))
    return Answer.granted if _names_no_other(node, sight, path, parties | accounts) else Answer.refused


def _names_no_other(node: ChainNode, sight: Sight, path: RecordPath, named: frozenset[str]) -> bool:
    """Whether a trail, and the calls that caused it, name nobody but whom its record names, and offices."""
    trail = node.reader.trail(path)
    if len(trail) > TRAIL_MAX:
        return False
    found = {
        name for height, index in trail for name in _named_by(node, decode_event(node.reader.event(height, index)))
    }
    return all(name in named or sight.is_office(name) for name in found)


def _named_by(node: ChainNode, event: Event) -> frozenset[str]:
    found = names_in_event(event)
    if event.transaction == GENESIS_TRANSACTION:
        return found
    received = node.reader.transaction(event.transaction)
    _, payload = decode_envelope(received.envelope)
    found = found.union(payload.by)
    if event.call is None:
        return found
    call = canonical.decode(received.lines[event.call], Line).call
    return found.union(*names_in(laws().calls[str(call["call"])], call))
