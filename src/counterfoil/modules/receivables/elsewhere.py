# SPDX-License-Identifier: Apache-2.0
"""No invoice twice, across chains: what peers promised counts, and what they reserved earlier.

A mutual exclusion after Lamport, and Ricart and Agrawala. Claims are ordered by the time of the block that reserved
them, then by the name of its chain. Before a claim is confirmed, each peer is asked, at a header later than the claim:
so whatever the peer shows not yet will be later, and will see this claim when it asks in its turn. The earlier of two
always wins, whichever clocks the chains have; it takes only that the times of a chain's headers increase, and that no
chain has two of one height in the custody log.
"""

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from counterfoil.law.dated import begins
from counterfoil.law.detail import after_then, units
from counterfoil.law.elsewhere import Shown, peer_at, shown_of
from counterfoil.law.event import EventData
from counterfoil.law.module import View
from counterfoil.law.moment import Moment, Reader, all_known, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.receivables import calls as c
from counterfoil.modules.receivables import events as e
from counterfoil.modules.receivables.elsewhere_outcomes import ElsewhereOutcome
from counterfoil.modules.receivables.invoices import INVOICES, Invoice, Reservation
from counterfoil.modules.receivables.records import InvoiceShare, Root
from counterfoil.modules.receivables.registries import REGISTRIES, AskedPeer
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import ChainId, JsonText, RecordPath, Timestamp

Place = tuple[Timestamp, ChainId]
"""Where a claim stands among those of all chains: when it was reserved, and on which chain."""


class Counted(NamedTuple):
    """What a peer has that counts against a claim."""

    promised: int
    earlier: int
    """reserved before it, and neither promised, given back nor expired"""


def set_peers(call: c.SetPeers, moment: Moment) -> Iterable[EventData]:
    since = begins(call.since, moment.time, ElsewhereOutcome.peers_backdated, call.registry)
    require(call.registry != call.by, ElsewhereOutcome.two_must_set_peers, call.by)
    paths = [one.peer for one in call.peers]
    for path in paths:
        found = peer_at(moment.find, path) is not None and paths.count(path) == 1
        require(found, ElsewhereOutcome.no_such_peer, path)
    yield e.PeersSet(
        registry=call.registry,
        by=call.by,
        since=since,
        peers=call.peers,
        reason=call.reason,
        time=moment.time,
    )


def require_room_elsewhere(moment: Moment, root: Root) -> None:
    """For each invoice of a voucher: what other chains have of it leaves what the voucher takes."""
    peers = _asked(moment, root, moment.time)
    shares = root.terms.invoices if peers else ()
    asked = [partial(_shown, moment, peer, share) for share in shares for peer in peers]
    shown = iter(all_known(asked))
    for share in shares:
        invoice = known(moment, INVOICES, root.registry, share.fingerprint)
        mine = invoice.reservation(root.root)
        room = invoice.room_of(mine, moment.time)
        told: list[str] = []
        for peer in peers:
            count = _counted_at(next(shown), peer, invoice, mine, moment.chain)
            room -= count.promised + count.earlier
            if any(count):
                told.append(_told(peer, count, invoice))
        said = f"{share.fingerprint}: {units(share.amount, invoice.cash)} asked; {', '.join(told)}"
        require(share.amount <= room, ElsewhereOutcome.promised_on_another_chain, said)


def lacking(view: View, root: Root, time: Timestamp) -> list[RecordPath]:
    """The peers that have not answered about every invoice of a voucher since it was reserved, each by its path."""
    peers = _asked(view, root, time)
    found: dict[RecordPath, None] = {}
    for share in root.terms.invoices:
        mine = known(view, INVOICES, root.registry, share.fingerprint).reservation(root.root)
        for peer in peers:
            shown = shown_of(view.find, peer.peer, INVOICES.path(peer.registry, share.fingerprint), time)
            if shown is None or shown.time <= mine.since:
                found[peer.peer] = None
    return list(found)


def counted(invoice: Invoice, chain: ChainId, time: Timestamp, place: Place) -> Counted:
    """What of a peer's invoice, as shown at a header of a time, counts against a claim at a place.

    A reservation that had expired by then will never be confirmed: no later block of that chain is in time for it.
    """
    earlier = (one.amount for one in invoice.standing(time) if (one.since, chain) < place)
    return Counted(invoice.confirmed, sum(earlier))


def _asked(view: Reader, root: Root, time: Timestamp) -> tuple[AskedPeer, ...]:
    """The chains that are asked about the invoices of a voucher, as their registry said."""
    registry = view.read(REGISTRIES, root.registry)
    return () if registry is None else registry.peers_at(time)


def _shown(moment: Moment, peer: AskedPeer, share: InvoiceShare) -> Shown | None:
    return shown_of(moment.find, peer.peer, INVOICES.path(peer.registry, share.fingerprint), moment.time)


def _counted_at(shown: Shown | None, peer: AskedPeer, invoice: Invoice, mine: Reservation, chain: ChainId) -> Counted:
    """What a peer has that counts, if it was asked after the reservation, and has the same invoice or none."""
    if shown is None:
        raise Refused(ElsewhereOutcome.not_asked_elsewhere, f"{peer.peer}: {invoice.fingerprint}")
    late = after_then(f"{peer.peer}: {invoice.fingerprint}", mine.since, shown.time)
    require(shown.time > mine.since, ElsewhereOutcome.not_asked_elsewhere, late)
    if shown.value is None:
        return Counted(0, 0)
    theirs = _understood(shown.value, peer)
    same = (theirs.fingerprint, theirs.amount, theirs.cash) == (
        invoice.fingerprint,
        invoice.amount,
        peer.calls(invoice.cash),
    )
    # What it withdrew it neither promised nor has reserved, whatever it had said of it.
    same = same or theirs.withdrawn
    told = f"{peer.peer} has {units(theirs.amount, theirs.cash)}, and here it is {units(invoice.amount, invoice.cash)}"
    require(same, ElsewhereOutcome.registered_otherwise_elsewhere, told)
    return counted(theirs, shown.chain, shown.time, (mine.since, chain))


def _understood(value: JsonText, peer: AskedPeer) -> Invoice:
    try:
        return canonical.decode(value.encode(), Invoice)
    except DecodeError as error:
        raise Refused(ElsewhereOutcome.not_an_invoice_elsewhere, f"{peer.peer}: {error}") from error


def _told(peer: AskedPeer, count: Counted, invoice: Invoice) -> str:
    promised = f"{units(count.promised, invoice.cash)} promised"
    return f"{peer.peer} has {promised} and {units(count.earlier, invoice.cash)} reserved earlier"
