# SPDX-License-Identifier: Apache-2.0
"""A chain with validators, in a few words: firms, their nodes' keys, and what each of them asks for."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from counterfoil.evidence.seal import Rotation, sign_rotation
from counterfoil.identity.signing import PrivateKey
from counterfoil.identity.validators import sealed_by
from counterfoil.modules.parties.records import Role
from counterfoil.modules.validators import calls as c
from counterfoil.modules.validators.possession import Possession, ProvedKeys, prove
from counterfoil.modules.validators.records import CURRENT, SETS, VALIDATORS, ValidatorRecord, ValidatorSet
from counterfoil.primitives.types import Height
from support.ledger import CHAIN, Ledger, policy_of

BOTH: Final = "registrar supervisor"
RECOVERY: Final = policy_of("recovery-one", "recovery-two", threshold=2)
REASON: Final = "resolution 7"


def node_key(purpose: str, node: str, generation: int = 0) -> PrivateKey:
    """A key of a node, the same in every run."""
    return PrivateKey(sha256(f"{purpose} of {node}/{generation}".encode()).digest())


def firm_of(validator: str) -> str:
    """``v1`` is of firm ``f1``, and ``v1-2`` another of it."""
    return validator.replace("v", "f", 1).partition("-")[0]


def keys(
    validator: str,
    generation: int = 0,
    *,
    seal_generation: int | None = None,
    party: str | None = None,
    chain: str = CHAIN,
    **other: PrivateKey,
) -> ProvedKeys:
    """Both keys of a node, each of which says whose it is; ``consensus`` and ``seal`` are others than usual."""
    consensus = other.get("consensus") or node_key("consensus", validator, generation)
    seal = other.get("seal") or node_key("seal", validator, generation if seal_generation is None else seal_generation)
    said = Possession(
        chain=chain,
        consensus_key=consensus.public.key,
        party=firm_of(validator) if party is None else party,
        seal_key=seal.public,
        validator=validator,
    )
    return prove(said, consensus, seal)


def offer(validator: str, **changed: Any) -> c.Offer:
    """A firm offers to run a node."""
    said: dict[str, Any] = {
        "party": firm_of(validator),
        "keys": changed.pop("keys", None) or keys(validator),
        "moniker": f"node {validator}",
        "address": f"{validator}.example:26656",
    }
    return c.Offer(validator=validator, **(said | changed))


def begin(*validators: str, **changed: Any) -> c.Begin:
    said: dict[str, Any] = {"registrar": "registrar", "supervisor": "supervisor", "recovery": RECOVERY}
    return c.Begin(validators=validators, **(said | changed))


def join(validator: str, **changed: Any) -> c.Join:
    said: dict[str, Any] = {"registrar": "registrar", "supervisor": "supervisor", "reason": REASON}
    return c.Join(validator=validator, **(said | changed))


def leave(validator: str, by: str = "registrar", supervisor: str | None = "supervisor") -> c.Leave:
    return c.Leave(validator=validator, by=by, supervisor=supervisor, reason=REASON)


def leave_alone(validator: str) -> c.Leave:
    """By its firm."""
    return leave(validator, firm_of(validator), None)


def rotate(validator: str, generation: int = 1, **changed: Any) -> c.Rotate:
    return c.Rotate(validator=validator, **({"keys": keys(validator, generation)} | changed))


def handed_on(
    remaining: Sequence[str], last: int, *, signers: str = "recovery-one recovery-two", **changed: Any
) -> str:
    """The log's rotation of the chain's seal to those who remain, under its recovery policy."""
    seal = sealed_by(node_key("seal", name).public for name in remaining)
    said: dict[str, Any] = {
        "chain": CHAIN,
        "effective": 1_900_000_000_000,
        "last_hash": "ab" * 32,
        "last_height": Height(last),
        "previous": None,
        "seal": seal,
    }
    signing = (PrivateKey(sha256(f"{name}/0".encode()).digest()) for name in signers.split())
    return sign_rotation(Rotation(**(said | changed)), *signing).encode().decode()


def restore(*remaining: str, last: int, **changed: Any) -> c.Restore:
    said: dict[str, Any] = {"supervisor": "supervisor", "reference": "order 9", "rotation": handed_on(remaining, last)}
    return c.Restore(remaining=remaining, last=last, **(said | changed))


def enrolled(ledger: Ledger, *validators: str) -> Ledger:
    """Their firms are parties, and offer them."""
    for firm in dict.fromkeys(map(firm_of, validators)):
        if ledger.records.get(f"parties/party/{firm}") is None:  # type: ignore[arg-type]
            ledger.party(firm, Role.custodian)
    for validator in validators:
        ledger.do(offer(validator), signed_by=firm_of(validator))
    return ledger


def founded(*validators: str, ledger: Ledger | None = None, **changed: Any) -> Ledger:
    """A chain with these validators."""
    found = enrolled(ledger or Ledger(), *validators)
    found.do(begin(*validators, **changed), signed_by=" ".join((BOTH, *dict.fromkeys(map(firm_of, validators)))))
    return found


def set_of(ledger: Ledger) -> ValidatorSet:
    found = ledger.state.read(SETS, CURRENT)
    assert found is not None
    return found


def validator_of(ledger: Ledger, name: str) -> ValidatorRecord:
    found = ledger.state.read(VALIDATORS, name)
    assert found is not None
    return found


def names_of(ledger: Ledger) -> list[str]:
    """Who is in the set, in its order."""
    return [seat.validator for seat in set_of(ledger).seats]
