# SPDX-License-Identifier: Apache-2.0
"""What keeps a transaction out, one row per rule: as bytes that arrive at a real ledger.

All but the last table never stand in a block; what is over budget does, rejected.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from counterfoil.application import Checked, Refusal
from counterfoil.commerce.ledger import Ledger
from counterfoil.evidence.transaction import TRANSACTION_TYPE, Transaction, build_transaction, decode_envelope
from counterfoil.identity.dsse import Envelope, Signature
from counterfoil.identity.signing import sign_envelope
from counterfoil.law.call import SEALED_LENGTH_MAX
from counterfoil.law.outcome import MachineOutcome as Outcome
from counterfoil.modules import laws
from counterfoil.primitives import canonical
from counterfoil.primitives.types import Height, HexHash
from counterfoil.storage.state import MemoryStateStore
from support.evidence_log import ORIGIN, key
from support.evidence_story import LI, WANG, founded, issue, leg, register, transfer
from support.evidence_world import START_MS, World, plain_policy, signed_again

MOVE = transfer(LI, WANG, 1)
SEALED = {"ciphertext": "", "encapsulated": "", "recipient": "ab" * 32, "suite": "hpke-x25519-sha256-aes128gcm"}


class Arrival(NamedTuple):
    """Bytes that arrive: in words, what makes them, the outcome, and what its detail says."""

    because: str
    make: Callable[[World], bytes]
    outcome: Outcome
    detail: str = ""


def door() -> World:
    """A market with a suspended party, one that needs two keys, and one whose keys were replaced."""
    world = founded()
    newcomers = [register("mei", person=True), register("old", person=True)]
    board = register("board", person=True) | {"keys": plain_policy("board", "board-2")}
    world.do("registrar", calls=[*newcomers, board])
    world.do("acme", calls=[issue(LI, 1_000)])
    order = {"by": "supervisor", "reference": "order 1", "document": "cd" * 32}
    world.do("supervisor", calls=[{"call": "parties.suspend", "party": "mei", **order}])
    world.do("old", calls=[{"call": "parties.rotate_keys", "party": "old", "keys": plain_policy("old-2")}])
    return world


def arrived(world: World, data: bytes) -> Refusal | Any:
    """What becomes of bytes: refused at the door, before the next block, or answered by it."""
    checked = world.ledger.prepare(data)
    if not isinstance(checked, Checked):
        return checked
    refusal = world.ledger.judge(checked)
    if refusal is not None:
        assert world.ledger.select([checked]) == []
        return refusal
    assert world.ledger.select([checked]) == [checked]
    return world.block(split(data))[0]


def outcome_of(answer: Any) -> Outcome:
    found = laws().outcomes[answer.code]
    assert isinstance(found, Outcome), answer
    return found


def built(world: World, *names: str, calls: Sequence[dict[str, Any]] = (MOVE,), **changes: Any) -> Transaction:
    """Li's transfer, signed, changed."""
    described = {
        "by": [name.removesuffix("-2") for name in names],
        "chain": world.chain,
        "genesis": world.ledger.genesis_hash,
        "valid_until": Height(world.height + 100),
        "seed": b"s" * 32,
    }
    return build_transaction(calls, *map(key, names), **(described | changes))


def split(data: bytes) -> Transaction:
    envelope, *lines = data[:-1].split(b"\n")
    return Transaction(envelope, tuple(lines))


def _sent(*names: str, **changes: Any) -> Callable[[World], bytes]:
    return lambda world: built(world, *(names or ("li",)), **changes).encode()


def _call(**changes: Any) -> Callable[[World], bytes]:
    return _sent(calls=[MOVE | changes])


def _payload(**changes: Any) -> Callable[[World], bytes]:
    """Li signs a payload with other fields."""

    def make(world: World) -> bytes:
        transaction = built(world, "li")
        payload = canonical.encode(replace(decode_envelope(transaction.envelope)[1], **changes))
        return signed_again(transaction, sign_envelope(TRANSACTION_TYPE, payload, key("li"))).encode()

    return make


def _enveloped(change: Callable[[Envelope], Envelope]) -> Callable[[World], bytes]:
    """Li's transfer in another envelope."""

    def make(world: World) -> bytes:
        transaction = built(world, "li")
        return signed_again(transaction, change(decode_envelope(transaction.envelope)[0])).encode()

    return make


