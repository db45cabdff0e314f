# SPDX-License-Identifier: Apache-2.0
"""How the review of code stands after somebody proposed or approved it: who decides next, and by which command."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from counterfoil.law.dated import in_force
from counterfoil.law.moment import Moment
from counterfoil.law.program import NotInDialect
from counterfoil.modules.contracts.hosting import HOST_FUNCTIONS
from counterfoil.modules.contracts.records import CODES, REVIEWS, REVIEWS_KEY, Code, CodeStatus
from counterfoil.modules.contracts.review_events import CodeApproved, CodeProposed
from counterfoil.modules.contracts.reviewing import lacks
from counterfoil.modules.governance.queries import council
from counterfoil.node.chain import ChainNode
from counterfoil.primitives.types import Height, PartyId, Timestamp
from counterfoil.sandbox.rules import checked

_SPOKEN: Final = (CodeProposed.type, CodeApproved.type)
_NO_POLICY: Final = "a policy that says who reviews (counterfoil contracts set-reviews)"
_NO_POLICY_OF: Final = (
    "a policy that says who reviews: the council sets one by a motion (counterfoil governance propose)"
)
_BY_MOTION: Final = "counterfoil governance propose, with contracts.approve by {council} and this code among its calls"


@dataclass(frozen=True, slots=True)
class Review:
    """Code whose review somebody spoke in, and whose word it lacks still."""

    code: Code
    lacks: tuple[str, ...]
    council: PartyId | None = None
    """whose approval takes a motion, where it is one of those who may still give one"""

    @property
    def plain(self) -> dict[str, Any]:
        """For machines."""
        code = self.code
        told = {"code": code.code, "name": code.name, "review": code.review, "status": code.status.value}
        return told | {"approved_by": list(code.approved_by), "lacks": list(self.lacks), "next": self.next}

    @property
    def next(self) -> list[str]:
        """The commands of whoever goes on: to read it and approve it, or to deploy it."""
        code = self.code
        if code.status is CodeStatus.cleared:
            return [f"counterfoil contract deploy CONTRACT --code {code.code}{_arguments(code)} --by PARTY --key KEY"]
        folder = f"read-{code.name}"
        moved = [] if self.council is None else [_BY_MOTION.format(council=self.council)]
        return [
            f"counterfoil contract source {code.code} --out {folder}",
            f"counterfoil contract approve {folder} --by PARTY --reference TEXT --key KEY",
            *moved,
        ]


def _arguments(code: Code) -> str:
    """What its ``init`` must be given, if it has one and this release can read it."""
    try:
        entry = checked(code.source, HOST_FUNCTIONS).entries.get("init")
    except NotInDialect:
        return ""
    parameters = () if entry is None else entry.parameters
    return "".join(f" --arg {one.name}=VALUE" for one in parameters if not one.optional)


def reviews_in(node: ChainNode, heights: Iterable[Height], time: Timestamp) -> dict[str, list[Review]]:
    """Transactions of some blocks in which code was proposed or approved, with how that code stands now."""
    spoken = dict[str, dict[str, None]]()
    for event in node.reader.events_of(heights, _SPOKEN):
        spoken.setdefault(event.transaction, {})[event.data["code"]] = None
    if not spoken:
        return {}
    moment, decides = node.ledger.next_block(time), council(node.ledger.view)
    return {transaction: [_review(moment, code, decides) for code in codes] for transaction, codes in spoken.items()}


def _review(moment: Moment, name: str, decides: PartyId | None) -> Review:
    code = moment.read(CODES, name)
    assert code is not None, "it was proposed"
    open_still = code.status is CodeStatus.proposed
    no_policy = _NO_POLICY if decides is None else _NO_POLICY_OF
    lacking = tuple(lacks(moment, code) or ([no_policy] if open_still else []))
    return Review(code, lacking, decides if open_still and _reviews(moment, code, decides) else None)


def _reviews(moment: Moment, code: Code, party: PartyId | None) -> bool:
    """Whether it may approve the code still."""
    found = moment.read(REVIEWS, REVIEWS_KEY)
    policy = None if found is None else in_force(found.policies, moment.time)
    return policy is not None and party in policy.reviewers and party not in code.approved_by
