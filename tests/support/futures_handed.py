# SPDX-License-Identifier: Apache-2.0
"""A house whose members hand in, on a ledger or in the evidence world: batches in every state that a rule tells."""

from collections.abc import Callable
from typing import Any, Final

from counterfoil.identity.signing import PrivateKey, single_key_policy
from counterfoil.law.call import SealedAttachment
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import handing_in_calls as h
from counterfoil.modules.futures.handing_in import SUITE, HandedKind
from counterfoil.modules.parties.calls import RotateKeys
from counterfoil.modules.parties.records import Role
from support.futures_market import TODAY, houses
from support.ledger import Ledger, key_of

DUE_MIN: Final = 1_980
"""Nine in the morning of the day after."""
ROOT: Final = "0a" * 32


class Keys:
    """Calls that name keys, of a ledger or of the evidence world."""

    def __init__(self, key: Callable[..., PrivateKey]) -> None:
        self.key = key

    def sealed_to(self, name: str = "watch", *, suite: str = SUITE) -> SealedAttachment:
        """Bytes that no law looks into."""
        return SealedAttachment(ciphertext=b"?", encapsulated=b"!", recipient=self.key(name).keyid, suite=suite)

    def collected(self, house: str = "CC", supervisor: str = "watch", key: str = "watch") -> h.SetCollection:
        return h.SetCollection(house=house, supervisor=supervisor, sealed_to=self.key(key).keyid, due_min=DUE_MIN)

    def batch(self, number: int = 3, **changed: Any) -> h.HandIn:
        """The next of alpha's orders of today."""
        about = {"house": "CC", "member": "alpha", "kind": HandedKind.orders, "day": TODAY, "rows": 2}
        said = {"root": f"{number:064x}", "sealed": (self.sealed_to(),), **about, **changed}
        return h.HandIn(number=number, **said)


HERE: Final = Keys(key_of)


def handed(_market: Ledger) -> Ledger:
    """On a market of its own."""
    ledger = houses(Ledger())
    collecting(ledger, HERE)
    return ledger


def collecting(ledger: Ledger, keys: Keys) -> None:
    """Alpha handed in yesterday's orders, said that nothing lacks, and began today; elsewhere a key was given up."""
    for name in ("watch", "other", "third"):
        ledger.party(name, Role.supervisor)
    ledger.do(keys.collected(), signed_by="watch")
    ledger.do(keys.collected("DD", "other", "other"), signed_by="other")
    ledger.do(
        RotateKeys(party="other", keys=single_key_policy(keys.key("other-2"))),
        signed_by="other",
    )
    ledger.do(c.OpenDay(house="CC", day=TODAY - 1), c.OpenDay(house="DD", day=TODAY), signed_by="ccp")
    ledger.do(keys.batch(1, day=TODAY - 1, ends_day=True), signed_by="alpha")
    ledger.do(c.CloseDay(house="CC"), c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
    ledger.do(keys.batch(2, root=ROOT), signed_by="alpha")
