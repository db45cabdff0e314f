# SPDX-License-Identifier: Apache-2.0
"""Parties as people name them: a name that nobody on the chain has, and which one was meant."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.modules.governance.calls import Adopt
from counterfoil.modules.parties.calls import RegisterParty
from counterfoil.modules.parties.records import PARTIES
from counterfoil.node.partial_view import is_whole
from counterfoil.primitives.errors import InputError

LISTED: Final = "identifiers are case-sensitive; counterfoil show records parties/party lists all"
NEXT: Final = "it consents in the next one; order its registration by itself"
LOOKED_AT: Final = 10_000
"""Parties among which one that was meant is looked for: of a market of millions nobody waits for all."""


def require_parties(view: View, parties: Iterable[str], *, where: str, brought: Collection[str] = ()) -> None:
    """InputError for the first name that no party has: its keys are not what is missing, and nothing can be signed.

    ``brought``: what the same transaction registers, of whom nobody is heard before it is over.
    """
    for party in parties:
        if view.read(PARTIES, party) is not None or (party not in brought and not is_whole(view)):
            continue
        if party in brought:
            raise InputError(f"party {party!r} is registered in this transaction", where=where, remedy=NEXT)
        raise InputError(f"there is no party {party!r} on this chain", where=where, remedy=meant(view, party) or LISTED)


def require_named(view: View, named: Mapping[str, str]) -> None:
    """The same of parties that options name: option → party."""
    for where, party in named.items():
        require_parties(view, [party], where=where)


def brought_by(calls: Iterable[Call]) -> frozenset[str]:
    """The parties that calls bring onto the chain."""
    found = {one.party for one in calls if isinstance(one, RegisterParty)}
    return frozenset(found | {one.council for one in calls if isinstance(one, Adopt)})


def meant(view: View, name: str) -> str:
    """``did you mean alice?`` of a name that no party has; nothing where none is like it."""
    known = [path.rpartition("/")[2] for path, _ in islice(view.rows(PARTIES), LOOKED_AT)]
    folded = {one.lower(): one for one in known}
    close = difflib.get_close_matches(name.lower(), folded, n=1)
    return f"did you mean {folded[close[0]]}?" if close else ""
