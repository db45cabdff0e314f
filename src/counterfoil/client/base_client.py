# SPDX-License-Identifier: Apache-2.0
"""What both clients are made with, and how they look."""

from collections.abc import Sequence
from typing import Any, Final

from counterfoil.client.cards import card, line
from counterfoil.client.connecting import Connection
from counterfoil.client.handing_in import VALID_FOR_BLOCKS
from counterfoil.client.knowing import KnownNode
from counterfoil.client.patience import Patience
from counterfoil.client.proving import Believed, read_trust
from counterfoil.client.signers import Key, Passphrase, signers
from counterfoil.client.surroundings import Surroundings
from counterfoil.client.transactions import SignedTransaction
from counterfoil.law.call import Call
from counterfoil.primitives.errors import InputError

PATIENCE_S: Final = 60.0
PUBLISHED_WITHIN_S: Final = 600.0


class BaseClient:
    """A service, whoever asks it, and one of its chains.

    - ``key``: a key file or several, or whatever has ``keyid`` and ``sign``. The first one signs requests, and all of
      them sign transactions. No key leaves this process.
    - ``passphrase``: of encrypted key files, a text or a function of the file.
    - ``token``: in place of a key, to read.
    - ``chain``: which, where the service has several.
    - ``by``: the parties that consent, where they are not those whose the keys are.
    - ``trust``: a trust file from elsewhere than the service. Then the chain's genesis and the seals of headers are
      checked against it.
    - ``rehearse``: whether acts are rehearsed first, so that what would be rejected, or lacks a signature, is said and
      not ordered.
    - ``patience_s``: for how long one asks. ``valid_for``: for how many blocks a transaction may wait.
    - ``verify``: whose certificates are believed over TLS: a file of them in PEM, or as httpx takes it.
      ``transport`` and ``surroundings`` are for tests.
    """

    def __init__(
        self,
        url: str,
        *,
        key: Key | Sequence[Key] | None = None,
        passphrase: Passphrase = None,
        token: str | None = None,
        chain: str | None = None,
        by: Sequence[str] = (),
        trust: Believed | None = None,
        rehearse: bool = True,
        patience_s: float = PATIENCE_S,
        valid_for: int = VALID_FOR_BLOCKS,
        verify: Any = True,
        transport: Any = None,
        surroundings: Surroundings | None = None,
    ) -> None:
        if isinstance(by, str):
            by = (by,)
        around = Surroundings() if surroundings is None else surroundings
        keys = signers(key, passphrase)
        self._connection = Connection(url, keys[0] if keys else None, token, around, patience_s, verify)
        believed = None if trust is None else read_trust(trust)
        self._node = KnownNode(Patience(around, patience_s), keys, tuple(by), chain, believed)
        self._rehearsed, self._valid_for, self._transport = rehearse, valid_for, transport
        self._begin()

    def _begin(self) -> None:
        """Open what requests go through."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        """Of the service."""
        return self._connection.url

    def _facts(self) -> dict[str, Any]:
        node = self._node
        return {
            "url": self.url,
            "chain": node.chain,
            "keys": ", ".join(f"{one.keyid[:16]}…" for one in node.signers),
            "by": ", ".join(node.by),
            "trust file": "given" if node.trust is not None else "",
        }

    def __repr__(self) -> str:
        return line(type(self).__name__, self._facts())

    def _repr_html_(self) -> str:
        return card(type(self).__name__, self._facts())


def only_calls(given: Sequence[Any]) -> Sequence[Call]:
    """Calls of one transaction; raises InputError for something else."""
    for one in given:
        if not isinstance(one, Call):
            remedy = "calls.NOUN.VERB(…) makes a call; a signed transaction stands alone"
            raise InputError(f"{type(one).__name__} is no call", where="transaction", remedy=remedy)
    return given


def only_transaction(given: Sequence[Any]) -> SignedTransaction | None:
    """The one signed transaction that was given, or None where calls were."""
    return given[0] if len(given) == 1 and isinstance(given[0], SignedTransaction) else None
