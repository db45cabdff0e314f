# SPDX-License-Identifier: Apache-2.0
"""A market under a policy of supervision: a court, the police, a ministry above both, a clerk, and a state account."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import PartyKind, Role
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.events import Given, Proposed
from counterfoil.modules.supervision.order import Scope
from counterfoil.modules.supervision.records import OrderKind, Power
from support.ledger import DOCUMENT, GENESIS_TIME, Ledger, policy_of

DAY_MS: Final = 86_400_000
UNTIL: Final = GENESIS_TIME + 10 * DAY_MS
"""When orders expire, unless told otherwise."""
LONGEST_MS: Final = 12 * DAY_MS
EXECUTED_ALONE: Final = frozenset(
    {OrderKind.freeze, OrderKind.thaw, OrderKind.suspend, OrderKind.resume, OrderKind.disclose, OrderKind.limit}
)
"""Kinds that one authority alone may order."""


def power(kind: OrderKind, *authorities: str, **more: Any) -> Power:
    """Who may order such a thing."""
    return Power(kind=kind, authorities=authorities, duration_max_ms=LONGEST_MS, **more)


def powers() -> tuple[Power, ...]:
    """Court and police act alone where units stay; what takes them needs the court and a second."""
    found = []
    for kind in OrderKind:
        if kind in EXECUTED_ALONE:
            found.append(power(kind, "court", "police", officers=("clerk", "twin"), orders_only=True))
        else:
            found.append(power(kind, "court", officers=("clerk", "twin"), four_eyes=True, orders_only=True))
    return tuple(found)


def set_policy(**changes: Any) -> c.SetPolicy:
    """The market's policy, changed."""
    described: dict[str, Any] = {
        "by": "supervisor",
        "changers": ("supervisor", "ministry"),
        "changed_by_two": True,
        "superiors": ("ministry",),
        "state_accounts": ("state",),
        "powers": powers(),
    }
    return c.SetPolicy(**(described | changes))


def give(order: str, kind: OrderKind, authority: str = "court", checker: str | None = None, **more: Any) -> c.Give:
    """An order, given at once; ``more`` is its scope, and what is said of it otherwise."""
    described: dict[str, Any] = {"reference": "ruling 1", "document": DOCUMENT, "expires": UNTIL}
    told = {name: more.pop(name) for name in list(more) if name in described}
    return c.Give(order=order, kind=kind, authority=authority, checker=checker, scope=Scope(**more), **described | told)


def propose(order: str, kind: OrderKind, authority: str = "court", **more: Any) -> c.Propose:
    """The same, proposed."""
    given = give(order, kind, authority, **more)
    return c.Propose(
        order=order,
        kind=kind,
        authority=authority,
        reference=given.reference,
        document=given.document,
        scope=given.scope,
        expires=given.expires,
    )


@contextmanager
def in_vain(ledger: Ledger) -> Iterator[None]:
    """Orders that cannot work are given here, as on a chain where nobody asked when they were."""
    machine = ledger.machine
    limits = {event: limit for event, limit in machine.limits.items() if event not in (Given, Proposed)}
    ledger.machine = replace(machine, limits=limits)
    yield
    ledger.machine = machine


def staff(ledger: Ledger) -> None:
    """Authorities, who checks, and where what is seized goes. The twin has a key that is the court's, too."""
    for name in ("court", "police", "ministry"):
        ledger.party(name, Role.supervisor)
    ledger.party("clerk")
    ledger.party("treasury", Role.issuer)
    twin = p.RegisterParty(
        party="twin",
        registrar="registrar",
        kind=PartyKind.organisation,
        name="twin",
        keys=policy_of("twin", "court"),
    )
    ledger.do(twin, signed_by="registrar")
    ledger.account("state", "treasury")


def supervise(ledger: Ledger) -> Ledger:
    """The ledger, under the policy from now on."""
    staff(ledger)
    ledger.do(set_policy(), signed_by="supervisor")
    return ledger


def trading(**changes: Any) -> Ledger:
    """A small ledger under the policy: Alice has 100 shares and a second account, Bob 50, and there is money."""
    ledger = Ledger()
    ledger.party("issuer", Role.issuer)
    ledger.party("bank", Role.operating_bank)
    ledger.party("custodian", Role.custodian)
    for name in ("alice", "bob", "carol"):
        ledger.party(name)
        ledger.account(f"of-{name}", name)
    ledger.account("second-of-alice", "alice")
    ledger.instrument("SHARE", "issuer")
    ledger.instrument("CNY", "bank", kind=InstrumentKind.cash)
    ledger.issue("SHARE", "of-alice", 100, issuer="issuer")
    ledger.issue("SHARE", "of-bob", 50, issuer="issuer")
    ledger.issue("CNY", "of-bob", 1_000, issuer="bank")
    staff(ledger)
    ledger.do(set_policy(**changes), signed_by="supervisor")
    return ledger
