# SPDX-License-Identifier: Apache-2.0
"""Calls of the supervision module. A ruling about many accounts is many orders: a transaction holds a thousand."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.holdings.records import Taken
from counterfoil.modules.supervision.order import FreezeName, RecordName, Scope
from counterfoil.modules.supervision.records import (
    OrderKind,
    Parties,
    Powers,
    SomeParties,
    StateAccounts,
    SubjectKind,
)
from counterfoil.primitives.types import (
    IDENTIFIER,
    AccountId,
    HashField,
    InstrumentId,
    NaturalQuantity,
    PartyId,
    Quantity,
    TimestampField,
)

HOLDINGS_MAX: Final = 64
ENDED_MAX: Final = 16
"""Records that end in one step; each of them frees units of many accounts."""
ENCUMBRANCES_MAX: Final = 128
Takings = Annotated[tuple[Taken, ...], Meta(max_length=ENCUMBRANCES_MAX)]


class RecoveredHolding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One holding that moves as it is, and what encumbers it: freezes in the order of their line."""

    instrument: Annotated[InstrumentId, IDENTIFIER]
    encumbrances: Annotated[tuple[FreezeName, ...], Meta(max_length=ENCUMBRANCES_MAX)] = ()


class SetPolicy(Call, frozen=True, tag_field="call", tag="supervision.set_policy"):
    """Set who may order what; the first by a supervisor, each after by whom the one in force names."""

    by: PartyId
    changers: SomeParties
    powers: Powers
    second: PartyId | None = None
    """another who may change it, where the policy in force asks for two"""
    since: TimestampField | None = None
    """None: from now on"""
    changed_by_two: bool = False
    superiors: Parties = ()
    state_accounts: StateAccounts = ()


class OpenFile(Call, frozen=True, tag_field="call", tag="supervision.open_file"):
    """Open the file of what no order ever touched, so that just this can be proved; by anybody."""

    kind: SubjectKind
    subject: Annotated[str, IDENTIFIER]


class Give(Call, frozen=True, tag_field="call", tag="supervision.give"):
    """Give an order, in force at once; by an authority, and a second party where the policy asks for four eyes."""

    order: NewId
    kind: OrderKind
    authority: PartyId
    reference: LegalReference
    document: HashField
    scope: Scope
    expires: TimestampField
    checker: PartyId | None = None


class Propose(Call, frozen=True, tag_field="call", tag="supervision.propose"):
    """Propose an order, which is in force once a second party approves it; by an authority."""

    order: NewId
    kind: OrderKind
    authority: PartyId
    reference: LegalReference
    document: HashField
    scope: Scope
    expires: TimestampField


class Approve(Call, frozen=True, tag_field="call", tag="supervision.approve"):
    """Put an order in force that another proposed; by one who may check it, with keys of its own."""

    order: str
    checker: PartyId


class Lift(Call, frozen=True, tag_field="call", tag="supervision.lift"):
    """Take back an order that was not carried out, or a limit; by who gave it, or a superior."""

    order: str
    by: PartyId


class Expire(Call, frozen=True, tag_field="call", tag="supervision.expire"):
    """Close an order whose time is over, with what stands under it; by anybody, of a suspension by a supervisor."""

    order: str
    by: PartyId | None = None
    """the supervisor who ends a suspension that was carried out; else None"""


class Freeze(Call, frozen=True, tag_field="call", tag="supervision.freeze"):
    """Carry out an order to freeze; by its authority, who checked it, or a registrar."""

    order: str
    by: PartyId


class Thaw(Call, frozen=True, tag_field="call", tag="supervision.thaw"):
    """Carry out an order that a freeze ends; by its authority, who checked it, or a registrar."""

    order: str
    by: PartyId


class Seize(Call, frozen=True, tag_field="call", tag="supervision.seize"):
    """Move units to the state account that an order of seizure names, in one step or several; by who may carry it out.

    Frozen and pledged units move as far as they are named.
    """

    order: str
    by: PartyId
    free: NaturalQuantity = Quantity(0)
    taken: Takings = ()
    """of each encumbrance, which is less by as much"""


class Burn(Call, frozen=True, tag_field="call", tag="supervision.burn"):
    """Extinguish units under an order, in one step or several; by who may carry it out."""

    order: str
    by: PartyId
    free: NaturalQuantity = Quantity(0)
    taken: Takings = ()


class RenewKeys(Call, frozen=True, tag_field="call", tag="supervision.renew_keys"):
    """Put the new keys in force that an order of recovery names; by a registrar."""

    order: str
    registrar: PartyId


class Recover(Call, frozen=True, tag_field="call", tag="supervision.recover"):
    """Move all that an account holds, as it is, to the new account of the same holder; by who may carry it out.

    An account that has more holdings than one step takes is recovered in several: each but the last says that more
    is to come, and nothing else moves in the account meanwhile.
    """

    order: str
    by: PartyId
    holdings: Annotated[tuple[RecoveredHolding, ...], Meta(max_length=HOLDINGS_MAX)]
    """every one of the account that has not moved yet; with ``more``, some"""
    more: bool = False
    """others follow in a later step"""


class End(Call, frozen=True, tag_field="call", tag="supervision.end"):
    """End what an account's units are reserved for, and free them; by who may carry the order out.

    What other accounts reserved for the same is free again as well. An order that names no record is carried out in as
    many steps as it takes.
    """

    order: str
    by: PartyId
    records: Annotated[tuple[RecordName, ...], Meta(min_length=1, max_length=ENDED_MAX)]
    """such as ``settlement/instruction/I-1``"""


class Suspend(Call, frozen=True, tag_field="call", tag="supervision.suspend"):
    """Carry out an order to suspend a party, an account or an instrument; by the authority, a supervisor."""

    order: str
    by: PartyId


class Resume(Call, frozen=True, tag_field="call", tag="supervision.resume"):
    """Carry out an order to resume what is suspended; by the authority, a supervisor."""

    order: str
    by: PartyId


class SetLimit(Call, frozen=True, tag_field="call", tag="supervision.set_limit"):
    """Carry out an order that limits positions; by its authority, who checked it, or a registrar."""

    order: str
    by: PartyId


class Answer(Call, frozen=True, tag_field="call", tag="supervision.answer"):
    """Answer a demand for disclosure by the hash of a document; by the party that it addresses.

    The document itself can travel sealed to the authority's key, or by another way.
    """

    order: str
    document: HashField


class Sell(Call, frozen=True, tag_field="call", tag="supervision.sell"):
    """Sell what was seized, units against money; the buyer's hold, whose executor is the order, is paid whole."""

    order: str
    by: PartyId
    hold: str
    """of the buyer's money, whose executor is `supervision/order/` and the order"""
    receiver: AccountId
    """an account of the buyer's, for the units"""


class GiveBack(Call, frozen=True, tag_field="call", tag="supervision.give_back"):
    """Free a buyer's money that was held for an order of sale that is over; by anybody."""

    order: str
    hold: str


class Return(Call, frozen=True, tag_field="call", tag="supervision.return_to_victims"):
    """Share out what was seized, or what it brought, in proportion to what is due; by who may carry the order out."""

    order: str
    by: PartyId
