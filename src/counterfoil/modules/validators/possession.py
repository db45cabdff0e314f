# SPDX-License-Identifier: Apache-2.0
"""Proof of possession: both keys of a validator sign whose they are, together and on which chain.

What is signed begins as every DSSE envelope does, so that it is no vote of the engine, whose bytes begin with a length
and a field's number; and nothing else on this chain is signed under its type.
"""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.identity.dsse import pre_authentication_encoding
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import Signer
from counterfoil.modules.validators.records import ConsensusKey, consensus_public
from counterfoil.primitives import canonical
from counterfoil.primitives.types import ChainId, PartyId

POSSESSION_TYPE: Final = "application/vnd.counterfoil.validator-keys+json"
Proof = Annotated[str, Meta(pattern=r"^([0-9a-f]{2})+\Z", max_length=16_384, examples=["f" * 128])]
"""A signature in lower-case hex."""


class Possession(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What both keys sign."""

    chain: ChainId
    consensus_key: ConsensusKey
    party: PartyId
    seal_key: PublicKey
    validator: str

    @property
    def message(self) -> bytes:
        """The bytes that each of them signs."""
        return pre_authentication_encoding(POSSESSION_TYPE, canonical.encode(self))


class ProvedKeys(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The two keys of a validator, and the signature of each over what both are."""

    consensus_key: ConsensusKey
    seal_key: PublicKey
    consensus_proof: Proof
    seal_proof: Proof

    def proved(self, chain: ChainId, validator: str, party: PartyId) -> bool:
        """Whether both signed. Under libsodium's rule, also for the engine's key."""
        message = Possession(
            chain=chain,
            consensus_key=self.consensus_key,
            party=party,
            seal_key=self.seal_key,
            validator=validator,
        ).message
        return consensus_public(self.consensus_key).verify(
            message, bytes.fromhex(self.consensus_proof)
        ) and self.seal_key.verify(message, bytes.fromhex(self.seal_proof))


def prove(possession: Possession, consensus: Signer, seal: Signer) -> ProvedKeys:
    """The keys, with what each of them signs."""
    return ProvedKeys(
        consensus_key=possession.consensus_key,
        seal_key=possession.seal_key,
        consensus_proof=consensus.sign(possession.message).hex(),
        seal_proof=seal.sign(possession.message).hex(),
    )
