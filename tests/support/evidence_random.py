# SPDX-License-Identifier: Apache-2.0
"""Random business in the evidence world: every kind of call, sensible or not, signed by the right people or not."""

from random import Random
from typing import Any

from counterfoil.modules.holdings.law import WIDENED_HOLDINGS
from counterfoil.modules.parties.records import PARTIES as PARTIES_TABLE
from support.evidence_log import policy
from support.evidence_story import CASH, LI, RECEIPT, SHARE, WANG, ZHAO, issue, leg, titled, transfer
from support.evidence_world import World, plain_policy

ACCOUNTS = (LI, WANG, ZHAO)
INSTRUMENTS = (SHARE, CASH, RECEIPT)
PARTIES = ("acme", "bank", "north", "south", "venue", "li", "wang", "zhao", "mallory", "supervisor")
EVERYBODY = ("acme", "bank", "north", "south", "venue", "li", "registrar", "supervisor")
ORDER = {"reference": "order 1", "document": "ef" * 32}
NAMED = ("a", "b", "c")
"""Identifiers of reservations and instructions: few, so that they collide."""


def settled_world() -> World:
    """Everybody is there, every account holds shares and cash, Li the receipt, and two settlements have begun."""
    world = titled(WIDENED_HOLDINGS)
    for account in ACCOUNTS:
        world.do("acme", "south", calls=[issue(account, 1_000)])
        world.do("bank", "south", calls=[issue(account, 1_000, CASH)])
    for name in NAMED[:2]:
        legs = [leg(LI, ZHAO, SHARE, 5), leg(ZHAO, LI, CASH, 50)]
        call = {"call": "settlement.instruct", "instruction": name, "by": "venue", "legs": legs}
        world.do("venue", calls=[call | {"expires": world.last_time + 60_000}])
    return world


def random_signers(random: Random, world: World) -> tuple[str, ...]:
    """Mostly everybody who can sign now, so that other rules are reached; otherwise a few, perhaps in vain."""
    if random.random() < 0.65:
        return tuple(name for name in EVERYBODY if stands(world, name))
    return tuple(random.sample(EVERYBODY, random.randint(1, 3)))


def random_calls(random: Random, world: World) -> list[dict[str, Any]]:
    """One call of a kind drawn at random, sometimes two."""
    makers = (_movement, _movement, _reservation, _reservation, _settlement, _settlement, _mandate, _party, _subject)
    return [random.choice(makers)(random, world.last_time) for _ in range(random.choice((1, 1, 1, 2)))]


def stands(world: World, name: str) -> bool:
    """Whether the party can sign with the key of its own name."""
    party = world.read(PARTIES_TABLE, name)
    return party is not None and party.status == "active" and party.keys == policy(name)


def _movement(random: Random, _now: int) -> dict[str, Any]:
    sender, receiver = random.choice(ACCOUNTS), random.choice(ACCOUNTS)
    instrument, quantity = random.choice(INSTRUMENTS), random.randint(1, 20)
    one = {"instrument": instrument, "account": receiver, "quantity": quantity}
    return random.choice(
        (
            transfer(sender, receiver, quantity, instrument),
            {"call": "holdings.redeem", **one},
            {"call": "holdings.issue", **one},
            {
                "call": "settlement.settle_now",
                "instruction": f"now-{random.randint(1, 5)}",
                "legs": [leg(sender, receiver, SHARE, quantity), leg(receiver, sender, CASH, quantity)],
            },
        )
    )


def _reservation(random: Random, now: int) -> dict[str, Any]:
    name, quantity = random.choice(NAMED), random.randint(1, 9)
    where = {"account": random.choice(ACCOUNTS), "instrument": random.choice(INSTRUMENTS), "quantity": quantity}
    supervised = {"supervisor": random.choice(("supervisor", "supervisor", "north")), **ORDER}
    expires = now + random.randint(-1_000, 9_000)
    return random.choice(
        (
            {"call": "holdings.hold", "hold": name, "executor": random.choice(PARTIES), "expires": expires, **where},
            {"call": "holdings.execute_hold", "hold": name, "receiver": random.choice(ACCOUNTS), "quantity": quantity},
            {"call": "holdings.release_hold", "hold": random.choice((name, "settlement/a/0"))},
            {"call": "holdings.pledge", "pledge": name, "pledgee": random.choice(PARTIES), **where},
            {
                "call": "holdings.pledge",
                "pledge": name,
                "pledgee": random.choice(PARTIES),
                **where,
                **_terms(random, now),
            },
            {"call": "holdings.release_pledge", "pledge": name},
            {"call": "holdings.release_pledge", "pledge": name, "quantity": quantity},
            {"call": "holdings.enforce_pledge", "pledge": name, "receiver": random.choice(ACCOUNTS)},
            {"call": "holdings.enforce_pledge", "pledge": name, "receiver": WANG, "quantity": quantity},
            {"call": "holdings.freeze", "freeze": name, **supervised, **where},
            {"call": "holdings.freeze", "freeze": name, **supervised, **_whole(where)},
            {"call": "holdings.unfreeze", "freeze": name, **supervised},
        )
    )


