# SPDX-License-Identifier: Apache-2.0
"""A document of title as it stands: who controls it and how, its goods, a pledge and which of its acts were done."""

from collections.abc import Sequence
from typing import NamedTuple

from counterfoil.law.module import View
from counterfoil.law.moment import known
from counterfoil.modules.holdings.records import ENCUMBRANCES, HOLDINGS, TITLES, GrantStatus
from counterfoil.modules.parties.records import ACCOUNTS
from counterfoil.modules.receipts.documents import DOCUMENTS, LIVE, Document
from counterfoil.modules.receipts.goods import GOODS, Goods
from counterfoil.modules.receipts.queries import Control, controller
from counterfoil.modules.receipts.records import INTAKES, SCHEMES, Scheme
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId


class PledgeTold(NamedTuple):
    """How far a pledge by three acts has come."""

    pledge: str
    pledgee: PartyId
    endorsed: bool
    signed: bool
    delivered: bool
    """it is a pledge, and stands"""
    ended: bool
    """it was a pledge, and is released or realised"""


class ReceiptTold(NamedTuple):
    """A document, and all that is read beside it."""

    document: Document
    scheme: Scheme
    goods: Goods | None
    """None: it is a draft of goods that are not there"""
    control: Control
    account: AccountId | None
    """in which its unit is"""
    holder: PartyId | None
    bound: Sequence[str]
    """what keeps the unit where it is: held, pledged, frozen"""
    pledge: PledgeTold | None


def receipt_told(view: View, name: str) -> ReceiptTold:
    """What is on record of a document; InputError where there is none."""
    document = view.read(DOCUMENTS, name)
    control = controller(view, InstrumentId(name))
    if view.read(INTAKES, name) is not None and document is None:
        shown, drawn = f"counterfoil show record {INTAKES.path(name)} shows it", ", ".join(_drawn(view, name))
        remedy = f"{shown}; documents of its goods: {drawn or 'none is drafted'}"
        problem = "it is an intake, of goods that were declared, and no document of title"
        raise InputError(problem, where=name, remedy=remedy)
    if document is None or control is None:
        remedy = "counterfoil show records receipts/document lists them; identifiers are case-sensitive"
        raise InputError("there is no such document of title", where=name, remedy=remedy)
    title = view.read(TITLES, name)
    account = None if title is None else title.account
    held = None if account is None else view.read(HOLDINGS, account, name)
    parts = {} if held is None else {"held": held.held, "pledged": held.pledged, "frozen": held.frozen}
    return ReceiptTold(
        document,
        known(view, SCHEMES, document.scheme),
        view.read(GOODS, *document.goods_key),
        control,
        account,
        None if account is None else known(view, ACCOUNTS, account).holder,
        [part for part, quantity in parts.items() if quantity],
        _pledge(view, document),
    )


def _drawn(view: View, intake: str) -> list[str]:
    """The documents, drafts too, that were made of an intake's goods."""
    return [one.instrument for _, one in view.rows(DOCUMENTS) if one.intake == intake]


def _pledge(view: View, document: Document) -> PledgeTold | None:
    """An endorsement is over once the title has moved, unless the pledge stands."""
    acts = document.pledge
    if acts is None:
        return None
    found = view.read(ENCUMBRANCES, acts.pledge)
    stands = found is not None and found.status is GrantStatus.active and found.instrument == document.instrument
    title = view.read(TITLES, document.instrument)
    moves = 0 if title is None else title.trail.seq
    ended = found is not None and found.instrument == document.instrument and not stands
    endorsed = stands or (acts.title_moves == moves and document.status in LIVE)
    return PledgeTold(acts.pledge, acts.pledgee, endorsed, acts.keeper_signed and endorsed, stands, ended)
