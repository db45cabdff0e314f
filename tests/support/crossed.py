# SPDX-License-Identifier: Apache-2.0
"""Two chains between which assets cross: home, where they are issued, and away, where they have mirrors."""

from typing import Any, Final

from counterfoil.law.call import Call
from counterfoil.modules.crossings import calls as c
from counterfoil.modules.crossings.records import ARRIVALS, ASSETS, DEALS, DEPARTURES, PAYMENTS, Price
from counterfoil.modules.holdings.calls import Hold, Issue, Transfer
from counterfoil.modules.holdings.records import TITLES
from counterfoil.modules.instruments.calls import ChangeStatus, DefineInstrument
from counterfoil.modules.instruments.records import INSTRUMENTS, Identifiers, InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties.calls import OpenAccount, RegisterParty
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.node.crossings import title_events
from counterfoil.primitives.types import JsonText
from support.peered import answering, chain_named, trusting
from support.vouchers_stage import OnWorld, Stage

HOME: Final = "home"
AWAY: Final = "away"
SHARE: Final = "SHARE"
DEED: Final = "DEED"
CASH: Final = "CNY"
SHARES: Final = "shares"
DEEDS: Final = "deeds"
"""the mappings of the two"""
SHARE_THERE: Final = "M-SHARE"
DEED_THERE: Final = "M-DEED"
KEEPERS: Final = "registrar supervisor"
HOUR: Final = 3_600_000
MIRROR_OF: Final = {SHARES: (SHARE, SHARE_THERE), DEEDS: (DEED, DEED_THERE)}


def of(firm: str) -> str:
    """The account of a firm."""
    return f"of-{firm}"


def path_of(chain: str) -> str:
    return f"peers/chain/{chain}"


def populated(stage: Stage) -> Stage:
    """Alice and Bob have accounts; an issuer and a bank issue."""
    roles = {"maker": (Role.issuer,), "bank": (Role.operating_bank,), "alice": (), "bob": ()}
    for firm, has in roles.items():
        registered = RegisterParty(
            party=firm,
            registrar="registrar",
            kind=PartyKind.organisation,
            name=firm.title(),
            roles=has,
            keys=stage.keys(firm),
        )
        stage.do(registered, signed_by="registrar")
        opened = OpenAccount(account=of(firm), holder=firm, outgoing=Control.holder, incoming=Control.holder)
        stage.do(opened, signed_by=firm)
    return stage


def issued(stage: Stage) -> Stage:
    """Alice has a thousand shares, a deed that was Bob's before, and cash."""
    for name, issuer, kind in (
        (SHARE, "maker", InstrumentKind.equity),
        (DEED, "maker", InstrumentKind.warehouse_receipt),
    ):
        stage.do(*defined(name, issuer, kind, unique=name == DEED), signed_by=issuer)
    stage.do(*defined(CASH, "bank", InstrumentKind.cash), signed_by="bank")
    stage.do(Issue(instrument=SHARE, account=of("alice"), quantity=1_000), signed_by="maker alice")
    stage.do(Issue(instrument=DEED, account=of("bob"), quantity=1), signed_by="maker bob")
    moved = Transfer(sender=of("bob"), receiver=of("alice"), instrument=DEED, quantity=1)
    stage.do(moved, signed_by="bob alice")
    for firm in ("alice", "bob"):
        stage.do(Issue(instrument=CASH, account=of(firm), quantity=50_000), signed_by=f"bank {firm}")
    return stage


def defined(name: str, issuer: str, kind: InstrumentKind, *, unique: bool = False) -> tuple[Call, Call]:
    define = DefineInstrument(
        instrument=name,
        kind=kind,
        issuer=issuer,
        name=name.title(),
        identifiers=Identifiers(),
        unit=Unit(name="unit", decimals=0),
        terms=None,
        supply_limit=1 if unique else None,
        unique=unique,
    )
    return define, ChangeStatus(instrument=name, status=InstrumentStatus.active, by=issuer, reason="listed")


def map_home(asset: str = SHARES, **changes: Any) -> c.MapHome:
    said = {
        "asset": asset,
        "peer": path_of(AWAY),
        "instrument": MIRROR_OF.get(asset, (SHARE, ""))[0],
        "pool": f"pool-{asset}",
        "keeper": "registrar",
        "by": "supervisor",
        "reason": "agreement of the two chains",
    }
    return c.MapHome(**(said | changes))