def _terms(random: Random, now: int) -> dict[str, Any]:
    """Of a pledge: some of a keeper, a time, and who may receive."""
    terms = {
        "keeper": random.choice(PARTIES),
        "enforceable_from": now + random.randint(-1_000, 9_000),
        "enforceable_to": [WANG],
    }
    return {name: terms[name] for name in random.sample(sorted(terms), random.randint(1, 3))}


def _whole(where: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in where.items() if name != "quantity"}


def _mandate(random: Random, now: int) -> dict[str, Any]:
    name, account = random.choice(NAMED), random.choice(ACCOUNTS)
    granted = {"mandate": name, "account": account, "executor": random.choice(PARTIES)}
    bounds = random.choice(({}, {"quantity": 9}, {"instrument": SHARE}, {"receivers": [WANG]}, {"revocable": False}))
    expires = random.choice(({}, {"expires": now + random.randint(-1_000, 9_000)}))
    used = {"mandate": name, "receiver": account, "instrument": random.choice(INSTRUMENTS), "quantity": 3}
    return random.choice(
        (
            {"call": "holdings.grant_mandate", **granted, **bounds, **expires},
            {"call": "holdings.transfer_by_mandate", **used},
            {"call": "holdings.transfer_by_mandate", **used},
            {"call": "holdings.revoke_mandate", "mandate": name},
        )
    )


def _settlement(random: Random, now: int) -> dict[str, Any]:
    name, account, by = random.choice(NAMED), random.choice(ACCOUNTS), random.choice(("venue", "li", "north", "acme"))
    legs = [leg(LI, ZHAO, SHARE, 5), leg(ZHAO, LI, CASH, 50)]
    times = {"expires": now + random.randint(0, 60_000), **random.choice(({}, {"intended_settlement": now + 5_000}))}
    step = {"instruction": name, "account": account}
    reason = random.choice(("lack_of_securities", "cancelled_by_agreement"))
    return random.choice(
        (
            {"call": "settlement.instruct", "instruction": name, "by": by, "legs": legs, **times},
            {"call": "settlement.affirm", **step},
            {"call": "settlement.affirm", **step},
            {"call": "settlement.allocate", **step},
            {"call": "settlement.allocate", **step},
            {"call": "settlement.settle", "instruction": name, "by": by},
            {"call": "settlement.cancel", "instruction": name, "by": by},
            {"call": "settlement.fail", "instruction": name, "by": by, "reason": reason},
            {"call": "settlement.expire", "instruction": name},
        )
    )


def _party(random: Random, _now: int) -> dict[str, Any]:
    party, by = random.choice(("acme", "north", "wang", "zhao")), random.choice(("supervisor", "supervisor", "venue"))
    registrar = random.choice(("registrar", "registrar", "venue"))
    keys = plain_policy(party)
    roles = random.choice((["custodian"], ["venue"], []))
    return random.choice(
        (
            {"call": "parties.suspend", "party": party, "by": by, **ORDER},
            {"call": "parties.reinstate", "party": party, "by": by, **ORDER},
            {"call": "parties.reinstate", "party": party, "by": by, **ORDER},
            {"call": "parties.assign_roles", "party": party, "registrar": registrar, "roles": roles},
            {"call": "parties.rotate_keys", "party": party, "keys": keys},
            {"call": "parties.rotate_keys", "party": "wang", "keys": plain_policy("li-2"), "registrar": registrar},
        )
    )


def _subject(random: Random, _now: int) -> dict[str, Any]:
    account, instrument = random.choice(ACCOUNTS), random.choice(INSTRUMENTS)
    by = random.choice(("supervisor", "north", "south", "acme", "bank"))
    rules = {"outgoing": random.choice(("holder", "custodian", "either", "both", "nobody"))}
    rules |= random.choice(({}, {"custodian": "north"}, {"custodian": "south"}, {"custodian": "acme"}))
    status = random.choice(("active", "suspended", "suspended", "active", "matured"))
    return random.choice(
        (
            {"call": "parties.change_account_control", "account": account, **rules},
            {"call": "parties.open_account", "account": account, "holder": random.choice(PARTIES), **rules},
            {"call": "parties.suspend_account", "account": account, "by": by, "reference": "order 2"},
            {"call": "parties.reinstate_account", "account": account, "by": by, "reference": "order 2"},
            {"call": "parties.reinstate_account", "account": account, "by": by, "reference": "order 2"},
            {"call": "instruments.amend", "instrument": instrument, "name": "Another"},
            {"call": "instruments.change_status", "instrument": instrument, "status": status, "by": by},
            {"call": "instruments.change_status", "instrument": instrument, "status": "active", "by": by},
        )
    )
