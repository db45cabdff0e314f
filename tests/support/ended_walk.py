# SPDX-License-Identifier: Apache-2.0
"""Random business with what is held for records, pledged to them and left to them: they end, or have ended, or not."""

from typing import TYPE_CHECKING

from counterfoil.law.call import Call
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import ENCUMBRANCES, MANDATES, EncumbranceKind, GrantStatus
from counterfoil.modules.settlement.records import INSTRUCTIONS, OPEN

if TYPE_CHECKING:
    from support.laws_walk import Walk


def given_to_records(walk: "Walk") -> Call:
    """Something is given to an instruction, or taken back of what was given to a record."""
    found = _taken_back(walk)
    if found and walk.random.random() < 0.6:
        return walk.random.choice(found)
    over = [one.instruction for _, one in walk.ledger.state.rows(INSTRUCTIONS) if one.status not in OPEN]
    to = INSTRUCTIONS.path(walk.random.choice([*over, walk.instruction()]))
    what = {"account": walk.account(), "instrument": walk.instrument()}
    match walk.random.randrange(3):
        case 0:
            return h.Hold(hold=walk.fresh(), executor=to, quantity=1, expires=walk.ledger.time + 10**8, **what)
        case 1:
            keeper = walk.random.choice((None, "custodian"))
            return h.Pledge(pledge=walk.fresh(), pledgee=to, quantity=2, keeper=keeper, **what)
        case _:
            return h.GrantMandate(mandate=walk.fresh(), executor=to, revocable=False, **what)


def _taken_back(walk: "Walk") -> list[Call]:
    """Of all that records were given by name, whether or not they have ended."""
    calls: list[Call] = []
    for _, one in walk.ledger.state.rows(ENCUMBRANCES):
        if "/" in one.executor and "/" not in one.encumbrance and one.status is GrantStatus.active:
            if one.kind is EncumbranceKind.hold:
                calls.append(h.ReleaseHold(hold=one.encumbrance))
            if one.kind is EncumbranceKind.pledge:
                calls.append(h.ReleasePledge(pledge=one.encumbrance))
    mandates = [one for _, one in walk.ledger.state.rows(MANDATES) if one.status is GrantStatus.active]
    return calls + [h.RevokeMandate(mandate=one.mandate) for one in mandates if "/" in one.executor]
