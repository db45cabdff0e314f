# SPDX-License-Identifier: Apache-2.0
"""Writes ``light/broken.json`` and ``light/evidence.json``, and the recordings as they must stand.

The one has each way in which a step from a believed block to another is refused, with its reason; the other evidence
of misbehaviour, good and broken.

``light/chains.json`` and ``light/rpc.json`` are recorded (``record_light.py``).

Run ``PYTHONPATH=src:tests python vectors/generate_light.py``.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.consensus.cometbft.light.commits import POWER_MAX
from counterfoil.consensus.cometbft.light.engine_hashes import header_hash, vote_bytes
from counterfoil.consensus.cometbft.light.engine_time import ZERO_TIME, Nanoseconds
from counterfoil.consensus.cometbft.light.evidence_forms import encode_evidence
from counterfoil.consensus.cometbft.light.faults import Fault
from counterfoil.consensus.cometbft.light.light_block import (
    NIL,
    CommitEntry,
    LightBlock,
    VoteFlag,
    VoteKind,
    vote_in,
)
from counterfoil.consensus.cometbft.light.light_protobuf import encode_light_block
from counterfoil.consensus.cometbft.light.misbehaviour import check_evidence
from support import engine_attacks
from support.engine_signing import (
    ORDER,
    SEED_OF,
    chain,
    decided,
    just_after,
    only_zip_215,
    recorded,
    signed,
    validator,
    with_entry,
)

FOLDER: Final = Path(__file__).parent
WEEK: Final = 7 * 86_400 * 10**9
Case = tuple[str, Fault, LightBlock]

FOUR: Final = chain("four")
TRUSTED, GOOD = FOUR[6], FOUR[7]
"""The base of most cases: a block that three of four signed, the third was away."""
SIGNED, AWAY = 0, 2
"""Places in its commit."""
HEADER_FIELDS: Final = (
    *("app_version", "time", "last_block", "last_commit_hash", "data_hash", "next_validators_hash", "consensus_hash"),
    *("app_hash", "last_results_hash", "evidence_hash", "proposer"),
)


def build() -> dict[str, bytes]:
    """Path below ``vectors/`` → contents."""
    kept = {f"light/{name}": (FOLDER / "light" / name).read_bytes() for name in ("rpc.json",)}
    chains = [one | {"blocks": [_row(block) for block in chain(one["name"])]} for one in recorded()]
    return {
        "light/chains.json": (json.dumps(chains, indent=1) + "\n").encode(),
        "light/broken.json": (json.dumps(list(broken()), indent=1) + "\n").encode(),
        "light/evidence.json": (json.dumps(list(evidence()), indent=1) + "\n").encode(),
        **kept,
    }


def broken() -> Iterator[dict[str, Any]]:
    """Every case, with the recorded block that is believed, the one that is offered, the moment and the reason."""
    for name, fault, block in (*headers(), *commits(), *entries(), *signatures(), *validators(), *adjacent()):
        yield _case(name, "four", TRUSTED, block, fault)
    for name, fault, trusted, block, now in (*moments(), *skipping()):
        chain_name = "four" if trusted in FOUR else "handover"
        yield _case(name, chain_name, trusted, block, fault, now)


def evidence() -> Iterator[dict[str, Any]]:
    """Of validators that broke the rules: what it shows, or why it shows nothing."""
    for case in (*engine_attacks.honest(), *engine_attacks.broken()):
        row: dict[str, Any] = {
            "name": case.name,
            "chain": "four",
            "common": case.common.height,
            "believed": case.believed.height,
            "evidence": encode_evidence(case.evidence).hex(),
        }
        if case.fault is None:
            blame = check_evidence(case.evidence, case.common, case.believed)
            row |= {"offence": blame.offence.value, "power": blame.power, "total": blame.total}
            row |= {who: [one.address.hex() for one in getattr(blame, who)] for who in ("culprits", "suspects")}
            yield row
        else:
            yield row | {"fault": case.fault.name}


def headers() -> Iterator[Case]:
    """The header is not the one that was signed, or none of this chain."""
    for field in HEADER_FIELDS:
        yield f"another {field}", Fault.header_hash, _header(**{field: _other(getattr(GOOD.header, field))})
    yield "another version of blocks", Fault.block_version, _header(block_version=12)
    yield "another chain", Fault.chain, _header(chain="light-five")
    yield "another chain, signed by the same keys", Fault.chain, decided(GOOD, chain="light-five")
    yield "another height in the header", Fault.commit_height, _header(height=GOOD.height + 1)
    yield "height 0", Fault.height, _header(height=0)
    yield "a negative height", Fault.height, _header(height=-1)
    yield "other validators in the header", Fault.validators_hash, _header(validators_hash=bytes(32))
    yield "no validators in the header", Fault.validators_hash, _header(validators_hash=b"")
    for field in ("data_hash", "validators_hash", "evidence_hash"):
        yield f"31 bytes of {field}", Fault.hash_length, _header(**{field: bytes(31)})
    yield "a proposer of 19 bytes", Fault.hash_length, _header(proposer=GOOD.header.proposer[:19])


def commits() -> Iterator[Case]:
    """The commit is for something else."""
    commit, named = GOOD.commit, GOOD.commit.block
    yield "another height in the commit", Fault.commit_height, _commit(height=commit.height + 1)
    yield "a negative round", Fault.commit_round, _commit(round=-1)
    yield "a round beyond the engine's", Fault.commit_round, _commit(round=2**31)
    yield "another round", Fault.power, _commit(round=commit.round + 1)
    yield "another block", Fault.header_hash, _commit(block=replace(named, hash=_other(named.hash)))
    yield "no block", Fault.commit_block, _commit(block=NIL)
    yield "a block without parts", Fault.commit_block, _commit(block=replace(named, parts=0))
    yield "31 bytes of the parts' hash", Fault.commit_block, _commit(block=replace(named, parts_hash=bytes(31)))
    yield "another parts' hash", Fault.power, _commit(block=replace(named, parts_hash=bytes(32)))
    yield "another number of parts", Fault.power, _commit(block=replace(named, parts=named.parts + 1))
    yield "the commit of the block before", Fault.commit_height, replace(GOOD, commit=TRUSTED.commit)


def entries() -> Iterator[Case]:
    """The entries are not one for each validator, or not as they say."""
    all_ = GOOD.commit.entries
    yield "no entries", Fault.entry_count, _commit(entries=())
    yield "an entry too few", Fault.entry_count, _commit(entries=all_[:-1])
    yield "an entry too many", Fault.entry_count, _commit(entries=(*all_, all_[0]))
    yield "two entries in each other's place", Fault.entry_address, _commit(entries=(all_[1], all_[0], *all_[2:]))
    yield "one entry twice", Fault.entry_address, _commit(entries=(all_[0], all_[0], *all_[2:]))
    yield "another's address", Fault.entry_address, with_entry(GOOD, SIGNED, address=all_[1].address)
    yield "an address of 19 bytes", Fault.entry_form, with_entry(GOOD, SIGNED, address=all_[0].address[:19])
    yield "absent, with a signature", Fault.entry_form, with_entry(GOOD, SIGNED, flag=VoteFlag.absent)
    yield "absent, with a time", Fault.entry_form, with_entry(GOOD, AWAY, time=GOOD.header.time)
    yield "absent, with an address", Fault.entry_form, with_entry(GOOD, AWAY, address=GOOD.validators[AWAY].address)
    yield "a vote without a signature", Fault.entry_form, with_entry(GOOD, SIGNED, signature=b"")
    yield "63 bytes of signature", Fault.entry_form, with_entry(GOOD, SIGNED, signature=all_[0].signature[:63])
    yield "65 bytes of signature", Fault.entry_form, with_entry(GOOD, SIGNED, signature=all_[0].signature + b"\0")
    yield "an absent one that voted with nothing", Fault.entry_form, with_entry(GOOD, AWAY, flag=VoteFlag.commit)
    gone = CommitEntry(VoteFlag.absent, b"", ZERO_TIME, b"")
    yield "one more away", Fault.power, _commit(entries=(gone, *all_[1:]))


def signatures() -> Iterator[Case]:
    """Of three votes that are needed, one does not count."""
    entry, key = GOOD.commit.entries[SIGNED], GOOD.validators[SIGNED].key
    vote, signature = vote_in(GOOD.commit, SIGNED), entry.signature
    message = vote_bytes(GOOD.header.chain, vote)
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    away = GOOD.validators[AWAY]

    def instead(**changes: Any) -> LightBlock:
        made = signed(GOOD.header.chain, replace(vote, **changes), SEED_OF[key])
        return with_entry(GOOD, SIGNED, signature=made.signature)

    made: dict[str, LightBlock] = {
        "a bit of the signature": with_entry(GOOD, SIGNED, signature=_other(signature)),
        "a signature of zeros": with_entry(GOOD, SIGNED, signature=bytes(64)),
        "S and the group's order": with_entry(GOOD, SIGNED, signature=signature[:32] + scalar.to_bytes(32, "little")),
        "valid by ZIP 215 alone": with_entry(GOOD, SIGNED, signature=only_zip_215(key, message)),
        "another time": with_entry(GOOD, SIGNED, time=entry.time + 1),
        "another's signature": with_entry(GOOD, SIGNED, signature=GOOD.commit.entries[1].signature),
        "a vote for no block, counted as one for it": instead(block=NIL),
        "a prevote": instead(kind=VoteKind.prevote),
        "of another height": instead(height=GOOD.height - 1),
        "of another round": instead(round=vote.round + 1),
        "of another chain": with_entry(GOOD, SIGNED, signature=signed("light-five", vote, SEED_OF[key]).signature),
        "for no block": decided(GOOD, absent=(AWAY,), nil=(SIGNED,)),
        "the vote for no block is said to be for it": with_entry(
            decided(GOOD, absent=(AWAY,), nil=(SIGNED,)), SIGNED, flag=VoteFlag.commit
        ),
        "the vote for the block is said to be for none": with_entry(GOOD, SIGNED, flag=VoteFlag.nil),
        "nobody signed": decided(GOOD, nil=(0, 1, 2, 3)),
        "who was away, signed by another": with_entry(
            decided(GOOD, absent=(SIGNED,)),
            AWAY,
            address=away.address,
            signature=signed(GOOD.header.chain, replace(vote, address=away.address), SEED_OF[key]).signature,
        ),
    }
    for name, block in made.items():
        yield name, Fault.power, block


def validators() -> Iterator[Case]:
    """The validators are not those of the header, or none."""
    all_ = GOOD.validators
    yield "no validators", Fault.no_validators, replace(GOOD, validators=())
    yield "a key of 31 bytes", Fault.validator_key, _validators(replace(all_[0], key=bytes(31)), *all_[1:])
    yield "a validator without power", Fault.validator_power, _validators(replace(all_[0], power=0), *all_[1:])
    yield "negative power", Fault.validator_power, _validators(replace(all_[0], power=-1), *all_[1:])
    yield "too much power", Fault.validator_power, _validators(replace(all_[0], power=POWER_MAX), *all_[1:])
    yield "a validator twice", Fault.validator_twice, _validators(all_[0], all_[0], *all_[2:])
    yield "one validator left out", Fault.validators_hash, _validators(*all_[:-1])
    yield "another power", Fault.validators_hash, _validators(replace(all_[0], power=2), *all_[1:])
    yield "another order", Fault.validators_hash, _validators(all_[1], all_[0], *all_[2:])
    yield "another key", Fault.validators_hash, _validators(validator(7), *all_[1:])


def adjacent() -> Iterator[Case]:
    """Signed by all, but not what follows."""
    others = tuple(validator(number) for number in (4, 5, 6, 7))
    yield "other validators decided", Fault.handed_over, decided(GOOD, by=others)
    yield "one validator more decided", Fault.handed_over, decided(GOOD, by=(*GOOD.validators, validator(4)))
    fewer = GOOD.validators[:3]
    yield "three of the four decided", Fault.handed_over, decided(GOOD, by=fewer)
    elsewhere = replace(GOOD.header.last_block, hash=bytes(32))
    yield "on another block", Fault.parent, decided(GOOD, last_block=elsewhere)
    yield "not later", Fault.time, decided(GOOD, time=TRUSTED.header.time)
    yield "earlier", Fault.time, decided(GOOD, time=Nanoseconds(TRUSTED.header.time - 1))
    yield "the same height", Fault.height, TRUSTED
    yield "a lower height", Fault.height, FOUR[3]


def moments() -> Iterator[tuple[str, Fault, LightBlock, LightBlock, int]]:
    """The clock is against it."""
    drift = 10 * 10**9
    yield "it has just expired", Fault.expired, TRUSTED, GOOD, TRUSTED.header.time + WEEK
    yield "it expired long ago", Fault.expired, TRUSTED, GOOD, TRUSTED.header.time + 2 * WEEK
    yield "it is of the future", Fault.future, TRUSTED, GOOD, GOOD.header.time - drift
    yield "it is of the far future", Fault.future, TRUSTED, GOOD, GOOD.header.time - 100 * drift


def skipping() -> Iterator[tuple[str, Fault, LightBlock, LightBlock, int]]:
    """Of those who are trusted too few signed."""
    blocks = chain("handover")
    now = just_after(blocks[-1])
    yield "all have left", Fault.untrusted, blocks[0], blocks[-1], now
    yield "exactly a third of the power is still there", Fault.untrusted, blocks[4], blocks[-1], now
    others = tuple(validator(number, 10) for number in (4, 5, 6, 7))
    yield "strangers decided", Fault.untrusted, blocks[0], decided(blocks[9], by=others), now
    mixed = decided(blocks[9], by=(*others, blocks[0].validators[0]), absent=_places(others, blocks[0].validators[0]))
    yield "one whom we trust stands there, and did not sign", Fault.untrusted, blocks[0], mixed, now
    two_of_three = decided(blocks[6], absent=(2,))
    yield "exactly two thirds signed", Fault.power, blocks[4], two_of_three, now
    yield "two thirds signed, one of them for none", Fault.power, blocks[4], decided(blocks[6], nil=(0,)), now
    forged = with_entry(blocks[6], 0, signature=bytes(64))
    yield "two thirds and a forged vote", Fault.power, blocks[4], forged, now


def _places(others: tuple[Any, ...], trusted: Any) -> tuple[int, ...]:
    ordered = sorted((*others, trusted), key=lambda one: (-one.power, one.address))
    return (ordered.index(trusted),)


def _case(
    name: str, chain_name: str, trusted: LightBlock, block: LightBlock, fault: Fault, now: int | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "chain": chain_name,
        "trusted": trusted.height,
        "now": now or just_after(GOOD),
        "fault": fault.name,
        "light_block": encode_light_block(block).hex(),
    }


def _row(block: LightBlock) -> dict[str, Any]:
    hash_ = header_hash(block.header).hex()
    return {"height": block.height, "hash": hash_, "light_block": encode_light_block(block).hex()}


def _header(**changes: Any) -> LightBlock:
    return replace(GOOD, header=replace(GOOD.header, **changes))


def _commit(**changes: Any) -> LightBlock:
    return replace(GOOD, commit=replace(GOOD.commit, **changes))


def _validators(*members: Any) -> LightBlock:
    return replace(GOOD, validators=members)


def _other(value: Any) -> Any:
    """Another value of its kind."""
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    return replace(value, hash=_other(value.hash)) if hasattr(value, "hash") else value + 1


def main() -> None:
    """Write them."""
    for path, content in build().items():
        (FOLDER / path).write_bytes(content)


if __name__ == "__main__":
    main()
