# SPDX-License-Identifier: Apache-2.0
"""Whether events show what a keeper says it loaded, took out or lost: so much, of that lot, from its place."""

from collections.abc import Sequence
from typing import NamedTuple

from counterfoil.epcis.goods.sighting import in_force
from counterfoil.epcis.goods.stock import stock_of
from counterfoil.evidence.text import format_quantity
from counterfoil.law.module import View
from counterfoil.modules.receipts.documents import DOCUMENTS
from counterfoil.modules.receipts.goods import GOODS
from counterfoil.modules.receipts.records import KEEPERS, SCHEMES, Scheme
from counterfoil.node.supply.goods_arrived import Told, at_place, goods_uri, place_uri, whole_amount
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import InstrumentId, PartyId

GoodsKey = tuple[str, PartyId, str]
"""scheme, keeper, lot"""


class Leaving(NamedTuple):
    """Which goods, and by which URIs events name them and their keeper's place."""

    scheme: Scheme
    lot: str
    goods: str
    place: str

    def shown(self, amount: int) -> str:
        """A quantity in the unit of the scheme."""
        return f"{format_quantity(amount, self.scheme.decimals)} {self.scheme.uom}"


def goods_of_document(view: View, document: str) -> GoodsKey:
    """Whose goods a document is of; InputError where there is none."""
    found = view.read(DOCUMENTS, InstrumentId(document))
    if found is None:
        remedy = "counterfoil show records receipts/document lists them"
        raise InputError("there is no such document of title", where=document, remedy=remedy)
    return found.goods_key


def goods_named(text: str) -> GoodsKey:
    """Scheme, keeper and lot as people write them; InputError for what is none of these."""
    match text.split("/"):
        case [str(scheme), str(keeper), str(lot)] if scheme and keeper and lot:
            return scheme, PartyId(keeper), lot
    raise InputError(f"{text!r} is no lot", where="--lot", remedy="SCHEME/KEEPER/LOT, as copper/shed/CU-1")


def leaving(view: View, key: GoodsKey, *, goods: str | None = None, place: str | None = None) -> Leaving:
    """Which goods; InputError where there are none, or nobody says how events call them."""
    found, scheme, keeper = view.read(GOODS, *key), view.read(SCHEMES, key[0]), view.read(KEEPERS, *key[:2])
    if found is None or scheme is None or keeper is None:
        remedy = "counterfoil show records receipts/goods lists what is there"
        raise InputError("no such goods were taken in", where="/".join(key), remedy=remedy)
    return Leaving(scheme, key[2], goods_uri(found.lot, goods), place_uri(keeper, place))


def require_left(wanted: Leaving, told: Sequence[Told], loaded: int) -> None:
    """Events show just so much leaving, no more and no less; InputError with the reason where they do not."""
    sightings = in_force((number, one.event) for number, one in enumerate(told))
    own = [at_place(one, wanted.place) for one in sightings if any(named.uri == wanted.goods for named in one.names)]
    if not own:
        problem, remedy = f"no event names {wanted.goods}", "events of this lot; --goods URI, if they name it otherwise"
        raise InputError(problem, where=wanted.lot, remedy=remedy)
    stock = stock_of(wanted.goods, wanted.place, own, alone=True)
    if stock.problem:
        raise InputError(stock.problem, where=told[stock.since].where, remedy="correct what the event says")
    if stock.amount >= 0:
        problem = f"no event has any of it leave {wanted.place}"
        remedy = "bizStep shipping or destroying, with how much of the lot; --place URI, if it is called otherwise"
        raise InputError(problem, where=wanted.lot, remedy=remedy)
    left = whole_amount(wanted.scheme, wanted.lot, -stock.amount, stock.unit)
    if left != loaded:
        problem = f"events show that {wanted.shown(left)} left, and not {wanted.shown(loaded)}"
        remedy = f"--loaded counts the scheme's smallest unit: {left}; or other events"
        raise InputError(problem, where=wanted.lot, remedy=remedy)
