# SPDX-License-Identifier: Apache-2.0
"""A member's word with other keys on record than those that signed it, as no call of one transaction alone comes to."""

from typing import Any

from counterfoil.commerce.context import Context
from counterfoil.modules.governance.application_events import Applied
from counterfoil.modules.governance.events import Voted
from counterfoil.modules.governance.limits import LIMITS
from counterfoil.modules.governance.motion import Ballot
from counterfoil.modules.parties.records import PartyKind
from support.ledger import DOCUMENT, key_of, policy_of


def voted(ctx: Context) -> Any:
    """The bank signs by one key, took another in the same transaction, and votes."""
    ctx.begin("0" * 64, {"bank": policy_of("bank")}, frozenset({key_of("bank").keyid}))
    keys = tuple(sorted(policy_of("venue").keyid_set))
    return LIMITS[Voted](Voted(motion="voting", member="bank", ballot=Ballot.in_favour, power=1, keys=keys), ctx)


def applied(ctx: Context) -> Any:
    """The same of an application that it sponsors."""
    ctx.begin("0" * 64, {"bank": policy_of("bank")}, frozenset({key_of("bank").keyid}))
    keys = tuple(sorted(policy_of("venue").keyid_set))
    said = dict.fromkeys(("commitment", "lei", "uscc", "credential"))
    firm = {"application": "a", "party": "firm", "kind": PartyKind.organisation, "name": "Firm"}
    eyes = Applied(**firm, **said, sponsor="bank", keys=policy_of("firm"), document=DOCUMENT, eyes=keys)
    return LIMITS[Applied](eyes, ctx)
