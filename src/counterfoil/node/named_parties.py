# SPDX-License-Identifier: Apache-2.0
"""Parties as people name them: a name that nobody on the chain has, and which one was meant."""

import difflib
from collections.abc import Iterable
from itertools import islice
from typing import Final

from counterfoil.law.module import View
from counterfoil.modules.parties.records import PARTIES
from counterfoil.primitives.errors import InputError

LISTED: Final = "identifiers are case-sensitive; counterfoil show records parties/party lists all"
LOOKED_AT: Final = 10_000
"""Parties among which one that was meant is looked for: of a market of millions nobody waits for all."""


def require_parties(view: View, parties: Iterable[str], *, where: str) -> None:
    """InputError for the first name that no party has: its keys are not what is missing, and nothing can be signed."""
    for party in parties:
        if view.read(PARTIES, party) is None:
            raise InputError(
                f"there is no party {party!r} on this chain", where=where, remedy=meant(view, party) or LISTED
            )


def meant(view: View, name: str) -> str:
    """``did you mean alice?`` of a name that no party has; nothing where none is like it."""
    known = [path.rpartition("/")[2] for path, _ in islice(view.rows(PARTIES), LOOKED_AT)]
    folded = {one.lower(): one for one in known}
    close = difflib.get_close_matches(name.lower(), folded, n=1)
    return f"did you mean {folded[close[0]]}?" if close else ""
