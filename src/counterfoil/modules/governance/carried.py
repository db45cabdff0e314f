# SPDX-License-Identifier: Apache-2.0
"""What a decision may carry out: calls written in a motion, which of them are grave, which are for no decision."""

import json
from functools import lru_cache
from typing import Any, Final

import msgspec

from counterfoil.law.call import Call, call_name
from counterfoil.law.outcome import Refused, require
from counterfoil.modules import laws
from counterfoil.modules.governance import calls as c
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.holdings.consents import SIGNING
from counterfoil.modules.parties.calls import AssignRoles, RegisterParty
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import JsonText

CALLS_MAX: Final = 16
OWN: Final = (c.AmendCharter, c.SetPower, c.SettlePause, c.Accept, c.Reject)
"""Of this module's calls those that a council makes; the others are members' own."""
VERSION: Final = "protocol.schedule_version"
"""The call after which nodes that lack its field ``protocol`` stop."""
GRAVE: Final = (
    VERSION,
    "protocol.schedule_window",
    "contracts.set_reviews",
    "validators.begin",
    "validators.join",
    "validators.leave",
)
"""Of other modules: what a registrar does not do without a supervisor, and what could keep everybody's calls out."""


def read_calls(text: str) -> tuple[Call, ...]:
    """The calls that a text lists; Refused when it lists none that the laws know, or too many."""
    try:
        calls = _read(text)
    except (msgspec.MsgspecError, DecodeError, ValueError, RecursionError) as error:
        raise Refused(GovernanceOutcome.calls_not_read, str(error)[:200]) from error
    require(1 <= len(calls) <= CALLS_MAX, GovernanceOutcome.calls_not_read, f"{len(calls)} calls")
    return calls


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[Call, ...]:
    """It is read when it is proposed, executed, shown and verified."""
    plain = json.loads(text, object_pairs_hook=_named_once)
    if not isinstance(plain, list):
        raise ValueError("no list")
    calls: tuple[Call, ...] = tuple(laws().typed(one) for one in plain)
    canonical.encode(calls)
    return calls


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object as it stands in the text; two readers could read one that says a name twice differently."""
    if len(names := dict(pairs)) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return names


def written(calls: tuple[Call, ...]) -> JsonText:
    """Calls in canonical JSON, of which there is one for each list."""
    return JsonText(canonical.encode(calls).decode())


def require_decidable(call: Call) -> None:
    """A decision may carry it out: it moves nothing under a signature, seals nothing, and is no member's own."""
    noun = call_name(type(call)).partition(".")[0]
    own = laws().by_noun["governance"].calls
    allowed = noun not in SIGNING and not call.sealed and (type(call) not in own or isinstance(call, OWN))
    require(allowed, GovernanceOutcome.not_for_a_decision, call_name(type(call)))


def is_grave(call: Call) -> bool:
    """Whether it is about the charter, roles, or a call of another module that is."""
    gives_roles = isinstance(call, AssignRoles) or (isinstance(call, RegisterParty) and bool(call.roles))
    return gives_roles or isinstance(call, (c.AmendCharter, c.SetPower)) or call_name(type(call)) in GRAVE


def version_of(calls: tuple[Call, ...]) -> int | None:
    """The latest protocol version that calls schedule; None if they schedule none."""
    scheduling: list[Any] = [call for call in calls if call_name(type(call)) == VERSION]
    return max((call.protocol for call in scheduling), default=None)
