# SPDX-License-Identifier: Apache-2.0
"""A rehearsal that a service makes elsewhere, in the words of one that is made here.

Calls are asked about first, for whose consent they need; then signed in those names by the keys that are here and
rehearsed as they would be handed in. Where others have yet to sign, what would happen is withheld until they have.
"""

import base64
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from counterfoil.application import Refusal, TransactionResult
from counterfoil.cli.afar_chain import AfarChain, AfarLedger, answer_of, plain_calls
from counterfoil.cli.afar_service import told_in
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.call import Call
from counterfoil.node.chain import ChainNode
from counterfoil.node.rehearsing import Foretold, Signing
from counterfoil.node.submitting import build
from counterfoil.primitives.types import Height, HexHash, KeyId, PartyId

NOBODY: Final = HexHash("0" * 64)
"""Which transaction it would be is not known before it is signed."""


def foretell_afar(
    node: ChainNode, ledger: AfarLedger, calls: Sequence[Call], by: Iterable[PartyId], signers: Collection[KeyId]
) -> Foretold:
    """What calls would do in the names of ``by`` and of whoever else they need; raises InputError."""
    afar, names = ledger.afar, list(by)
    told = _asked(afar, {"calls": plain_calls(calls), "by": names})
    keys = [key for key in ledger.keys.known if key.keyid in signers]
    if keys and told["status"] != "refused":
        parties = list(dict.fromkeys([*names, *(one["party"] for one in told["signatures"])]))
        signed = _signed(node, calls, keys, parties)
        again = _asked(afar, {"transaction": base64.b64encode(signed).decode()})
        if again["status"] != "refused":
            told = again
    return _foretold(told, afar.height)


def foretell_signed_afar(ledger: AfarLedger, data: bytes) -> Foretold | Refusal:
    """What a signed transaction would do; the refusal where it can enter no block."""
    told = _asked(ledger.afar, {"transaction": base64.b64encode(data).decode()})
    if told["status"] == "refused":
        refusal = answer_of(told)
        assert isinstance(refusal, Refusal)
        return refusal
    return _foretold(told, ledger.height)


def _signed(node: ChainNode, calls: Sequence[Call], keys: Sequence[PrivateKey], parties: Sequence[str]) -> bytes:
    return build(node, calls, *keys, by=parties).encode()


def _asked(afar: AfarChain, question: dict[str, Any]) -> dict[str, Any]:
    path = f"{afar.path}/rehearsals"
    told = told_in(afar.service.post(path, question))
    afar.level(told)
    return told


def _foretold(told: Mapping[str, Any], height: Height) -> Foretold:
    signings = [
        Signing(
            one["party"],
            one["needs"],
            one["signed"],
            one["could_sign"],
            tuple(one["or_instead"]),
            one["by_decision"],
        )
        for one in told["signatures"]
    ]
    withheld = told["status"] == "withheld"
    happens = () if withheld else told["events"]
    number = 0 if withheld else told["outcome"]
    result = TransactionResult(
        id=NOBODY,
        height=Height(height + 1),
        index=0,
        code=number,
        outcome="withheld" if withheld else told["name"],
        call=None if withheld else told["call"],
        events=len(happens),
        detail="",
    )
    return Foretold(
        result,
        (),
        signings,
        told["idle_keys"],
        happens=[(one["type"], one["en"]) for one in happens],
        explained="" if withheld else told["detail"],
        withheld=withheld,
    )
