# SPDX-License-Identifier: Apache-2.0
"""Who asks, and what he is told: need to know, decided in one place per service.

A handler is given a ``Caller`` and asks the service's policy; it never looks at a party's name itself. What a policy
refuses is 403, or 404 where it is a secret that there is such a thing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Protocol, TypeVar

from counterfoil.api.problems import FORBIDDEN, NOT_FOUND, Problem
from counterfoil.identity.policy import PublicKey
from counterfoil.primitives.types import KeyId, PartyId
from counterfoil.transport.access_tokens import Reach

Thing = TypeVar("Thing", contravariant=True)


@dataclass(frozen=True)
class Caller:
    """A party, by a key of its own."""

    party: PartyId
    keyid: KeyId | None
    """None where a service is open for a demonstration, and nobody signs"""
    may: Reach = Reach.submit
    """less than all where he asks by a token"""
    require_still: Callable[[], object] = field(default=lambda: None, compare=False, repr=False)
    """raises Problem once what he came in by is worth nothing any more: for answers that go on and on"""


@dataclass(frozen=True)
class KeyHolder:
    """Whose a key is."""

    party: PartyId
    key: PublicKey
    suspended: bool = False


Directory = Callable[[KeyId], KeyHolder | None]
"""Who has the key of that identifier; None for nobody who is known."""


class Answer(Enum):
    """What a policy says."""

    granted = "granted"
    refused = "refused"
    """and whoever asks may know that there is such a thing"""
    unseen = "unseen"
    """and that there is such a thing is none of his business"""


class Policy(Protocol[Thing]):
    """What a service lets its callers do, and see: all of it."""

    def may(self, caller: Caller, thing: Thing) -> Answer:
        """Whether a caller may do this, or see it."""
        ...


DEMONSTRATION: Final = Caller(PartyId("demonstration"), None)
"""Who everybody is, where nobody signs."""


def require(policy: Policy[Thing], caller: Caller, thing: Thing, detail: str = "") -> None:
    """Raise Problem unless the caller may; what is secret is answered as if it were not there."""
    answer = policy.may(caller, thing)
    if answer is Answer.refused:
        raise Problem(FORBIDDEN, detail)
    if answer is Answer.unseen:
        raise Problem(NOT_FOUND)