def map_mirror(asset: str = SHARES, **changes: Any) -> c.MapMirror:
    said = {
        "asset": asset,
        "peer": path_of(HOME),
        "instrument": MIRROR_OF.get(asset, ("", f"M-{asset}"))[1],
        "pool": f"pool-{asset}",
        "keeper": "registrar",
        "by": "supervisor",
        "reason": "agreement of the two chains",
    }
    return c.MapMirror(**(said | changes))


def register(chain: str, firm: str, **changes: Any) -> c.Register:
    return c.Register(**({"peer": path_of(chain), "account": of(firm), "there": of(firm)} | changes))


def hold(name: str, executor: str, quantity: int, instrument: str = SHARE, account: str = of("alice")) -> Hold:
    """Units are set aside for what executes it, for very long."""
    return Hold(hold=name, account=account, instrument=instrument, quantity=quantity, executor=executor, expires=10**15)


def departing(
    stage: Stage, crossing: str, quantity: int = 100, *, asset: str = SHARES, mirror: bool = False, **more: Any
) -> tuple[Call, Call]:
    """Set aside, and sent: from one account to the account of the same name, for an hour."""
    instrument = MIRROR_OF.get(asset, (SHARE, ""))[mirror]
    account = more.pop("account", of("alice"))
    held = hold(f"h-{crossing}", DEPARTURES.path(crossing), quantity, instrument, account)
    said = {"receiver": account, "until": stage.time + HOUR, "hold": held.hold}
    return held, c.Depart(crossing=crossing, asset=asset, **(said | more))


def asked(stage: Stage, peer: OnWorld, *records: str, late: int = 0) -> None:
    """The peer makes a block, as late as the chain is and by so much later, and shows what it has."""
    peer.wait(max(0, stage.time + late - peer.time))
    peer.world.block()
    stage.do(answering(peer.world, *records), signed_by="registrar")


def trail_of(peer: OnWorld, instrument: str = DEED) -> tuple[JsonText, ...]:
    """The events of a title, as the chain has them."""
    return title_events(peer.world, instrument, peer.world.height)


def offer(stage: Stage, deal: str, **changes: Any) -> tuple[Call, Call]:
    """Alice's hundred shares for Bob's thousand of cash on the other chain."""
    held = hold(f"k-{deal}", DEALS.path(deal), 100)
    price = Price(sender=of("bob"), receiver=of("alice"), instrument=CASH, quantity=1_000)
    said = {"peer": path_of(AWAY), "hold": held.hold, "receiver": of("bob"), "price": price, "until": stage.time + HOUR}
    return held, c.Offer(deal=deal, **(said | changes))


def paying(deal: str, quantity: int = 1_000, **changes: Any) -> tuple[Call, Call]:
    held = hold(f"p-{deal}", PAYMENTS.path(HOME, deal), quantity, CASH, of("bob"))
    return held, c.PayAcross(**({"peer": path_of(HOME), "deal": deal, "hold": held.hold} | changes))


def joined() -> tuple[OnWorld, OnWorld]:
    """Both chains believe each other, have their accounts registered, and map shares and deeds."""
    home, away = OnWorld(chain_named(HOME)), OnWorld(chain_named(AWAY))
    for stage, peer in ((home, away), (away, home)):
        issued(populated(stage))
        stage.do(trusting(peer.world), signed_by=KEEPERS)
        for firm in ("alice", "bob"):
            stage.do(register(peer.world.chain, firm), signed_by=firm)
    for asset in (SHARES, DEEDS):
        home.do(map_home(asset), signed_by=KEEPERS)
        asked(away, home, ASSETS.path(asset), INSTRUMENTS.path(MIRROR_OF[asset][0]))
        away.do(map_mirror(asset), signed_by=KEEPERS)
    return home, away


def arriving(stage: Stage, peer: OnWorld, crossing: str, **more: Any) -> c.Arrive:
    """The departure is shown, and the title of what is unique; the call that takes it in."""
    left = peer.world.read(DEPARTURES, crossing)
    records = [DEPARTURES.path(crossing)]
    if left is not None and left.asset == DEEDS:
        records.append(TITLES.path(left.instrument))
        more.setdefault("trail", trail_of(peer, left.instrument))
    asked(stage, peer, *records)
    return c.Arrive(peer=path_of(peer.world.chain), crossing=crossing, **more)


def has(stage: OnWorld, firm: str, instrument: str) -> int:
    """Free units of a firm."""
    found = stage.world.ledger.view.find(f"holdings/holding/{of(firm)}/{instrument}")
    return 0 if found is None else int(found.free)  # type: ignore[attr-defined]


def arrival_there(stage: OnWorld, crossing: str) -> str:
    """Where on the other chain it arrives."""
    return ARRIVALS.path(stage.world.chain, crossing)
