# SPDX-License-Identifier: Apache-2.0
"""Calls about trades that one member executes and another carries."""

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.futures.give_ups import Held
from counterfoil.modules.futures.positions import Fill, Offset
from counterfoil.modules.futures.records import HedgeFlag
from counterfoil.primitives.types import AccountId, PartyId


class GiveUpTrade(Call, frozen=True, tag_field="call", tag="futures.give_up_trade"):
    """Offer a side of a trade of the day to the member that carries the client; by the member that executed it."""

    give_up: NewId
    contract: str
    executing: PartyId
    carrying: PartyId
    client: PartyId
    executed_in: Held
    """an account of the client's, or, ``in_own``, of the executing member's own"""
    fill: Fill
    """as it stands there"""
    carried_in: AccountId
    """the client's account with the carrying member"""
    in_own: bool = False
    """whether it was executed in the executing member's own account: then the client agrees to having it"""


class TakeUp(Call, frozen=True, tag_field="call", tag="futures.take_up"):
    """Take a trade that was given up, and say what it does in the client's account; by the carrying member.

    Where it was executed in the executing member's own account, by the client too.
    """

    give_up: str
    offset: Offset = Offset.opens
    hedge: HedgeFlag = HedgeFlag.speculation


class RefuseGiveUp(Call, frozen=True, tag_field="call", tag="futures.refuse_give_up"):
    """Do not take it, or take it back while it is offered: it stays where it is; by either member."""

    give_up: str
    by: PartyId
    reason: LegalReference


class Carry(Call, frozen=True, tag_field="call", tag="futures.carry"):
    """Book a trade that was taken into the client's account; by anybody. In one transaction with ``let_go``."""

    give_up: str


class LetGo(Call, frozen=True, tag_field="call", tag="futures.let_go"):
    """Take a trade that is carried elsewhere out of the account in which it was executed; by anybody."""

    give_up: str
