# SPDX-License-Identifier: Apache-2.0
"""Between two chains: shares go and come back, a deed crosses with its chain of title, delivery against payment."""

from typing import Any, Final

from counterfoil.demo.plan import CASH, Firm
from counterfoil.demo.stage import Scene, Stage
from counterfoil.law.call import Call
from counterfoil.law.moment import known
from counterfoil.modules.crossings import calls as c
from counterfoil.modules.crossings.queries import stands
from counterfoil.modules.crossings.records import ASSETS, DEALS, DEPARTURES, Asset, Price
from counterfoil.modules.holdings.calls import Freeze, Issue, Transfer
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.records import Role
from counterfoil.modules.peers.records import PEERS
from counterfoil.node.crossings import Carrier, arriving, ending, mirroring, paying, sending, set_aside
from counterfoil.node.initialise import DEPOSITORY, SUPERVISOR
from counterfoil.node.supply.peer_asking import trust_call
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import AccountId, ChainId, HexHash, InstrumentId, PartyId, Quantity, Timestamp
from counterfoil.verify import parse_trust

COAST, RIVER = ChainId("coast"), ChainId("river")
CHAINS: Final = (COAST, RIVER)
MINT, ISSUER, SELLER, BUYER = (PartyId(name) for name in ("central-bank", "issuer", "seller", "buyer"))
SHARE, DEED = InstrumentId("EXAMPLE-A"), InstrumentId("EXAMPLE-DEED")
SHARES, DEEDS = "shares", "deeds"
HERE: Final = {SHARES: SHARE, DEEDS: DEED}
MIRRORS: Final = {SHARES: InstrumentId("COAST-EXAMPLE-A"), DEEDS: InstrumentId("COAST-EXAMPLE-DEED")}
HOUR_MS: Final = 3_600_000
RULING: Final = HexHash(to_hex(digest(b"the ruling")))


def of(firm: PartyId) -> AccountId:
    """The account of a firm, on either chain."""
    return AccountId(f"of-{firm}")


def play(stage: Stage) -> None:
    """Everything there is to see of crossings."""
    coast, river = (stage.on(chain) for chain in CHAINS)
    _found(coast, river)
    _there_and_back(coast, river)
    _not_taken(coast, river)
    _deed(coast, river)
    _paid_across(coast, river)
    river.prove(chain_of_title=lambda collector: collector.provenance(MIRRORS[DEEDS]))
    coast.prove(
        delivery=lambda collector: collector.record(DEALS.path("deal-1")),
        taken_back=lambda collector: collector.record(DEPARTURES.path("cross-2")),
    )


def _found(coast: Stage, river: Stage) -> None:
    """Firms with accounts on both; shares and a deed on the coast; each chain believes the other, and maps them."""
    for one, other in ((coast, river), (river, coast)):
        one.mint(MINT)
        one.enter(Firm(ISSUER, "Example Manufacturing", (Role.issuer,)), Firm(SELLER, "Seller"), Firm(BUYER, "Buyer"))
        for firm in (SELLER, BUYER):
            one.open(of(firm), firm)
        one.pay_in(MINT, (of(BUYER), 500_000_00))
        one.network.publish()
        trust = parse_trust(one.network.layout.trust.read_bytes())
        believed = trust_call(trust, other.chain, DEPOSITORY, SUPERVISOR, reason="agreement of the two chains")
        one.set(believed, by=[DEPOSITORY, SUPERVISOR])
        for firm in (SELLER, BUYER):
            one.set(c.Register(peer=PEERS.path(other.chain), account=of(firm), there=of(firm)), by=[firm])
    for instrument, unit in ((SHARE, "share"), (DEED, "deed")):
        unique = instrument == DEED
        defined = DefineInstrument(
            instrument=instrument,
            kind=InstrumentKind.generic if unique else InstrumentKind.equity,
            issuer=ISSUER,
            name=f"Example {unit}",
            unit=Unit(name=unit, decimals=0),
            supply_limit=Quantity(1) if unique else None,
            unique=unique,
        )
        active = ChangeStatus(instrument=instrument, status=InstrumentStatus.active, by=ISSUER)
        issued = Issue(instrument=instrument, account=of(SELLER), quantity=Quantity(1 if unique else 1_000))
        coast.set(defined, active, issued, by=[ISSUER])
    for asset, instrument in HERE.items():
        said: dict[str, Any] = {
            "asset": asset,
            "pool": AccountId(f"pool-{asset}"),
            "keeper": DEPOSITORY,
            "by": SUPERVISOR,
        }
        home = c.MapHome(**said, peer=PEERS.path(RIVER), instrument=instrument, reason="agreement of the two chains")
        coast.do(f"{instrument} of the coast is mapped to the river", home, by=[DEPOSITORY, SUPERVISOR])
        mirror = c.MapMirror(
            **said, peer=PEERS.path(COAST), instrument=MIRRORS[asset], reason="agreement of the two chains"
        )
        calls = mirroring(_carrier(river, coast), mirror)
        river.do("its mirror on the river is made as the coast describes it", *calls, by=[DEPOSITORY, SUPERVISOR])


