# SPDX-License-Identifier: Apache-2.0
"""The engine's ``genesis.json``: the first validators, the parameters of consensus, and the ledger's own genesis.

All members must have the same file. Our genesis document is carried in base64, because the engine writes JSON anew.
"""

from collections.abc import Sequence
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta

from counterfoil.consensus.cometbft.engine_keys import PUBLIC_TYPE, Typed, validator_address
from counterfoil.evidence.text import format_time
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import ChainId, Timestamp

CHAIN_ID_LENGTH_MAX: Final = 50
"""The engine refuses a longer name of a chain."""
BLOCK_BYTES_MAX: Final = 4 * 2**20
EVIDENCE_AGE_MS: Final = 21 * 24 * 3_600 * 1_000
"""So long a double vote can be shown to the chain; whoever trusts an older header is not protected by it."""
EVIDENCE_AGE_BLOCKS: Final = 100_000
"""Evidence is too old once it is older by both."""
POWER: Final = 2
"""One validator, one vote, and each weighs the same. The engine dates a block by the weighted median of the times in
the commit before, and halves the weight of all with the rest cut off: of an odd number of votes that weigh 1 it takes
one below the middle, which of three is the earliest. One member whose clock is behind, or who lies, would date the
blocks, or have all be refused for not being later than the last. With an even weight the middle is the middle."""
_NS_PER_MS: Final = 1_000_000
Number = Annotated[str, Meta(pattern=r"^-?\d{1,19}\Z")]
"""The engine writes 64-bit integers as strings."""


class Voter(NamedTuple):
    """A validator of the first block."""

    name: str
    consensus_key: bytes
    """Ed25519, 32 bytes"""


class BlockParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    max_bytes: Number
    max_gas: Number = "-1"


class EvidenceParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    max_age_num_blocks: Number
    max_age_duration: Number
    """nanoseconds"""
    max_bytes: Number = "1048576"


class ValidatorParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pub_key_types: tuple[str, ...] = ("ed25519",)


class VersionParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    app: Number = "0"


class AbciParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    vote_extensions_enable_height: Number = "0"
    """never: a header is sealed after its block is decided, and not with the vote that decides it"""


class ConsensusParameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What all engines of a chain must hold in common."""

    block: BlockParameters = BlockParameters(str(BLOCK_BYTES_MAX))
    evidence: EvidenceParameters = EvidenceParameters(str(EVIDENCE_AGE_BLOCKS), str(EVIDENCE_AGE_MS * _NS_PER_MS))
    validator: ValidatorParameters = ValidatorParameters()
    version: VersionParameters = VersionParameters()
    abci: AbciParameters = AbciParameters()


class GenesisValidator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    address: str
    pub_key: Typed
    power: Number
    name: str


class EngineGenesis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file. ``app_state`` is our genesis document."""

    genesis_time: str
    chain_id: str
    initial_height: Number = "1"
    consensus_params: ConsensusParameters = ConsensusParameters()
    validators: tuple[GenesisValidator, ...]
    app_hash: str = ""
    app_state: bytes


def engine_genesis(chain: ChainId, time: Timestamp, voters: Sequence[Voter], *, document: bytes) -> EngineGenesis:
    """Of a chain that begins with these validators, one vote each; ``document`` is the ledger's genesis, any bytes.

    Raises InputError for a name that the engine does not take, for no validator, and for one that stands twice.
    """
    if len(chain) > CHAIN_ID_LENGTH_MAX:
        remedy = f"at most {CHAIN_ID_LENGTH_MAX} characters under this engine"
        raise InputError(f"{chain!r} has {len(chain)} characters", where="chain", remedy=remedy)
    keys = [voter.consensus_key for voter in voters]
    if not keys or len(set(keys)) != len(keys):
        raise InputError("a chain begins with one validator or more, and each has its own key", where="validators")
    return EngineGenesis(
        genesis_time=format_time(time),
        chain_id=chain,
        validators=tuple(
            GenesisValidator(
                validator_address(voter.consensus_key), Typed(PUBLIC_TYPE, voter.consensus_key), str(POWER), voter.name
            )
            for voter in voters
        ),
        app_state=document,
    )


def encode_genesis(genesis: EngineGenesis) -> bytes:
    """The file, the same for the same values; ``app_state`` is a string of base64 in it."""
    return msgspec.json.format(msgspec.json.encode(genesis), indent=2) + b"\n"


def decode_genesis(data: bytes) -> EngineGenesis:
    """Raises InputError for a document that is not one of ours."""
    try:
        genesis = canonical.decode_json(data, EngineGenesis)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InputError(str(error), where="genesis.json") from error
    for one in genesis.validators:
        if one.address != validator_address(one.pub_key.value) or one.pub_key.type != PUBLIC_TYPE:
            raise InputError(f"the address of {one.name!r} is not that of its key", where="genesis.json")
    return genesis
