# SPDX-License-Identifier: Apache-2.0
"""Calls about schemes, keepers, goods that are declared, goods on hand. About documents: ``document_calls``."""

from typing import Annotated, Final

from msgspec import Meta

from counterfoil.evidence.words import DECIMALS_MAX
from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.receipts.documents import KeeperKind
from counterfoil.modules.receipts.showing import Hashes
from counterfoil.modules.receipts.terms import ITEMS_MAX, Amount, Asked, Epc, Item, Lot, Shown, Text, Uom
from counterfoil.primitives.types import (
    IDENTIFIER,
    QUANTITY_MAX,
    AccountId,
    HashField,
    InstrumentId,
    PartyId,
    RecordPath,
    TimestampField,
)

PEERS_MAX: Final = 4
PeerPath = Annotated[RecordPath, Meta(examples=["peers/chain/east"])]
Items = Annotated[tuple[Item, ...], Meta(max_length=ITEMS_MAX)]
Epcs = Annotated[tuple[Epc, ...], Meta(max_length=ITEMS_MAX)]
NoneOrMore = Annotated[int, Meta(ge=0, le=QUANTITY_MAX)]


class OpenScheme(Call, frozen=True, tag_field="call", tag="receipts.open_scheme"):
    """Open a scheme of receipts of one kind of goods; by the exchange or registrar that registers them."""

    scheme: NewId
    registered_by: PartyId
    commodity: Text
    uom: Uom
    decimals: Annotated[int, Meta(ge=0, le=DECIMALS_MAX)]
    cash: InstrumentId
    account: AccountId
    """into which deposits go that are forfeited"""
    rules: Asked


class SetRules(Call, frozen=True, tag_field="call", tag="receipts.set_rules"):
    """Set a scheme's rules from a time on; by its registrar."""

    scheme: str
    rules: Asked
    reason: LegalReference
    since: TimestampField | None = None
    """None: from now on"""


class SetPeers(Call, frozen=True, tag_field="call", tag="receipts.set_peers"):
    """Say which other chains are asked about things before a document names them; by the registrar and a supervisor."""

    scheme: str
    by: PartyId
    """the supervisor that agrees"""
    reason: LegalReference
    chains: Annotated[tuple[PeerPath, ...], Meta(max_length=PEERS_MAX)] = ()
    """none: nobody is asked any more"""
    since: TimestampField | None = None
    """None: from now on"""


class AdmitKeeper(Call, frozen=True, tag_field="call", tag="receipts.admit_keeper"):
    """Let a keeper issue documents of a scheme; by the registrar, and the keeper, which consents to them once."""

    scheme: str
    goods_keeper: Annotated[PartyId, IDENTIFIER]
    kind: KeeperKind
    capacity: Amount
    account: AccountId
    """into which it is paid differences"""
    gln: Annotated[str, Meta(max_length=32)] | None = None
    guarantee: HashField | None = None
    """of a factory: SHA-256 of what covers its receipts"""


class BarKeeper(Call, frozen=True, tag_field="call", tag="receipts.bar_keeper"):
    """Let a keeper take in and draft nothing new; by the registrar. What is on documents goes on."""

    scheme: str
    goods_keeper: PartyId
    reason: LegalReference


class Declare(Call, frozen=True, tag_field="call", tag="receipts.declare"):
    """Declare goods that will come; by their owner, with a deposit where the rules ask for one."""

    intake: NewId
    scheme: str
    goods_keeper: PartyId
    depositor: PartyId
    lot: Lot
    declared: Amount
    deposit: str | None = None
    """a hold of it, whose executor is `receipts/intake/` and the declaration"""


class GiveRoom(Call, frozen=True, tag_field="call", tag="receipts.give_room"):
    """Approve what was declared; by the registrar."""

    intake: str


class TurnAway(Call, frozen=True, tag_field="call", tag="receipts.turn_away"):
    """Approve it not; by the registrar. The deposit is free again."""

    intake: str
    reason: LegalReference


class Lapse(Call, frozen=True, tag_field="call", tag="receipts.lapse"):
    """Record that declared goods did not come in time; by anybody. The deposit is forfeited if room was given."""

    intake: str


class TakeIn(Call, frozen=True, tag_field="call", tag="receipts.take_in"):
    """Take goods in, as measured and certified; by the keeper, and an inspector where the rules ask for one."""

    intake: str
    arrived: Amount
    certificate: HashField
    events: Hashes
    """that show them, each once; and no other intake of this lot"""
    inspector: PartyId | None = None
    items: Items = ()


class TakeOut(Call, frozen=True, tag_field="call", tag="receipts.take_out"):
    """Note that goods left that are on no document; by the keeper, and an inspector where the rules ask for one."""

    scheme: str
    goods_keeper: PartyId
    lot: str
    quantity: Amount
    shown: Shown
    inspector: PartyId | None = None
    items: Epcs = ()
    """which single things left; what is in them left with them"""


class StrikeGoods(Call, frozen=True, tag_field="call", tag="receipts.strike_goods"):
    """Strike what a keeper took in and has no right to, or never had; by a supervisor. It is on no document.

    Whose the things are takes them in then, in the same transaction: nobody is before them.
    """

    scheme: str
    goods_keeper: PartyId
    lot: str
    by: PartyId
    """the supervisor"""
    reference: LegalReference
    quantity: NoneOrMore = 0
    """of the goods on record, what is not there"""
    items: Epcs = ()
    """which things; what is in them is struck with them"""


class RecordLoss(Call, frozen=True, tag_field="call", tag="receipts.record_loss"):
    """Record that goods are lost, and which documents they were on; by the keeper and the registrar."""

    scheme: str
    goods_keeper: PartyId
    lot: str
    quantity: Amount
    insurance: Text
    """under which the loss is claimed; or that nothing was insured"""
    shown: Shown
    documents: Annotated[tuple[InstrumentId, ...], Meta(max_length=16)] = ()
    items: Epcs = ()
    """which single things are lost that are on no document"""