def _damaged(change: Callable[[bytes], bytes]) -> Callable[[World], bytes]:
    return lambda world: change(built(world, "li").encode())


def rehearsal() -> HexHash:
    """The genesis of a rehearsal: the same chain's name, the same parties and keys, a second earlier."""
    ledger = Ledger(World().chain, MemoryStateStore())
    parties = [register("registrar", "registrar"), register("supervisor", "supervisor")]
    genesis = {"chain": ledger.chain, "log": ORIGIN, "time": START_MS - 1_000, "parties": parties}
    rules = {"features": {}, "protocol": 1, "window": 1_000, "calls": []}
    ledger.execute_genesis(canonical.encode(genesis | rules))
    ledger.commit()
    return ledger.genesis_hash


def _again(before: Callable[[World], Transaction], after: Callable[[World], Transaction]) -> Callable[[World], bytes]:
    """What arrives after something stood in a block."""

    def make(world: World) -> bytes:
        assert world.block(before(world))
        return after(world).encode()

    return make


TOO_MUCH = [transfer(LI, WANG, 1_000_000)]
CIPHERTEXT = "A" * (4 * (SEALED_LENGTH_MAX // 3 + 1))

MALFORMED = [
    Arrival("nothing at all", lambda _: b"", Outcome.malformed),
    Arrival("no last line feed", _damaged(lambda data: data[:-1]), Outcome.malformed, "line feed"),
    Arrival("no line", _damaged(lambda data: data.split(b"\n")[0] + b"\n"), Outcome.malformed, "0 calls"),
    Arrival("a space", _damaged(lambda data: b" " + data), Outcome.malformed, "canonical"),
    Arrival("another line", _damaged(lambda data: data.replace(b'"quantity":1', b'"quantity":2')), Outcome.malformed),
    Arrival("a line more", _damaged(lambda data: data + data.split(b"\n")[1] + b"\n"), Outcome.malformed, "commits to"),
    Arrival(
        "another payload type",
        _enveloped(lambda envelope: sign_envelope("text/plain", envelope.payload, key("li"))),
        Outcome.malformed,
        "payloadType is 'text/plain'",
    ),
    Arrival(
        "a payload that is none",
        _enveloped(lambda _: sign_envelope(TRANSACTION_TYPE, b"{}", key("li"))),
        Outcome.malformed,
        "by",
    ),
    Arrival("in nobody's name", _payload(by=()), Outcome.malformed, "by"),
    Arrival("parties out of order", _payload(by=("li", "acme")), Outcome.malformed, "order"),
    Arrival("a party twice", _payload(by=("li", "li")), Outcome.malformed, "twice"),
    Arrival("33 parties", _payload(by=tuple(f"p{n:02}" for n in range(33))), Outcome.malformed, "by"),
    Arrival("valid never", _payload(valid_from=9, valid_until=8), Outcome.malformed, "valid from"),
    Arrival("an unknown call", _call(call="holdings.teleport"), Outcome.malformed, "call"),
    Arrival("no quantity", _call(quantity=0), Outcome.malformed, "quantity"),
    Arrival("a negative quantity", _call(quantity=-1), Outcome.malformed, "quantity"),
    Arrival("an unknown field", _call(also=1), Outcome.malformed, "also"),
    Arrival("a default that is written", _call(reference=""), Outcome.malformed, "canonical"),
    Arrival("1,001 calls", _damaged(lambda data: data + b"{}\n" * 1_000), Outcome.malformed, "1001 calls"),
    Arrival("a call of more than 64 KiB", _call(reference="x" * 65_536), Outcome.malformed, "at most 65536"),
    Arrival(
        "more than 1 MiB",
        _damaged(lambda data: data + (b"x" * 60_000 + b"\n") * 18),
        Outcome.malformed,
        "at most 1048576",
    ),
    Arrival("five sealed attachments", _call(sealed=[SEALED] * 5), Outcome.malformed, "sealed"),
    Arrival("a sealed attachment too long", _call(sealed=[SEALED | {"ciphertext": CIPHERTEXT}]), Outcome.malformed),
    Arrival("sealed for nobody", _call(sealed=[SEALED | {"recipient": "li"}]), Outcome.malformed, "recipient"),
]

OTHERS = [
    Arrival("another chain", _payload(chain="elsewhere"), Outcome.wrong_chain, "'elsewhere'"),
    Arrival("another genesis", _sent(genesis="ab" * 32), Outcome.wrong_chain, "ab" * 32),
    Arrival("a rehearsal's", lambda world: built(world, "li", genesis=rehearsal()).encode(), Outcome.wrong_chain),
    Arrival(
        "expired",
        lambda world: built(world, "li", valid_until=Height(world.height)).encode(),
        Outcome.expired_transaction,
    ),
    Arrival(
        "valid too long",
        lambda world: built(world, "li", valid_until=Height(world.height + 1_001)).encode(),
        Outcome.validity_too_long,
    ),
    Arrival(
        "not valid yet",
        lambda world: built(world, "li", valid_from=Height(world.height + 2)).encode(),
        Outcome.not_yet_valid,
    ),
    Arrival("nobody signed", _enveloped(lambda it: replace(it, signatures=())), Outcome.bad_signature),
    Arrival(
        "a forged signature",
        _enveloped(lambda it: replace(it, signatures=(Signature(keyid=key("li").keyid, sig=bytes(64)),))),
        Outcome.bad_signature,
    ),
    Arrival(
        "a good signature and a bad one",
        _enveloped(lambda it: replace(it, signatures=(*it.signatures, Signature(key("acme").keyid, bytes(64))))),
        Outcome.bad_signature,
    ),
    Arrival("one key twice", _sent("li", "li"), Outcome.bad_signature, "twice"),
    Arrival("a stranger", _sent("li", "stranger", by=["li"]), Outcome.unknown_key, key("stranger").keyid),
]

SEEN = [
    Arrival(
        "committed before",
        _again(lambda it: built(it, "li", seed=b"1" * 32), lambda it: built(it, "li", seed=b"1" * 32)),
        Outcome.already_seen,
    ),
    Arrival(
        "rejected before",
        _again(
            lambda it: built(it, "li", calls=TOO_MUCH, seed=b"2" * 32),
            lambda it: built(it, "li", calls=TOO_MUCH, seed=b"2" * 32),
        ),
        Outcome.already_seen,
    ),
    Arrival(
        "the same intent with another validity",
        _again(
            lambda it: built(it, "li", seed=b"3" * 32),
            lambda it: built(it, "li", seed=b"3" * 32, valid_until=Height(it.height + 7)),
        ),
        Outcome.already_seen,
    ),
    Arrival(
        "the same intent in other signatures",
        _again(
            lambda it: built(it, "li", "board", "board-2", by=["board", "li"], seed=b"4" * 32),
            lambda it: built(it, "board-2", "li", "board", by=["board", "li"], seed=b"4" * 32),
        ),
        Outcome.already_seen,
    ),
]

INCOMPLETE = [
    Arrival("in an unknown party's name", _sent("li", by=["li", "nobody"]), Outcome.incomplete),
    Arrival("in a suspended party's name", _sent("li", "mei"), Outcome.incomplete),
    Arrival("a suspended party alone", _sent("mei"), Outcome.incomplete),
    Arrival("in the name of a party without keys", _sent("li", by=["li", "wang"]), Outcome.incomplete),
    Arrival("one key of two that are needed", _sent("board"), Outcome.incomplete),
    Arrival("another's signature", _sent("acme", by=["li"]), Outcome.incomplete),
    Arrival("a party did not sign", _sent("li", by=["acme", "li"]), Outcome.incomplete),
    Arrival("a signature serves none", _sent("li", "acme", by=["li"]), Outcome.incomplete),
    Arrival("a key that was replaced", _sent("old"), Outcome.incomplete),
    Arrival("a replaced key beside the new one", _sent("old-2", "old", by=["old"]), Outcome.incomplete),
]

LEGS = [leg(LI, WANG, "ACME", 1), leg(WANG, LI, "ACME", 1)] * 100
FLOOD = [{"call": "settlement.settle_now", "instruction": f"flood-{n}", "legs": LEGS} for n in range(21)]

OVER_BUDGET = [
    Arrival("4,221 events", _sent("li", "north", calls=FLOOD), Outcome.over_budget),
]

DOOR = [*MALFORMED, *OTHERS, *SEEN, *INCOMPLETE, *OVER_BUDGET]
