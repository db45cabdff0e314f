# SPDX-License-Identifier: Apache-2.0
"""What happens in the evidence world: parties, accounts, shares and cash, trades of every kind."""

from typing import Any

from counterfoil.modules.settlement.law import IMMEDIATE_SETTLEMENT
from support.evidence_world import START_MS, Calls, World, plain_policy

SHARE = "ACME"
CASH = "CNY"
RECEIPT = "WR-1"
LI = "li-account"
WANG = "wang-account"
ZHAO = "zhao-account"
COMMITMENT = "ab" * 32


def register(name: str, *roles: str, keys: bool = True, person: bool = False) -> dict[str, Any]:
    """The call that registers a party."""
    call: dict[str, Any] = {"call": "parties.register", "party": name, "registrar": "registrar", "kind": "organisation"}
    call |= {"kind": "person", "commitment": COMMITMENT} if person else {"name": name.title()}
    call |= {"roles": list(roles)} if roles else {}
    return call | ({"keys": plain_policy(name)} if keys else {})


def open_account(account: str, holder: str, outgoing: str, **more: Any) -> dict[str, Any]:
    """The call that opens an account into which anybody may bring things, unless told otherwise."""
    rules = {"outgoing": outgoing, "incoming": "nobody", **more}
    return {"call": "parties.open_account", "account": account, "holder": holder, **rules}


def transfer(sender: str, receiver: str, quantity: int, instrument: str = SHARE) -> dict[str, Any]:
    return {
        "call": "holdings.transfer",
        "sender": sender,
        "receiver": receiver,
        "instrument": instrument,
        "quantity": quantity,
    }


def issue(account: str, quantity: int, instrument: str = SHARE) -> dict[str, Any]:
    return {"call": "holdings.issue", "instrument": instrument, "account": account, "quantity": quantity}


def leg(sender: str, receiver: str, instrument: str, quantity: int) -> dict[str, Any]:
    return {"sender": sender, "receiver": receiver, "instrument": instrument, "quantity": quantity}


def founded(*features: str) -> World:
    """Everybody is there, two instruments are active, and nothing is held yet. ``features``: more that are active."""
    world = World(features=(IMMEDIATE_SETTLEMENT, *features))
    newcomers: Calls = [
        register("acme", "issuer"),
        register("bank", "operating_bank"),
        register("north", "custodian"),
        register("south", "custodian"),
        register("venue", "venue"),
        register("li", person=True),
        register("wang", keys=False, person=True),
        register("zhao", keys=False, person=True),
    ]
    world.do("registrar", calls=newcomers)
    world.do("li", "north", calls=[open_account(LI, "li", "either", custodian="north")])
    world.do("north", calls=[open_account(WANG, "wang", "custodian", custodian="north")])
    world.do("south", calls=[open_account(ZHAO, "zhao", "custodian", custodian="south", incoming="custodian")])
    for issuer, kind, instrument, unit in (
        ("acme", "equity", SHARE, {"name": "share", "decimals": 0}),
        ("bank", "cash", CASH, {"name": "CNY", "decimals": 2}),
    ):
        define = {"call": "instruments.define", "instrument": instrument, "kind": kind, "issuer": issuer}
        status = {"call": "instruments.change_status", "instrument": instrument, "status": "active", "by": issuer}
        world.do(issuer, calls=[define | {"name": instrument, "unit": unit}, status])
    return world


def small() -> World:
    """Li was issued 1,000 shares, gave 300 to Wang, received 50 back, gave 100 to Zhao."""
    world = founded()
    world.do("acme", calls=[issue(LI, 1_000)])
    world.do("li", calls=[transfer(LI, WANG, 300)])
    world.do("north", calls=[transfer(WANG, LI, 50)])
    world.do("li", "south", calls=[transfer(LI, ZHAO, 100)])
    return world


def busy() -> World:
    """Every kind of event that a holding's trail can contain."""
    world = small()
    world.do("bank", "south", calls=[issue(ZHAO, 1_000_000, CASH)])
    world.do("acme", calls=[issue(LI, 10), issue(WANG, 20)])
    world.do("li", calls=[transfer(LI, WANG, 1)])
    _holds(world)
    _settlements(world)
    world.do("li", calls=[{"call": "parties.rotate_keys", "party": "li", "keys": plain_policy("li-2")}])
    world.do("acme", "li-2", calls=[{"call": "holdings.redeem", "instrument": SHARE, "account": LI, "quantity": 5}])
    change = {"call": "parties.change_account_control", "account": LI, "outgoing": "holder", "custodian": "north"}
    world.do("li-2", "north", calls=[change])
    suspend = {"account": LI, "by": "supervisor", "reference": "order 9"}
    world.do("supervisor", calls=[{"call": "parties.suspend_account", **suspend}])
    world.do("supervisor", calls=[{"call": "parties.reinstate_account", **suspend}])
    return world


