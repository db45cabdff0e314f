# SPDX-License-Identifier: Apache-2.0
"""Events of schemes and of their keepers."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.dated import scheduled
from counterfoil.law.event import Changes, Consents, EventData, Touch, given_by
from counterfoil.law.moment import Moment, all_known
from counterfoil.modules.parties.authority import require_parties, require_party, require_role, signed_for, together
from counterfoil.modules.parties.records import Role
from counterfoil.modules.receipts.documents import KeeperKind
from counterfoil.modules.receipts.outcomes import ReceiptsOutcome
from counterfoil.modules.receipts.records import KEEPERS, SCHEMES, AskedChains, Keeper, KeeperStatus, Scheme
from counterfoil.modules.receipts.terms import Amount, Rules, Uom
from counterfoil.primitives.types import AccountId, HashField, InstrumentId, PartyId, RecordPath, Timestamp

REGISTRARS = (Role.venue, Role.registrar, Role.clearing_house)
"""Roles of who may register documents of title."""
_SCHEMES: Changes[Scheme] = Changes(SCHEMES)
_KEEPERS: Changes[Keeper] = Changes(KEEPERS)


class SchemeEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.product
    scheme: str


class SchemeOpened(SchemeEvent, frozen=True):
    """Somebody registers documents of one kind of goods from now on."""

    type: ClassVar[str] = "receipts.scheme_opened"
    registered_by: PartyId
    commodity: str
    uom: Uom
    decimals: int
    cash: InstrumentId
    account: AccountId
    rules: Rules

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        scheme = Scheme(
            scheme=self.scheme,
            registered_by=self.registered_by,
            commodity=self.commodity,
            uom=self.uom,
            decimals=self.decimals,
            cash=self.cash,
            account=self.account,
            agreed_by=given_by(consents),
            rules=(self.rules,),
        )
        yield _SCHEMES.create(scheme, self.scheme)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.registered_by, *REGISTRARS)
        return controlled(moment, self.account, self.registered_by)


class RulesSet(SchemeEvent, frozen=True):
    """What a scheme asks from a time on."""

    type: ClassVar[str] = "receipts.rules_set"
    registered_by: PartyId
    rules: tuple[Rules, ...]
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _SCHEMES.replace(self.scheme, rules=self.rules)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.registered_by)
        return ()


class PeersSet(SchemeEvent, frozen=True):
    """A scheme's registrar and a supervisor said which other chains are asked, from a time on."""

    type: ClassVar[str] = "receipts.peers_set"
    registered_by: PartyId
    by: PartyId
    since: Timestamp
    chains: tuple[RecordPath, ...]
    reason: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def fold(before: Scheme) -> Scheme:
            entry = AskedChains(since=self.since, chains=self.chains)
            asked = scheduled(before.asked, entry, self.time, ReceiptsOutcome.too_many_receipt_rules, self.scheme)
            return replace(before, asked=asked)

        yield _SCHEMES.change(fold, self.scheme)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.supervisor)
        require_parties(moment, self.registered_by, self.by)
        return ()


class KeeperAdmitted(SchemeEvent, frozen=True):
    """A keeper issues documents of a scheme from now on, by what its records say."""

    type: ClassVar[str] = "receipts.keeper_admitted"
    registered_by: PartyId
    goods_keeper: PartyId
    kind: KeeperKind
    capacity: Amount
    cash: InstrumentId
    account: AccountId
    gln: str | None
    guarantee: HashField | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        keeper = Keeper(
            scheme=self.scheme,
            goods_keeper=self.goods_keeper,
            kind=self.kind,
            gln=self.gln,
            capacity=self.capacity,
            guarantee=self.guarantee,
            cash=self.cash,
            account=self.account,
            agreed_by=given_by(consents),
        )
        yield _KEEPERS.create(keeper, self.scheme, self.goods_keeper)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.registered_by)
        require_role(moment, self.goods_keeper, Role.issuer)
        return controlled(moment, self.account, self.registered_by, self.goods_keeper)


class KeeperBarred(SchemeEvent, frozen=True):
    """A keeper takes in and drafts nothing new."""

    type: ClassVar[str] = "receipts.keeper_barred"
    registered_by: PartyId
    goods_keeper: PartyId
    reason: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _KEEPERS.replace(self.scheme, self.goods_keeper, status=KeeperStatus.barred)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.registered_by)
        return ()


def controlled(moment: Moment, account: AccountId, *parties: PartyId) -> Consents:
    """Whoever controls the account agrees that things come into it, beside the parties."""
    # Who only takes may need nobody's consent; who acts in an account's name controls it.
    both = (Side.gives, Side.takes)
    consents = all_known(partial(signed_for, moment, account, side) for side in both)
    return together(moment, consents, *parties)


SCHEME_EVENTS: Sequence[Any] = (SchemeOpened, RulesSet, PeersSet, KeeperAdmitted, KeeperBarred)
