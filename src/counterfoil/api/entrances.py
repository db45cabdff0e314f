# SPDX-License-Identifier: Apache-2.0
"""The ways in to a service, each of which ends at a key that is in force: a signature, a token, a certificate.

A request says one thing of who sends it. A signature counts before a certificate, which is the connection's and may be
a gateway's; a signature and a token together are two answers to one question, and refused.
"""

from dataclasses import dataclass

from counterfoil.api.callers import Caller
from counterfoil.api.client_certificates import ClientCertificates
from counterfoil.api.problems import MALFORMED, MISDIRECTED, Problem
from counterfoil.api.signed_requests import ReceivedRequest, Sender, SignedRequests
from counterfoil.api.tokens import Tokens

BEARER = "bearer"


@dataclass(frozen=True)
class Entrances:
    """A service's ways in; a signature always is one."""

    signed: SignedRequests
    tokens: Tokens | None = None
    certificates: ClientCertificates | None = None

    def sender(self, request: ReceivedRequest) -> Sender:
        """Who sends it, by its headers and its connection alone; raises Problem."""
        headers = request.headers.items()
        signs = any(name.lower() in ("signature", "signature-input") for name, _ in headers)
        token = self._token([value for name, value in headers if name.lower() == "authorization"])
        if token is not None and self.tokens is not None:
            if signs:
                raise Problem(MALFORMED, "a request is signed, or has a token, and not both")
            holder, may = self.tokens.holder(token, request.authority, secure=request.secure)
            heard, tokens = token, self.tokens
            return Sender(holder, None, may, lambda: tokens.require_still(heard, holder.party))
        if not signs and request.certificate is not None and self.certificates is not None:
            if request.authority.lower() not in self.signed.authorities:
                raise Problem(MISDIRECTED, "the request names another host than this service has")
            shown, certificates = request.certificate, self.certificates
            holder = certificates.holder(shown)
            return Sender(holder, None, require_still=lambda: certificates.require_still(shown, holder))
        return self.signed.sender(request)

    def caller(self, request: ReceivedRequest, sender: Sender, body: bytes) -> Caller:
        """The same once the body is there, which a signature covers; raises Problem."""
        if sender.result is None:
            return Caller(sender.party, sender.holder.key.keyid, sender.may, sender.require_still)
        return self.signed.caller(request, sender, body)

    def _token(self, said: list[str]) -> str | None:
        if len(said) > 1:
            raise Problem(MALFORMED, "a request has one Authorization")
        scheme, _, token = said[0].partition(" ") if said else ("", "", "")
        return token.strip() if scheme.lower() == BEARER else None