def _holds(world: World) -> None:
    reserved = {"account": LI, "instrument": SHARE}
    hold = {"call": "holdings.hold", "executor": "venue", "expires": START_MS + 10**9, "reference": "order 1"}
    world.do("li", calls=[hold | reserved | {"hold": "h1", "quantity": 40}])
    world.do("venue", calls=[{"call": "holdings.execute_hold", "hold": "h1", "receiver": WANG, "quantity": 15}])
    world.do("venue", calls=[{"call": "holdings.release_hold", "hold": "h1"}])
    pledge = {"call": "holdings.pledge", "pledge": "p1", "pledgee": "bank", "quantity": 30}
    world.do("li", calls=[pledge | reserved])
    world.do("bank", calls=[{"call": "holdings.release_pledge", "pledge": "p1"}])
    order = {"supervisor": "supervisor", "reference": "order 7", "document": "cd" * 32, "freeze": "f1"}
    world.do("supervisor", calls=[{"call": "holdings.freeze", "quantity": 25, **order} | reserved])
    world.do("supervisor", calls=[{"call": "holdings.unfreeze", **order}])
    world.do("supervisor", calls=[{"call": "holdings.freeze", "quantity": 7, **order, "freeze": "f2"} | reserved])


def _settlements(world: World) -> None:
    legs = [leg(LI, ZHAO, SHARE, 60), leg(ZHAO, LI, CASH, 6_000)]
    world.do("li", "south", calls=[{"call": "settlement.settle_now", "instruction": "now-1", "legs": legs}])
    instruct = {"call": "settlement.instruct", "by": "venue", "legs": legs, "expires": START_MS + 10**9}
    world.do("venue", calls=[instruct | {"instruction": "s1"}])
    for signer, account in (("li", LI), ("south", ZHAO)):
        world.do(signer, calls=[{"call": "settlement.affirm", "instruction": "s1", "account": account}])
    for signer, account in (("li", LI), ("south", ZHAO)):
        world.do(signer, calls=[{"call": "settlement.allocate", "instruction": "s1", "account": account}])
    world.do("venue", calls=[{"call": "settlement.settle", "instruction": "s1", "by": "venue"}])
    world.do("venue", calls=[instruct | {"instruction": "s2"}])
    for signer, account in (("li", LI), ("south", ZHAO)):
        world.do(signer, calls=[{"call": "settlement.affirm", "instruction": "s2", "account": account}])
    world.do("li", calls=[{"call": "settlement.allocate", "instruction": "s2", "account": LI}])
    give_up = {"call": "settlement.fail", "instruction": "s2", "by": "venue", "reason": "insufficient_money"}
    world.do("venue", calls=[give_up])


def titled(*features: str) -> World:
    """A warehouse receipt, which is one unit: issued to Li, given to Wang, and back."""
    world = founded(*features)
    define = {"call": "instruments.define", "instrument": RECEIPT, "kind": "warehouse_receipt", "issuer": "acme"}
    status = {"call": "instruments.change_status", "instrument": RECEIPT, "status": "active", "by": "acme"}
    unit = {"name": "receipt", "decimals": 0}
    world.do("acme", calls=[define | {"name": "Receipt 1", "unit": unit, "supply_limit": 1, "unique": True}, status])
    world.do("acme", calls=[issue(LI, 1, RECEIPT)])
    world.do("li", calls=[transfer(LI, WANG, 1, RECEIPT)])
    world.do("north", calls=[transfer(WANG, LI, 1, RECEIPT)])
    return world


def worn(times: int = 100) -> World:
    """Li's shares moved so often that a trail is opened at a 64th link: one block of ten transfers after another."""
    world = founded()
    world.do("acme", calls=[issue(LI, 1_000)])
    for _ in range(times // 10):
        world.do("li", calls=[transfer(LI, WANG, 1)] * 10)
    return world
