# SPDX-License-Identifier: Apache-2.0
"""Supervision in the evidence world: Li laundered, the court freezes, seizes, sells, and gives back to the victims."""

from typing import Any

from counterfoil.modules.supervision.law import SUPERVISION
from support.evidence_story import CASH, LI, SHARE, WANG, ZHAO, founded, issue, open_account, register
from support.evidence_world import START_MS, World, plain_policy

DOCUMENT = "ef" * 32
UNTIL = START_MS + 10**8
LONGEST_MS = 10**9
STATE = "state-account"
NEW = "li-new-account"
BUYER = WANG
ALONE = ("freeze", "thaw", "suspend", "resume", "limit", "disclose")
KINDS = (
    "freeze",
    "thaw",
    "seize",
    "burn",
    "suspend",
    "resume",
    "recover",
    "limit",
    "disclose",
    "sell",
    "return",
    "end",
)
LIS = {"account": LI, "instrument": SHARE}
FILE_OF_LI = f"supervision/file/parties/account/{LI}"
FILE_OF_ZHAO = f"supervision/file/parties/account/{ZHAO}"


def call(named: str, /, **fields: Any) -> dict[str, Any]:
    return {"call": f"supervision.{named}", **fields}


def powers() -> list[dict[str, Any]]:
    """The police may order what leaves units where they are; the court everything, with a clerk where units go."""
    found = []
    for kind in KINDS:
        alone = kind in ALONE
        authorities = ["court", "police"] if alone else ["court"]
        more = {} if alone else {"four_eyes": True}
        found.append({"kind": kind, "authorities": authorities, "officers": ["clerk", "both"], **more})
    return [one | {"orders_only": True, "duration_max_ms": LONGEST_MS} for one in found]


def policy(**more: Any) -> dict[str, Any]:
    described = {"by": "supervisor", "changers": ["supervisor", "court"], "superiors": ["ministry"]}
    return call("set_policy", **described | {"state_accounts": [STATE], "powers": powers()} | more)


def give(order: str, kind: str, authority: str = "court", checker: str | None = None, **more: Any) -> dict[str, Any]:
    """An order; ``more`` is its scope, but for what is said of it otherwise."""
    told = {"reference": "(2026) 1", "document": DOCUMENT, "expires": UNTIL}
    told |= {name: more.pop(name) for name in list(more) if name in told}
    seconded = {} if checker is None else {"checker": checker}
    return call("give", order=order, kind=kind, authority=authority, scope=more, **told, **seconded)


def propose(order: str, kind: str, authority: str = "court", **more: Any) -> dict[str, Any]:
    return give(order, kind, authority, **more) | {"call": "supervision.propose"}


def done(verb: str, order: str, by: str = "court", **more: Any) -> dict[str, Any]:
    """An order carried out."""
    return call(verb, order=order, by=by, **more)


def seizure(order: str = "seizure", quantity: int = 300) -> dict[str, Any]:
    return give(order, "seize", "court", "clerk", **LIS, quantity=quantity, receiver=STATE)


def sale(order: str = "sale", quantity: int = 200, price: int = 1_000) -> dict[str, Any]:
    return give(order, "sell", "court", "clerk", seizure="seizure", quantity=quantity, cash=CASH, price=price)


def bid(name: str = "bid", order: str = "sale", quantity: int = 1_000) -> dict[str, Any]:
    """The buyer's money, held for one sale."""
    held = {"account": BUYER, "instrument": CASH, "quantity": quantity, "expires": UNTIL}
    return {"call": "holdings.hold", "hold": name, "executor": f"supervision/order/{order}", **held}


def restitution(order: str = "back", instrument: str = CASH, quantity: int = 1_000) -> dict[str, Any]:
    """For claims of 900 and 600 there are 1,000: 600 and 400."""
    victims = [{"account": WANG, "claim": 900}, {"account": ZHAO, "claim": 600}]
    what = {"seizure": "seizure", "instrument": instrument, "quantity": quantity, "victims": victims}
    return give(order, "return", "court", "clerk", **what)


def supervised() -> World:
    """Li has 1,000 shares, Wang money; there is a policy, and nothing is ordered yet."""
    world = founded(SUPERVISION)
    staff = [register(name, "supervisor") for name in ("court", "police", "ministry")]
    clerks = [register("clerk", "venue"), register("treasury", "issuer")]
    both = register("both", "venue") | {"keys": plain_policy("both", "court", threshold=1)}
    world.do("registrar", calls=[*staff, *clerks, both])
    world.do("treasury", calls=[open_account(STATE, "treasury", "holder")])
    world.do("li", calls=[open_account(NEW, "li", "holder")])
    world.do("acme", calls=[issue(LI, 1_000)])
    world.do("bank", calls=[issue(WANG, 5_000, CASH)])
    world.do("supervisor", calls=[policy()])
    return world


def judged() -> World:
    """From the freeze to the return."""
    world = supervised()
    world.do("police", calls=[give("freeze", "freeze", "police", **LIS), done("freeze", "freeze", "police")])
    world.do("court", calls=[propose("seizure", "seize", **LIS, quantity=300, receiver=STATE)])
    world.do("clerk", calls=[call("approve", order="seizure", checker="clerk")])
    world.do("police", calls=[give("thaw", "thaw", "police", **LIS, freeze="supervision/freeze")])
    world.do("registrar", calls=[done("thaw", "thaw", "registrar"), done("seize", "seizure", "registrar", free=300)])
    world.do("court", "clerk", calls=[sale()])
    world.do("north", calls=[bid()])
    world.do("court", calls=[done("sell", "sale", hold="bid", receiver=BUYER)])
    world.do("court", "clerk", calls=[restitution()])
    world.do("court", calls=[done("return_to_victims", "back")])
    return world
