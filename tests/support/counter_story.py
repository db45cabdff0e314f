# SPDX-License-Identifier: Apache-2.0
"""The firms of ``counter`` in the evidence world, with something in every state that breaches and packages need."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.law import STANDING_CONSENTS, WIDENED_HOLDINGS
from counterfoil.modules.over_the_counter import calls as c
from counterfoil.modules.over_the_counter.deals import DEALS
from counterfoil.modules.over_the_counter.law import OVER_THE_COUNTER
from counterfoil.modules.over_the_counter.placements import SUBSCRIBERS_MAX
from counterfoil.modules.over_the_counter.records import Eligible
from counterfoil.modules.parties import calls as p
from support.counter import (
    CASH,
    FAR,
    NOTE,
    agree,
    credit,
    hash_of,
    hold,
    place,
    propose,
    quote,
    reporting,
    set_aside,
    settle,
    subscribe,
)
from support.evidence_story import founded, open_account, register
from support.evidence_world import START_MS, World

DAY: Final = START_MS // 86_400_000
FIRMS: Final = ("dealer", "client", "third", "maker", "mint")
OTHERS: Final = ("repository", "agent", "umpire")
HEIGHT: Final = 40
"""Of the world in which the rules are broken."""
SOON: Final = START_MS + 1_000 * HEIGHT + 2_500
"""Two blocks from then this has not come; three blocks from then it has."""


def plain(call: Call) -> dict[str, Any]:
    """A call as a transaction carries it."""
    made: dict[str, Any] = msgspec.to_builtins(call)
    return made


def do(world: World, signed_by: str, *calls: Call) -> None:
    world.do(*signed_by.split(), calls=[plain(call) for call in calls])


def opened(*features: str) -> World:
    """Firms with notes and money, a policy on reports, and agreements. ``features``: more that are active."""
    world = founded(OVER_THE_COUNTER, "attestations", STANDING_CONSENTS, WIDENED_HOLDINGS, *features)
    roles = {"maker": ("issuer",), "mint": ("operating_bank",)}
    newcomers = [register(name, *roles.get(name, ())) for name in (*FIRMS, *OTHERS)]
    world.do("registrar", calls=newcomers)
    world.do(*FIRMS, calls=[open_account(f"at-{name}", name, "holder") for name in FIRMS])
    for name, issuer, kind in ((NOTE, "maker", "bond"), (CASH, "mint", "cash")):
        define = {"call": "instruments.define", "instrument": name, "kind": kind, "issuer": issuer, "name": name}
        status = {"call": "instruments.change_status", "instrument": name, "status": "active", "by": issuer}
        world.do(issuer, calls=[define | {"unit": {"name": "unit", "decimals": 0}}, status])
    accounts = ("at-dealer", "at-client", "at-third")
    do(world, "maker", *(h.Issue(instrument=NOTE, account=one, quantity=10_000) for one in accounts))
    do(world, "mint", *(h.Issue(instrument=CASH, account=one, quantity=10_000_000) for one in accounts))
    do(world, "supervisor", reporting())
    only_cash = {"eligible": (Eligible(instrument=CASH),), "threshold_amount": 0, "minimum_transfer": 0, "rounding": 1}
    fast = credit(respond_within_ms=500, deliver_within_ms=1_500, **only_cash)
    do(world, "dealer client", agree(), agree("FAST", credit=fast), agree("OVER", credit=None))
    do(world, "dealer client", c.Terminate(agreement="OVER"))
    return world


def dealt() -> World:
    """Quotes; a deal that is proposed, two that are affirmed with what they move set aside, one that is settled."""
    world = opened()
    do(world, "dealer", quote(), quote("I", firm=False), quote("T", to=("third",)))
    later = {"settles": FAR, "latest": FAR + 1}
    proposed = [propose("D"), propose("A"), propose("B"), propose("LATER", **later), propose("DONE")]
    do(world, "dealer", *proposed)
    do(world, "client", *(c.Affirm(deal=one.deal, terms=hash_of(one)) for one in proposed[1:]))
    for deal in ("A", "LATER", "DONE"):
        path = DEALS.path(deal)
        do(
            world,
            "dealer client",
            hold(f"{deal}-notes", "at-dealer", NOTE, 50, path),
            hold(f"{deal}-cash", "at-client", CASH, 5_000, path),
        )
    do(world, "client", settle("DONE"))
    return world


def countered() -> World:
    """Besides: placements that take, are full, are called off, and have closed but for one subscriber."""
    world = dealt()
    do(world, "supervisor", trusted())
    do(world, "repository", *(professional(name) for name in ("client", "third")))
    world.do("client", calls=[open_account(f"sub-{number}", "client", "holder") for number in range(SUBSCRIBERS_MAX)])
    several = [place(), place("FULL", minimum=10, quantity=10_000), place("OFF"), place("S", closes=SOON)]
    do(world, "maker", *several, place("OVER", closes=START_MS + 1_000 * (world.height + 6)))
    do(world, "maker", c.CallOff(placement="OFF", by="maker", reason="no demand"))
    for name in ("at-client", "at-third"):
        do(world, name.removeprefix("at-"), set_aside(name, 100, "OVER"), subscribe(name, 100, "OVER"))
    do(world, "client", set_aside("at-client", 100), subscribe("at-client", 100))
    do(world, "maker", c.Allot(placement="OVER", by="maker"))
    do(world, "third", c.Complete(placement="OVER", account="at-client"))
    for calls in _filled():
        do(world, "client mint", *calls)
    while world.height < HEIGHT:
        world.block()
    assert world.height == HEIGHT
    return world


def trusted() -> p.TrustAttesters:
    return p.TrustAttesters(topic="investor_class", attesters=("repository",), by="supervisor", reference="notice")


def professional(party: str) -> p.Attest:
    return p.Attest(party=party, topic="investor_class", value="professional", attester="repository")


def _filled() -> Iterator[list[Call]]:
    """200 accounts of one firm that is professional subscribe for ten notes each."""
    names = [f"sub-{number}" for number in range(SUBSCRIBERS_MAX)]
    for start in range(0, SUBSCRIBERS_MAX, 50):
        part = names[start : start + 50]
        yield [
            call
            for name in part
            for call in (
                h.Issue(instrument=CASH, account=name, quantity=1_000),
                set_aside(name, 10, "FULL"),
                subscribe(name, 10, "FULL"),
            )
        ]
