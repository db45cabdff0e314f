# SPDX-License-Identifier: Apache-2.0
"""Taking a token back: by the party whose key made it, with a signature or a token that may submit."""

from litestar import Response, delete
from litestar.di import NamedDependency
from litestar.params import FromPath

from counterfoil.api.ledger.answering import AskingParty, Policy
from counterfoil.api.problems import NOT_FOUND, Problem
from counterfoil.api.threads import in_thread
from counterfoil.api.tokens import Revoked, is_identifier

RevokedTokens = NamedDependency[Revoked]


@delete("/tokens/{identifier:str}", summary="Take a token back; a retry is the same", status_code=204)
@in_thread
def revoke(identifier: FromPath[str], caller: AskingParty, policy: Policy, revoked: RevokedTokens) -> Response[None]:
    holder = None if caller.keyid is None else policy.holder(caller.keyid)
    if holder is None or not is_identifier(identifier):
        raise Problem(NOT_FOUND, "a token's identifier has 32 hex digits")
    revoked.add(holder.party, identifier)
    return Response(None, status_code=204)


HANDLERS = [revoke]
