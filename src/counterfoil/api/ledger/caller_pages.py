# SPDX-License-Identifier: Apache-2.0
"""``GET /me``: what the ledger knows of whoever asks, for a program that greets him."""

from typing import Any, Final

from litestar import Response, get

from counterfoil.api.callers import Caller
from counterfoil.api.described import Described, Operation, referring_to
from counterfoil.api.ledger.answering import AskingParty, Policy, Running, as_of, json_answer
from counterfoil.api.ledger.need_to_know import NeedToKnow
from counterfoil.api.media_types import JSON
from counterfoil.api.problems import Problem
from counterfoil.api.shapes import HASH, TEXT, TRUTH, list_of, object_of
from counterfoil.api.threads import in_thread
from counterfoil.modules.parties.queries import party
from counterfoil.node.chain import ChainNode


@get("/me", summary="Who asks: the party of the key on each chain, and its roles")
@in_thread
def me(caller: AskingParty, policy: Policy, running: Running) -> Response[bytes]:
    stands = [_on(node, caller, policy) for node in running.chains.values()]
    return json_answer({"keyid": caller.keyid, "chains": [one for one in stands if one is not None]})


def _on(node: ChainNode, caller: Caller, policy: NeedToKnow) -> dict[str, Any] | None:
    """None on a chain that has no such party, or has suspended it."""
    try:
        sight = policy.sight(caller, node)
    except Problem:
        return None
    found = None if sight.party is None else party(sight.view, sight.party)
    if found is None:
        return None
    said = {"party": found.party, "name": found.name, "roles": found.roles, "sees_all": sight.all}
    return {"at": as_of(node), **said}


HANDLERS = [me]
DESCRIBED: Final = Described(
    operations={("get", "/me"): Operation({200: {JSON: "Me"}}, problems=())},
    schemas={
        "Me": object_of(
            {
                "keyid": {"anyOf": [HASH, {"type": "null"}]},
                "chains": list_of(
                    object_of(
                        {
                            "at": referring_to("At"),
                            "party": TEXT,
                            "name": TEXT,
                            "roles": list_of(TEXT),
                            "sees_all": {**TRUTH, "description": "whether it is a supervisor of the chain"},
                        }
                    )
                ),
            }
        )
    },
)
