# SPDX-License-Identifier: Apache-2.0
"""What a chain asks of its peers, and what their trust files say as a call that the ledger keeps."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from counterfoil.evidence.text import format_time
from counterfoil.law.module import View
from counterfoil.modules.peers.calls import Trust
from counterfoil.modules.peers.queries import answer, peer, peers
from counterfoil.modules.peers.records import PEERS
from counterfoil.modules.receipts.documents import DOCUMENTS
from counterfoil.modules.receipts.elsewhere import claimed
from counterfoil.modules.receipts.goods import ITEMS
from counterfoil.modules.receivables.invoices import INVOICES
from counterfoil.modules.receivables.queries import voucher
from counterfoil.modules.receivables.registries import REGISTRIES
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Duration, PartyId, RecordPath, Timestamp
from counterfoil.verify import Trust as TrustFile


class Wanted(NamedTuple):
    """What somebody would ask of a peer."""

    vouchers: Sequence[str] = ()
    """all their invoices"""
    invoices: Sequence[str] = ()
    """each by its registry, as the peer calls it, and its fingerprint: REGISTRY/FINGERPRINT"""
    documents: Sequence[str] = ()
    """all single things on them, and what these are packed in"""
    records: Sequence[str] = ()
    """any, by their paths"""


def records_asked(view: View, chain: str, wanted: Wanted) -> list[RecordPath]:
    """The records of a peer that are meant, each once.

    Raises InputError for a voucher or a document that is not there, and where nothing is asked.
    """
    found: list[RecordPath] = []
    for name in wanted.vouchers:
        root = voucher(view, name)
        if root is None:
            raise InputError("no such voucher was proposed", where=name, remedy="name one of this chain")
        registry = _registry_there(view, root.registry, chain)
        found += [INVOICES.path(registry, one.fingerprint) for one in root.terms.invoices]
    found += map(_invoice, wanted.invoices)
    for name in wanted.documents:
        drafted = view.read(DOCUMENTS, name)
        if drafted is None:
            raise InputError("no such document was drafted", where=name, remedy="name one of this chain")
        found += [ITEMS.path(key) for key in claimed(view, drafted.contents.items)]
    found += map(RecordPath, wanted.records)
    if not found:
        remedy = "name --voucher, --invoice, --document or --record; a document without single things asks nothing"
        raise InputError("nothing is asked", where="supply ask", remedy=remedy)
    return list(dict.fromkeys(found))


def _registry_there(view: View, registry: PartyId, chain: str) -> PartyId:
    """What a peer calls a registry, by what was said last; the same where nobody said."""
    found = view.read(REGISTRIES, registry)
    said = () if found is None else found.asked[::-1]
    path = PEERS.path(chain)
    return next((one.registry for entry in said for one in entry.peers if one.peer == path), registry)


def _invoice(text: str) -> RecordPath:
    registry, slash, fingerprint = text.partition("/")
    if not slash:
        remedy = "REGISTRY/FINGERPRINT, the registry as the peer calls it"
        raise InputError("whose invoice is not said", where="--invoice", remedy=remedy)
    return INVOICES.path(registry, fingerprint)


def require_peer(view: View, chain: str) -> None:
    """InputError where the chain knows nothing of that peer, before anything is published for it."""
    if peer(view, chain) is None:
        known = ", ".join(one.chain for one in peers(view)) or "none"
        remedy = f"counterfoil supply believe makes it known; known are: {known}"
        raise InputError("nobody said whom to believe about this chain", where=chain, remedy=remedy)


def unanswered(
    view: View, chain: str, records: Sequence[RecordPath], *, header: Timestamp, now: Timestamp
) -> list[RecordPath]:
    """Those of which nothing as late as the header of this time stands, under the trust in force: what may be shown."""
    known = peer(view, chain)
    believed = None if known is None else known.believed(now)
    stands = {path: answer(view, chain, path) for path in records}
    return [
        path for path, found in stands.items() if found is None or found.time < header or found.believed != believed
    ]


def told_of(view: View, chain: str, records: Sequence[RecordPath]) -> Iterator[dict[str, Any]]:
    """What stands of each record by now: whether it is there, at which header, and what is taken of an invoice."""
    for path in records:
        found = answer(view, chain, path)
        if found is None:
            continue
        said: dict[str, Any] = {"record": path, "there": found.value is not None, "block": found.height}
        said["time"] = format_time(found.time)
        if found.value is not None and path.startswith(f"{INVOICES.prefix}/"):
            shown = canonical.decode(found.value.encode(), INVOICES.record)
            reserved = sum(one.amount for one in shown.standing(found.time))
            said |= {"cash": shown.cash, "amount": shown.amount, "promised": shown.confirmed, "reserved": reserved}
        yield said


def trust_call(
    trust: TrustFile, chain: ChainId, keeper: PartyId, by: PartyId, *, reason: str, since: Timestamp | None = None
) -> Trust:
    """What a trust file says of a chain; InputError where it says nothing of it."""
    known = trust.chains.get(chain)
    if known is None:
        raise InputError(f"the trust file says nothing of {chain}", where="--trust", remedy=", ".join(trust.chains))
    return Trust(
        chain=chain,
        genesis=to_hex(known.genesis),
        keeper=keeper,
        by=by,
        policy=trust.policy.encode(),
        entry_auditors=trust.entry_auditors,
        seal=known.seal,
        recovery=known.recovery,
        recovery_delay=Duration(known.recovery_delay_ms),
        auditors=known.auditors,
        reason=reason,
        since=since,
    )
