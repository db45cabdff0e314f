# SPDX-License-Identifier: Apache-2.0
"""Evidence as the engine passes it on: protobuf between nodes and in blocks, JSON for ``broadcast_evidence``."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

from counterfoil.consensus.cometbft.light.engine_hashes import encode_block_id
from counterfoil.consensus.cometbft.light.engine_time import decode_time, encode_time, format_engine_time
from counterfoil.consensus.cometbft.light.light_block import Vote, VoteKind
from counterfoil.consensus.cometbft.light.light_protobuf import (
    encode_light_block,
    encode_validator,
    read_block_id,
    read_light_fields,
    read_validator,
)
from counterfoil.consensus.cometbft.light.misbehaviour import DuplicateVote, Evidence, LightAttack
from counterfoil.consensus.cometbft.light.protobuf_fields import Fields, integer, message, octets
from counterfoil.consensus.cometbft.light.rpc_json import block_id_json, signed_header, validator_json
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.merkle.verify import leaf_hashes, root
from counterfoil.primitives.types import Hash


def encode_evidence(evidence: Evidence) -> bytes:
    """``tendermint.types.Evidence``: which kind it is, and the evidence."""
    return message(1 if isinstance(evidence, DuplicateVote) else 2, encode_alone(evidence))


def encode_alone(evidence: Evidence) -> bytes:
    """Without its kind, as the engine hashes it."""
    if isinstance(evidence, DuplicateVote):
        return (
            message(1, _encode_vote(evidence.first))
            + message(2, _encode_vote(evidence.second))
            + integer(3, evidence.total)
            + integer(4, evidence.power)
            + message(5, encode_time(evidence.time))
        )
    return (
        message(1, encode_light_block(evidence.conflicting))
        + integer(2, evidence.common_height)
        + b"".join(message(3, encode_validator(one)) for one in evidence.culprits)
        + integer(4, evidence.total)
        + message(5, encode_time(evidence.time))
    )


def decode_evidence(data: bytes) -> Evidence:
    """Raises DecodeError."""
    fields = Fields(data, "$")
    if fields.has(1) == fields.has(2):
        raise DecodeError("evidence is either of votes or of a block", where="$")
    if fields.has(1):
        inner = fields.message(1, "duplicate_vote_evidence")
        return DuplicateVote(
            first=_read_vote(inner.message(1, "vote_a"), "vote_a"),
            second=_read_vote(inner.message(2, "vote_b"), "vote_b"),
            total=inner.integer(3),
            power=inner.integer(4),
            time=decode_time(inner.message(5, "timestamp"), "$.timestamp"),
        )
    inner = fields.message(2, "light_client_attack_evidence")
    named = enumerate(inner.messages(3, "byzantine_validators"))
    return LightAttack(
        conflicting=read_light_fields(inner.message(1, "conflicting_block")),
        common_height=inner.integer(2),
        culprits=tuple(read_validator(one, f"$.byzantine_validators[{index}]") for index, one in named),
        total=inner.integer(4),
        time=decode_time(inner.message(5, "timestamp"), "$.timestamp"),
    )


def evidence_hash(evidence: Sequence[Evidence]) -> Hash:
    """The ``evidence_hash`` of the header of a block that holds it."""
    return root(leaf_hashes([encode_alone(one) for one in evidence]))


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """What the engine's ``broadcast_evidence`` takes. It should not be given what names nobody: see ADR 92."""
    value: dict[str, Any]
    if isinstance(evidence, DuplicateVote):
        value = {
            "vote_a": _vote_json(evidence.first),
            "vote_b": _vote_json(evidence.second),
            "TotalVotingPower": str(evidence.total),
            "ValidatorPower": str(evidence.power),
            "Timestamp": format_engine_time(evidence.time),
        }
        return {"type": "tendermint/DuplicateVoteEvidence", "value": value}
    members = [validator_json(one) for one in evidence.conflicting.validators]
    block = {
        "signed_header": signed_header(evidence.conflicting),
        "validator_set": {"validators": members, "proposer": members[0]},
    }
    value = {
        "ConflictingBlock": block,
        "CommonHeight": str(evidence.common_height),
        "ByzantineValidators": [validator_json(one) for one in evidence.culprits],
        "TotalVotingPower": str(evidence.total),
        "Timestamp": format_engine_time(evidence.time),
    }
    return {"type": "tendermint/LightClientAttackEvidence", "value": value}


def _encode_vote(vote: Vote) -> bytes:
    return (
        integer(1, vote.kind)
        + integer(2, vote.height)
        + integer(3, vote.round)
        + message(4, encode_block_id(vote.block))
        + message(5, encode_time(vote.time))
        + octets(6, vote.address)
        + integer(7, vote.index)
        + octets(8, vote.signature)
    )


def _read_vote(fields: Fields, name: str) -> Vote:
    kind = fields.integer(1)
    if kind not in set(VoteKind):
        raise DecodeError(f"{kind} is no kind of vote", where=f"$.{name}.type")
    return Vote(
        kind=VoteKind(kind),
        height=fields.integer(2),
        round=fields.integer(3),
        block=read_block_id(fields.message(4, "block_id")),
        time=decode_time(fields.message(5, "timestamp"), f"$.{name}.timestamp"),
        address=fields.octets(6),
        index=fields.integer(7),
        signature=fields.octets(8),
    )


def _vote_json(vote: Vote) -> dict[str, Any]:
    return {
        "type": int(vote.kind),
        "height": str(vote.height),
        "round": vote.round,
        "block_id": block_id_json(vote.block),
        "timestamp": format_engine_time(vote.time),
        "validator_address": vote.address.hex().upper(),
        "validator_index": vote.index,
        "signature": b64encode(vote.signature).decode(),
    }