def _there_and_back(coast: Stage, river: Stage) -> None:
    _send(coast, "the seller sends 300 shares to the river", "cross-1", SHARES, SELLER, 300)
    _tell(coast, river, "on their way")
    river.do(
        "the river is shown that they left, and takes them in", *_arriving(river, coast, "cross-1"), by=[DEPOSITORY]
    )
    _tell(coast, river, "arrived")
    again = c.Arrive(peer=PEERS.path(COAST), crossing="cross-1")
    river.refuse("somebody takes them in once more", again, by=[BUYER], outcome="already_arrived")
    frozen = Freeze(
        freeze="case-1",
        account=of(SELLER),
        instrument=MIRRORS[SHARES],
        quantity=Quantity(200),
        supervisor=SUPERVISOR,
        reference="ruling 1",
        document=RULING,
    )
    river.do("a supervisor of the river freezes 200 of them there", frozen, by=[SUPERVISOR])
    too_many = sending(_asset(river, SHARES), "home-0", (of(SELLER), of(SELLER)), Quantity(150), _later(river))
    river.refuse("150 are sent home", *too_many, by=[SELLER], outcome="insufficient_free_quantity")
    _send(river, "100 go home, to the buyer", "home-1", SHARES, SELLER, 100, BUYER)
    coast.do("the coast takes them in", *_arriving(coast, river, "home-1"), by=[DEPOSITORY])
    _tell(coast, river, "home")


def _not_taken(coast: Stage, river: Stage) -> None:
    """The river is down for more than an hour, and nobody takes in what was sent."""
    _send(coast, "50 more leave for the river, which is down", "cross-2", SHARES, SELLER, 50)
    coast.wait(2 * HOUR_MS)
    back = c.TakeBack(crossing="cross-2")
    coast.refuse("by its own clock alone the coast gives nothing back", back, by=[SELLER], outcome="not_shown_across")
    left = _carrier(coast, river, SELLER).answers(known(coast.node.ledger.view, DEPARTURES, "cross-2").arrival)
    coast.do("the river is up, and shows that they are not there after the end", *left, by=[SELLER])
    coast.do("they come back", back, by=[SELLER])
    late = _arriving(river, coast, "cross-2")
    river.refuse("the river takes them in after all", *late, by=[DEPOSITORY], outcome="gone_back")


