# SPDX-License-Identifier: Apache-2.0
"""No goods on documents of two chains: what a peer took in earlier, and still has, is on no document here.

Claims on a thing are ordered by the time of the block that took it in, then by the chain's name, and each peer is asked
at a header later than that: the same mutual exclusion as that of invoices. Taking in is the claim, and registering a
document on it is what both chains must not do.
"""

from collections.abc import Iterable, Sequence
from functools import partial

from counterfoil.law.dated import begins
from counterfoil.law.detail import after_then
from counterfoil.law.elsewhere import Shown, peer_at, shown_of
from counterfoil.law.event import EventData
from counterfoil.law.module import View
from counterfoil.law.moment import Moment, Reader, all_known, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.receipts import calls as c
from counterfoil.modules.receipts.elsewhere_outcomes import GoodsElsewhereOutcome as Outcome
from counterfoil.modules.receipts.goods import ITEMS, GoodsItem, around, things
from counterfoil.modules.receipts.records import SCHEMES, Scheme
from counterfoil.modules.receipts.scheme_events import PeersSet
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import ChainId, JsonText, RecordPath, Timestamp


def set_peers(call: c.SetPeers, moment: Moment) -> Iterable[EventData]:
    scheme = known(moment, SCHEMES, call.scheme)
    since = begins(call.since, moment.time, Outcome.scheme_peers_backdated, call.scheme)
    require(scheme.registered_by != call.by, Outcome.two_must_set_scheme_peers, call.by)
    for path in call.chains:
        found = peer_at(moment.find, path) is not None and call.chains.count(path) == 1
        require(found, Outcome.no_such_peer_of_scheme, path)
    yield PeersSet(
        scheme=call.scheme,
        registered_by=scheme.registered_by,
        by=call.by,
        since=since,
        chains=call.chains,
        reason=call.reason,
        time=moment.time,
    )


def require_nowhere_else(moment: Moment, scheme: Scheme, epcs: Sequence[str]) -> None:
    """No peer has these things, what is in them, or what they are packed in, by an earlier claim."""
    peers = scheme.peers_at(moment.time)
    keys = claimed(moment, epcs) if peers else ()
    asked = [partial(shown_of, moment.find, peer, ITEMS.path(key), moment.time) for key in keys for peer in peers]
    shown = iter(all_known(asked))
    for key in keys:
        mine = known(moment, ITEMS, key)
        for peer in peers:
            _require_not_there(next(shown), peer, mine, moment.chain)


def claimed(moment: Reader, epcs: Sequence[str]) -> tuple[str, ...]:
    """The keys of things, of all that is in them, and of what they are packed in: what peers are asked about."""
    return tuple(dict.fromkeys((*things(moment, epcs), *sorted(around(moment, epcs)))))


def lacking(view: View, scheme: Scheme, epcs: Sequence[str], now: Timestamp) -> list[str]:
    """What nobody was asked about late enough for a document to be registered now: peer and identifier."""
    found = []
    for key in claimed(view, epcs):
        mine = known(view, ITEMS, key)
        for peer in scheme.peers_at(now):
            shown = shown_of(view.find, peer, ITEMS.path(key), now)
            if shown is None or shown.time <= mine.since:
                found.append(f"{peer}: {mine.epc}")
    return found


def _require_not_there(shown: Shown | None, peer: RecordPath, mine: GoodsItem, chain: ChainId) -> None:
    if shown is None:
        raise Refused(Outcome.goods_not_asked_elsewhere, f"{peer}: {mine.epc}")
    late = after_then(f"{peer}: {mine.epc}", mine.since, shown.time)
    require(shown.time > mine.since, Outcome.goods_not_asked_elsewhere, late)
    if shown.value is None:
        return
    theirs = _understood(shown.value, peer)
    earlier = theirs.here and (theirs.since, shown.chain) < (mine.since, chain)
    require(not earlier, Outcome.goods_on_another_chain, f"{peer}: {mine.epc}, kept by {theirs.goods_keeper}")


def _understood(value: JsonText, peer: RecordPath) -> GoodsItem:
    try:
        return canonical.decode(value.encode(), GoodsItem)
    except DecodeError as error:
        raise Refused(Outcome.no_goods_elsewhere, f"{peer}: {error}") from error
