# SPDX-License-Identifier: Apache-2.0
"""A chain of four validators in the evidence world, and one breach for each rule about them: see ``law_breaches``."""

from typing import Any, Final

import msgspec
from msgspec.structs import replace

from counterfoil.law.call import Call
from counterfoil.modules.validators.calls import SetExpiry
from counterfoil.modules.validators.law import VALIDATORS_FEATURE
from support.evidence_story import register
from support.evidence_world import CHAIN, World
from support.law_breaches import IDLE, LATE, Breach
from support.ledger import key_of
from support.validating import (
    BOTH,
    begin,
    firm_of,
    handed_on,
    join,
    keys,
    leave,
    leave_alone,
    offer,
    restore,
    rotate,
)

SET: Final = "validators/set/current"
FOUR: Final = ("v1", "v2", "v3", "v4")
ON_OFFER: Final = ("v5", "v6", "v1-2", "recovering", "v9")
FIRMS: Final = tuple(dict.fromkeys(firm_of(name) for name in (*FOUR, "v5", "v6", "v9")))
HEIGHT: Final = 4
"""Of the world in which the rules are broken."""


def of(validator: str) -> str:
    return f"validators/validator/{validator}"


def plain(call: Call) -> dict[str, Any]:
    made: dict[str, Any] = msgspec.to_builtins(call)
    return made


def offered(name: str, **changed: Any) -> dict[str, Any]:
    """A node on offer on the chain of this world."""
    return plain(offer(name, **({"keys": keys(name, chain=CHAIN)} | changed)))


def rotated(name: str, generation: int, **changed: Any) -> dict[str, Any]:
    return plain(rotate(name, keys=keys(name, generation, chain=CHAIN), **changed))


def offering() -> World:
    """Firms offer nodes, and nothing has begun."""
    world = World(features=(VALIDATORS_FEATURE,))
    world.do("registrar", calls=[register(firm, "custodian") for firm in FIRMS])
    recovering = {"party": "f5", "keys": keys("recovering", party="f5", chain=CHAIN, seal=key_of("recovery-one"))}
    offers = [offered(name) for name in (*FOUR, *ON_OFFER) if name != "recovering"]
    world.do(*FIRMS, calls=[*offers, offered("recovering", **recovering)])
    return world


def voting() -> World:
    """Four vote, and one that was on offer is gone."""
    world = offering()
    world.do("registrar", "supervisor", "f1", "f2", "f3", "f4", calls=[plain(begin(*FOUR))])
    world.do("f9", calls=[plain(leave_alone("v9"))])
    assert world.height == HEIGHT, world.height
    return world


def joined(name: str, **changed: Any) -> dict[str, Any]:
    return plain(join(name, **changed))


def survived(*remaining: str, seats: tuple[str, ...] = (), last: int = HEIGHT, **changed: Any) -> Breach:
    """An order that those who remain go on alone; ``seats``: of whom the log's rotation says so."""
    rotation = handed_on(seats or remaining, last, chain=CHAIN, **changed)
    signers = " ".join(("supervisor", *dict.fromkeys(map(firm_of, seats or remaining))))
    return Breach(SET, signers, plain(restore(*remaining, last=last, rotation=rotation)))


GONE: Final = ("f9", plain(SetExpiry(validator="v9", expires=LATE)))
WORLD = voting
BREACHES = {
    "validators._on_offer.validator_not_offered": Breach(SET, BOTH, joined("v9")),
    "validators._require_distinct.validators_repeated": survived("v1", "v1", "v2", seats=("v1", "v2")),
    "validators._require_holding.validator_keys_expired": Breach(
        of("new"), "f5", offered("new", party="f5", keys=keys("new", party="f5", chain=CHAIN), expires=1)
    ),
    "validators._require_proved.possession_not_proved": Breach(
        of("new"), "f5", offered("new", party="f5", keys=replace(keys("new", party="f5"), seal_proof="00" * 64))
    ),
    "validators._serving.validator_not_serving": Breach(SET, "f5", rotated("v5", 1)),
    "validators.handed_on.rotation_unsound": survived("v1", "v2", signers="recovery-one"),
    "validators.leave.validator_left": Breach(of("v9"), "f9", plain(leave_alone("v9"))),
    "validators.require_balance.firm_too_strong": Breach(SET, BOTH, joined("v1-2")),
    "validators.require_decided.validators_decided_wrongly": Breach(SET, "registrar", joined("v5", supervisor=None)),
    "validators.require_lasting.too_much_changes": Breach(SET, BOTH, joined("v6"), [(BOTH, joined("v5"))]),
    "validators.require_left.too_few_validators": Breach(SET, BOTH, plain(leave("v1"))),
    "validators.require_remaining.quorum_stands": survived("v1", "v2", "v3"),
    "validators.require_remaining.too_few_remain": survived("v1"),
    "validators.require_sound.key_recovers": Breach(SET, BOTH, joined("recovering")),
    "validators.restore.restored_elsewhere": survived("v1", "v2", last=HEIGHT + 1),
    "validators.restore.validator_not_serving": survived("v1", "v2", "v5", seats=("v1", "v2")),
    "validators.rotate.rotated_lately": Breach(
        SET, "f1", rotated("v1", 2), [("f1", rotated("v1", 1)), IDLE, IDLE, IDLE]
    ),
    "validators.rotate.validator_keys_as_before": Breach(SET, "f1", rotated("v1", 0)),
    "validators.set_expiry.expiry_as_before": Breach(of("v1"), "f1", plain(SetExpiry(validator="v1"))),
    "validators.set_expiry.validator_left": Breach(of("v9"), *GONE),
}
UNCOVERED = {
    "validators._require_proved.keys_of_validator_alike": (
        "one key for both would be two links of one event in the trail of one record, which has no form"
    ),
}