def _deed(coast: Stage, river: Stage) -> None:
    _send(coast, "the deed goes to the river", "cross-3", DEEDS, SELLER, 1)
    bare = [one for one in _arriving(river, coast, "cross-3") if not isinstance(one, c.Arrive)]
    untold = c.Arrive(peer=PEERS.path(COAST), crossing="cross-3")
    without = "it is to be taken in without its chain of title"
    river.refuse(without, *bare, untold, by=[DEPOSITORY], outcome="title_not_traced")
    river.do(
        "with the events of its title on the coast it arrives", *_arriving(river, coast, "cross-3"), by=[DEPOSITORY]
    )
    sold = Transfer(sender=of(SELLER), receiver=of(BUYER), instrument=MIRRORS[DEEDS], quantity=Quantity(1))
    river.do("it is sold there", sold, by=[SELLER])


def _paid_across(coast: Stage, river: Stage) -> None:
    """200 shares of the coast for money of the river."""
    price = Price(sender=of(BUYER), receiver=of(SELLER), instrument=CASH, quantity=Quantity(2_468_00))
    for deal, said in (("deal-1", "200 shares"), ("deal-2", "200 more")):
        path = DEALS.path(deal)
        held = set_aside(f"for-{deal}", path, (of(SELLER), SHARE, Quantity(200)), _later(coast))
        offered = c.Offer(
            deal=deal,
            peer=PEERS.path(RIVER),
            hold=held.hold,
            receiver=of(BUYER),
            price=price,
            until=_later(coast),
        )
        coast.do(f"{said} are kept on the coast for who pays on the river", held, offered, by=[SELLER])
    carrier = _carrier(river, coast, BUYER)
    shown = carrier.answers(DEALS.path("deal-1"), DEALS.path("deal-2"))
    paid = paying(PEERS.path(COAST), carrier.record(DEALS, "deal-1"))
    river.do("the buyer is shown that, and pays on the river", *shown, *paid, by=[BUYER])
    coast.do("the coast is shown the payment, and delivers", *_ending(coast, river, "deal-1"), by=[DEPOSITORY])
    coast.wait(2 * HOUR_MS)
    coast.do(
        "the other was not paid in time: its shares are free again", *_ending(coast, river, "deal-2"), by=[DEPOSITORY]
    )
    buyer, seller = coast.holding(of(BUYER), SHARE).free, river.holding(of(SELLER), CASH).free
    coast.show("in the end", f"the buyer has {buyer} shares on the coast, the seller {seller / 100:.2f} on the river")


def _send(
    stage: Stage, said: str, crossing: str, asset: str, firm: PartyId, units: int, to: PartyId | None = None
) -> None:
    accounts = of(firm), of(to or firm)
    stage.do(said, *sending(_asset(stage, asset), crossing, accounts, Quantity(units), _later(stage)), by=[firm])


def _later(stage: Stage) -> Timestamp:
    """An hour from now."""
    return Timestamp(stage.clock() + HOUR_MS)


def _carrier(stage: Stage, peer: Stage, by: PartyId = DEPOSITORY) -> Carrier:
    """What the other chain has, published now."""
    stage.network.publish()
    return Carrier(stage.network, stage.node.ledger.view, peer.chain, by)


def _arriving(stage: Stage, peer: Stage, crossing: str) -> list[Call]:
    return arriving(_carrier(stage, peer), stage.node.ledger.view, PEERS.path(peer.chain), crossing)


def _ending(stage: Stage, peer: Stage, deal: str) -> list[Call]:
    return ending(_carrier(stage, peer), known(stage.node.ledger.view, DEALS, deal))


def _asset(stage: Stage, asset: str) -> Asset:
    return known(stage.node.ledger.view, ASSETS, asset)


def _tell(coast: Stage, river: Stage, what: str) -> None:
    """How many shares are where."""
    pool, around = (stands(one.node.ledger.view, _asset(one, SHARES)) for one in (coast, river))
    coast.show(what, f"the pool of the coast has {pool}, on the river {around} circulate")


SCENE: Final = Scene(
    number=93,
    name="crossing",
    title="Between two chains 跨链: shares there and back, a deed with its title, delivery against payment",
    play=play,
    days=1,
    chains=CHAINS,
)
