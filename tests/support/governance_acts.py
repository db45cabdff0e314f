# SPDX-License-Identifier: Apache-2.0
"""A member's word with other keys on record than those that signed it, as no call of one transaction alone comes to."""

from typing import Any

from counterfoil.commerce.context import Context
from counterfoil.modules.governance.application_events import Accepted, Applied
from counterfoil.modules.governance.events import DeclaredReady, Voted
from counterfoil.modules.governance.limits import LIMITS
from counterfoil.modules.governance.motion import Ballot
from counterfoil.modules.parties.records import PartyKind
from support.ledger import DOCUMENT, key_of, policy_of

OTHERS = tuple(sorted(policy_of("venue").keyid_set))


def voted(ctx: Context) -> Any:
    """The bank signs by one key, took another in the same transaction, and votes."""
    _signed(ctx)
    return LIMITS[Voted](Voted(motion="voting", member="bank", ballot=Ballot.in_favour, power=1, keys=OTHERS), ctx)


def ready(ctx: Context) -> Any:
    """The same of its word about its nodes."""
    _signed(ctx)
    return LIMITS[DeclaredReady](DeclaredReady(version=2, member="bank", keys=OTHERS), ctx)


def accepted(ctx: Context) -> Any:
    """Carol signs by one key, took another in the same transaction, and accepts an application."""
    ctx.begin("0" * 64, {"carol": policy_of("carol")}, frozenset({key_of("carol").keyid}))
    return LIMITS[Accepted](Accepted(application="waiting", council="council", members=("carol",)), ctx)


def applied(ctx: Context) -> Any:
    """The bank's keys once more, of an application that it sponsors."""
    _signed(ctx)
    said = dict.fromkeys(("commitment", "lei", "uscc", "credential"))
    firm = {"application": "a", "party": "firm", "kind": PartyKind.organisation, "name": "Firm"}
    eyes = Applied(**firm, **said, sponsor="bank", keys=policy_of("firm"), document=DOCUMENT, eyes=OTHERS)
    return LIMITS[Applied](eyes, ctx)


def _signed(ctx: Context) -> None:
    """The bank signs by its own key."""
    ctx.begin("0" * 64, {"bank": policy_of("bank")}, frozenset({key_of("bank").keyid}))
