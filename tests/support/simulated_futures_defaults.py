# SPDX-License-Identifier: Apache-2.0
"""Members that fail in a simulated market: the fund, its layers, auctions of what was theirs, clients that move."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from counterfoil.law.dated import MINUTE_MS
from counterfoil.modules.futures import auction_calls as a
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import defaults_calls as d
from counterfoil.modules.futures.auction_records import AUCTIONS, Auction, AuctionStatus, PutUp, seal_of
from counterfoil.modules.futures.defaults import DEFAULTS, DefaultStatus
from counterfoil.modules.futures.positions import Direction, Position
from counterfoil.modules.futures.reckoning import collectable
from counterfoil.modules.futures.records import MEMBERS, MarginAccount, MemberStatus
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import PartyId, Timestamp
from support.simulation_floor import HOUSE, FuturesPart, account_of
from support.simulation_part import CASH, Act, Intent, nothing

WEAK: Final = {"frail": "cai", "feeble": "dan", "flimsy": "ann", "fragile": "ben"}
"""Member → its one client."""
STRONG: Final = ("broker", "dealer")
FUND: Final = {"account": "fund", "skin": "skin", "reserve": "reserve", "own_funds": "own-funds"}
OF_LAYER: Final = 400
SHARE: Final = 500
SALT: Final = "a salt of its own"


@dataclass
class Failing(FuturesPart):
    """Members that have little, and what becomes of them."""

    PARTIES: ClassVar = dict.fromkeys(WEAK, (Role.custodian,))
    PLAYED = frozenset(
        f"futures.{call}"
        for call in (
            *("found_fund", "require_share", "contribute", "call_further", "declare_default", "absorb", "port"),
            *("put_up", "announce_auction", "seal_bid", "open_bid", "award_auction", "call_off_auction"),
            *("release_lots", "give_lots", "take_lots", "charge_bid", "conclude_default"),
        )
    )
    bids: dict[tuple[str, str], int] = field(default_factory=dict)
    """auction and bidder → what is sealed"""

    def founding(self) -> list[Intent]:
        """A fund with its layers, and accounts that a few bad days empty."""
        fund = d.FoundFund(house=HOUSE, **FUND)
        layers = [name for layer, name in FUND.items() if layer != "account"]
        filled = [h.Issue(instrument=CASH, account=name, quantity=OF_LAYER) for name in layers]
        required = [d.RequireShare(house=HOUSE, member=name, required=SHARE) for name in (*WEAK, *STRONG)]
        admitted = [c.Admit(house=HOUSE, member=name) for name in WEAK]
        intents: list[Intent] = [(admitted, (HOUSE, *WEAK), nothing)]
        for member, client in WEAK.items():
            intents += [self.opened(member, member, 700), self.opened(client, member, 900, "w")]
        intents.append(([fund, *filled, *required], (HOUSE, "bank"), lambda: self.came(OF_LAYER * len(layers))))
        return [*intents, *(self._contributed(name) for name in (*STRONG, *WEAK))]

    def _contributed(self, member: str) -> Intent:
        return self.by(d.Contribute(house=HOUSE, member=member, amount=SHARE), signed=member)

    def repertoire(self) -> list[Act]:
        """Acts that can be tried now."""
        return [self._more]

    def _more(self, _now: int) -> Intent:
        """The house asks a member for more, or the member pays."""
        member = self.random.choice((*STRONG, *WEAK))
        if self.likely(0.5):
            return self._contributed(member)
        return self.by(d.CallFurther(house=HOUSE, member=member, amount=50), signed=HOUSE)

    # A day.

    def opens(self, now: int) -> list[Intent]:
        """Of accounts in default lots are put up; sound clients move on; the house may say that it is over."""
        found = [intent for one in self.accounts() if one.member in WEAK for intent in self._given_up(one, now)]
        for account in self._failed():
            lots = self._lots_of(account)
            if lots and (account.own or account.owed or account.called):
                found.append(self._put_up(account, lots, now))
            elif not account.own and not account.owed:
                to = self.random.choice(STRONG)
                port = d.Port(account=account.account, to=to)
                found.append(self.by(port, signed=f"{HOUSE} {account.holder} {to}"))
        going = [one for one in self.rows(DEFAULTS, HOUSE) if one.status is DefaultStatus.declared]
        over = [d.ConcludeDefault(house=HOUSE, member=one.member) for one in going]
        return [*found, *(self.by(one, signed=HOUSE) for one in over)]

    def trades(self, now: int) -> list[Intent]:
        """Members seal bids; the weak ones' clients trade with the strong."""
        sealed = [self._sealed(one, name) for one in self._auctions(AuctionStatus.announced) for name in STRONG]
        return [*sealed, *self._weak_trades(now)]

    def goes_on(self, now: int) -> list[Intent]:
        """Bids are opened, or not; or the house calls it off."""
        found = []
        for one in self._auctions(AuctionStatus.announced):
            if self.likely(0.3):
                call = a.CallOffAuction(house=HOUSE, auction=one.auction, reason="another takes all of it")
                found.append(self.by(call, signed=HOUSE))
            for name in STRONG:
                price = self.bids.get((one.auction, name))
                if price is not None and self.likely(0.7):
                    of = {"house": HOUSE, "auction": one.auction, "bidder": name}
                    found.append(self.by(a.OpenBid(**of, price=price, salt=SALT), signed=name))
        return [*found, *self._weak_trades(now)]

    def settled(self, _now: int) -> list[Intent]:
        """Whoever owes, and whose member has nothing, brings it down."""
        found = {}
        for account in self.accounts():
            member = self.view.read(MEMBERS, HOUSE, account.member)
            if account.owed and member is not None and member.status is MemberStatus.active:
                own = next(one for one in self.accounts() if one.own and one.member == account.member)
                if account.member in WEAK and not collectable(self.view, own):
                    call = d.DeclareDefault(house=HOUSE, member=account.member, reason="it did not pay")
                    found[account.member] = self.by(call, signed=HOUSE)
        return list(found.values())

    # What is put up, and who trades.

    def _failed(self) -> list[MarginAccount]:
        """Accounts for which a member in default answers."""
        failed = {one.member for one in self.rows(MEMBERS, HOUSE) if one.status is MemberStatus.in_default}
        return [one for one in self.accounts() if one.member in failed]

    def _given_up(self, account: MarginAccount, now: int) -> list[Intent]:
        """Of a client that lacks margin, whose member has little: the house does not wait until it owes."""
        member, lots = self.view.read(MEMBERS, HOUSE, account.member), self._lots_of(account)
        active = member is not None and member.status is MemberStatus.active
        if not (active and account.called and lots and self.likely(0.5)):
            return []
        call = d.DeclareDefault(house=HOUSE, member=account.member, reason="it lacks margin")
        return [self.by(call, signed=HOUSE), self._put_up(account, lots, now)]

    def _auctions(self, status: AuctionStatus) -> list[Auction]:
        return [one for one in self.rows(AUCTIONS, HOUSE, str(self.day)) if one.status is status]

    def _lots_of(self, account: MarginAccount) -> tuple[PutUp, ...]:
        """All that it has on one side of each contract that goes on."""
        lasting = {one.contract for one in self.contracts() if one.last != self.day}
        every = [one for owner, one in self.positions() if owner.account == account.account]
        return tuple(_all_of(one) for one in every if one.contract in lasting)

    def _put_up(self, account: MarginAccount, lots: tuple[PutUp, ...], now: int) -> Intent:
        name = self.scene.name("auction")
        of: dict[str, Any] = {"house": HOUSE, "auction": name, "portfolio": lots}
        announced = a.AnnounceAuction(
            **of,
            member=account.member,
            sealed_until=Timestamp(now + 3 * MINUTE_MS),
            opened_until=Timestamp(now + 5 * MINUTE_MS),
            reason="it did not pay",
            least=self.random.choice((None, -3_000)),
        )
        return self.by(a.PutUpLots(**of, account=account.account), announced, signed=HOUSE)

    def _sealed(self, auction: Auction, bidder: str) -> Intent:
        """What it pays for all of it, or is paid."""
        price = self.random.choice((-2_000, -500, 0, 10, 500))
        seal = seal_of(HOUSE, auction.auction, PartyId(bidder), price, SALT)
        call = a.SealBid(house=HOUSE, auction=auction.auction, bidder=bidder, seal=seal)
        return [call], (bidder,), lambda: self.bids.update({(auction.auction, bidder): price})

    def _weak_trades(self, now: int) -> list[Intent]:
        """Often more than they can bear."""
        copper = self.futures()
        if not copper:
            return []
        contract, member = self.random.choice(copper), self.random.choice(tuple(WEAK))
        pair = [account_of(WEAK[member], "w"), account_of("ann", "d")]
        self.random.shuffle(pair)
        return [self.traded(contract, *pair, now, lots=self.random.choice((3, 4, 6)))]


def _all_of(position: Position) -> PutUp:
    """On the side on which it has more."""
    long = position.long_lots >= position.short_lots
    return PutUp(
        contract=position.contract,
        hedge=position.hedge,
        side=Direction.bought if long else Direction.sold,
        lots=position.long_lots if long else position.short_lots,
    )
