# SPDX-License-Identifier: Apache-2.0
"""What the validators module refuses on a chain of four, in the order checked."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.law.moment import Spoken
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome as Parties
from counterfoil.modules.parties.records import PartyKind, Role
from counterfoil.modules.validators import calls as c
from counterfoil.modules.validators.outcomes import ValidatorsOutcome as Outcome
from counterfoil.modules.validators.records import USED_KEYS
from support.ledger import DOCUMENT, Ledger, key_of, policy_of
from support.market import FAR, LONG, Row
from support.refused_by_records import Act, on_record
from support.validating import (
    BOTH,
    RECOVERY,
    begin,
    enrolled,
    founded,
    handed_on,
    join,
    keys,
    leave,
    leave_alone,
    node_key,
    offer,
    restore,
    rotate,
)

SOON_MS: Final = 10_000
FOUR: Final = ("v1", "v2", "v3", "v4")
ALL: Final = f"{BOTH} f1 f2 f3 f4"


def market(_usual: Ledger) -> Ledger:
    """Four validators; others on offer: a good one, expired, of a suspended firm, with a key that recovers, gone."""
    ledger = founded(*FOUR)
    enrolled(ledger, "v5", "v6", "v7", "v8", "v9", "v1-2")
    ledger.party("bank", Role.operating_bank)
    late = offer("late", party="f5", keys=keys("late", party="f5"), expires=ledger.time + SOON_MS)
    recovering = keys("recovering", party="f5", seal=key_of("recovery-one"))
    ledger.do(late, offer("recovering", party="f5", keys=recovering), signed_by="f5")
    ledger.do(leave_alone("v9"), signed_by="f9")
    ledger.do(rotate("v4", expires=LONG), signed_by="f4")
    ledger.do(
        p.SuspendParty(party="f8", by="supervisor", reference="order 1", document=DOCUMENT), signed_by="supervisor"
    )
    ledger.wait(2 * SOON_MS)
    return ledger


def register(**changed: Any) -> p.RegisterParty:
    said: dict[str, Any] = {"party": "new", "registrar": "registrar", "kind": PartyKind.organisation, "name": "New"}
    return p.RegisterParty(**(said | changed))


def new(**changed: Any) -> c.Offer:
    return offer("new", **({"party": "f5", "keys": keys("new", party="f5")} | changed))


def of_another(**changed: Any) -> c.Offer:
    """Keys that prove something else than what the call says."""
    return new(keys=keys("new", party="f5", **changed))


def twice_at_once(ctx: Context) -> None:
    """Two join in one block a set of four, of whom nobody else would be enough."""
    ctx.spoken = Spoken(("registrar", "supervisor"))
    for call in (join("v5"), join("v6")):
        for event in ctx.laws.causes(call, ctx, ctx.laws.features):
            ctx.cause(event)


OFFERED = [
    Row("a name that is taken", offer("v1"), "f1", Outcome.validator_exists),
    Row(
        "one key for both",
        of_another(consensus=node_key("seal", "new")),
        "f5",
        Outcome.keys_of_validator_alike,
    ),
    Row("keys of another firm's node", new(keys=keys("new", party="f6")), "f5", Outcome.possession_not_proved),
    Row("keys of another chain's node", of_another(chain="other"), "f5", Outcome.possession_not_proved),
    Row("keys of another node", new(keys=keys("other", party="f5")), "f5", Outcome.possession_not_proved),
    Row(
        "a consensus key that did not sign",
        new(keys=replace(keys("new", party="f5"), consensus_proof="00" * 64)),
        "f5",
        Outcome.possession_not_proved,
    ),
    Row(
        "a seal key that did not sign",
        new(keys=replace(keys("new", party="f5"), seal_proof="00" * 64)),
        "f5",
        Outcome.possession_not_proved,
    ),
    Row("keys of yesterday", new(expires=1), "f5", Outcome.validator_keys_expired),
    Row("offered by nobody", new(), "bank", Parties.not_authorised),
    Row("a firm's own key seals", of_another(seal=key_of("f5")), "f5", Outcome.key_of_a_party),
    Row("a bank's key votes", of_another(consensus=key_of("bank")), "f5", Outcome.key_of_a_party),
    Row("a seal key in use", of_another(seal=node_key("seal", "v1")), "f5", Outcome.validator_key_used),
    Row(
        "a consensus key that was another's",
        of_another(consensus=node_key("consensus", "v9")),
        "f5",
        Outcome.validator_key_used,
    ),
    Row(
        "a retired key",
        of_another(seal=node_key("seal", "v4")),
        "f5",
        Outcome.validator_key_used,
    ),
    Row(
        "who voted seals",
        of_another(seal=node_key("consensus", "v1")),
        "f5",
        Outcome.validator_key_used,
    ),
]
BEGUN = [
    Row("one twice", begin("v5", "v5"), ALL, Outcome.validators_repeated),
    Row("one of nobody", begin("none"), ALL, Outcome.unknown_validator),
    Row("one that serves", begin("v1"), ALL, Outcome.validator_not_offered),
    Row("one whose keys expired", begin("late"), f"{BOTH} f5", Outcome.validator_keys_expired),
    Row("one of a suspended firm", begin("v8"), ALL, Parties.party_suspended),
    Row(
        "nobody recovers",
        begin("v5", recovery=replace(RECOVERY, threshold=3)),
        f"{BOTH} f5",
        Outcome.recovery_unsound,
    ),
    Row("who recovers seals", begin("recovering"), f"{BOTH} f5", Outcome.key_recovers),
    Row(
        "a firm has two of four",
        begin("v1-2", "v5", "v6", "v7", "recovering", recovery=None),
        f"{BOTH} f1 f5 f6 f7",
        Outcome.firm_too_strong,
    ),
    Row("by a registrar alone", begin("v5", supervisor=None), f"{BOTH} f5", Outcome.validators_decided_wrongly),
    Row("without a firm", begin("v5", "v6"), f"{BOTH} f5", Parties.not_authorised),
    Row("others are the first", begin("v5", "v6"), f"{BOTH} f5 f6", Outcome.validators_exist),
]
JOINED = [
    Row("nobody joins", join("none"), BOTH, Outcome.unknown_validator),
    Row("one joins again", join("v1"), BOTH, Outcome.validator_not_offered),
    Row("one that left joins", join("v9"), BOTH, Outcome.validator_not_offered),
    Row("with keys that expired", join("late"), BOTH, Outcome.validator_keys_expired),
    Row("of a suspended firm", join("v8"), BOTH, Parties.party_suspended),
    Row("with a key that recovers", join("recovering"), BOTH, Outcome.key_recovers),
    Row("a second of one firm", join("v1-2"), BOTH, Outcome.firm_too_strong),
    Row("a registrar alone", join("v5", supervisor=None), BOTH, Outcome.validators_decided_wrongly),
    Row("a registrar twice", join("v5", supervisor="registrar"), BOTH, Outcome.validators_decided_wrongly),
    Row("not the registrar", join("v5"), "supervisor", Parties.not_authorised),
    Row("by a bank", join("v5", registrar="bank"), "bank supervisor", Parties.role_missing),
    Row("not the supervisor", join("v5"), "registrar", Parties.not_authorised),
    Row("agreed by a bank", join("v5", supervisor="bank"), "registrar bank", Parties.role_missing),
]
LEFT = [
    Row("nobody leaves", leave("none"), BOTH, Outcome.unknown_validator),
    Row("one leaves twice", leave("v9"), BOTH, Outcome.validator_left),
    Row("one of four", leave("v1"), BOTH, Outcome.too_few_validators),
    Row("one of four, by its firm", leave_alone("v1"), "f1", Outcome.too_few_validators),
    Row("an offer, by another firm", leave("v5", "f6", None), "f6", Outcome.validators_decided_wrongly),
    Row("an offer, by a firm that did not sign", leave_alone("v5"), "f6", Parties.not_authorised),
]
ROTATED = [
    Row("nobody's keys", rotate("none", keys=keys("v1", 1)), "f1", Outcome.unknown_validator),
    Row("keys of one on offer", rotate("v5"), "f5", Outcome.validator_not_serving),
    Row("keys twice in an hour", rotate("v4", 2), "f4", Outcome.rotated_lately),
    Row("the same keys", rotate("v1", 0), "f1", Outcome.validator_keys_as_before),
    Row(
        "one new key for both",
        rotate("v1", keys=keys("v1", consensus=node_key("seal", "v1", 1), seal_generation=1)),
        "f1",
        Outcome.keys_of_validator_alike,
    ),
    Row("keys that did not sign", rotate("v1", keys=keys("v2", 1)), "f1", Outcome.possession_not_proved),
    Row("keys that expired", rotate("v1", expires=1), "f1", Outcome.validator_keys_expired),
    Row(
        "to a key that recovers",
        rotate("v1", keys=keys("v1", seal=key_of("recovery-one"))),
        "f1",
        Outcome.key_recovers,
    ),
    Row("by another firm", rotate("v1"), "f2", Parties.not_authorised),
    Row("to its firm's key", rotate("v1", keys=keys("v1", seal=key_of("f1"))), "f1", Outcome.key_of_a_party),
    Row(
        "to another's key",
        rotate("v1", keys=keys("v1", seal=node_key("seal", "v5"))),
        "f1",
        Outcome.validator_key_used,
    ),
]
EXPIRING = [
    Row("nobody's keys hold", c.SetExpiry(validator="none", expires=FAR), "f1", Outcome.unknown_validator),
    Row("those of one that left", c.SetExpiry(validator="v9", expires=FAR), "f9", Outcome.validator_left),
    Row("as long as before", c.SetExpiry(validator="v1"), "f1", Outcome.expiry_as_before),
    Row("until yesterday", c.SetExpiry(validator="v1", expires=1), "f1", Outcome.validator_keys_expired),
    Row("as another says", c.SetExpiry(validator="v1", expires=FAR), "f2", Parties.not_authorised),
]
SURVIVING: Final = "supervisor f1 f2"
RESTORED = [
    Row("one remains twice", restore("v1", "v1", last=1), SURVIVING, Outcome.validators_repeated),
    Row("one on offer remains", restore("v1", "v5", last=1), SURVIVING, Outcome.validator_not_serving),
    Row("a quorum remains", restore("v1", "v2", "v3", last=1), f"{SURVIVING} f3", Outcome.quorum_stands),
    Row("one of four remains", restore("v1", last=1), SURVIVING, Outcome.too_few_remain),
    Row("nothing is handed on", restore("v1", "v2", last=1, rotation="{}"), SURVIVING, Outcome.rotation_unsound),
    Row(
        "the seal of another chain",
        restore("v1", "v2", last=1, rotation=handed_on(("v1", "v2"), 1, chain="other")),
        SURVIVING,
        Outcome.rotation_unsound,
    ),
    Row(
        "the seal goes to others",
        restore("v1", "v2", last=1, rotation=handed_on(("v1", "v3"), 1)),
        SURVIVING,
        Outcome.rotation_unsound,
    ),
    Row(
        "the seal after another block",
        restore("v1", "v2", last=1, rotation=handed_on(("v1", "v2"), 2)),
        SURVIVING,
        Outcome.rotation_unsound,
    ),
    Row(
        "a rotation of those who seal",
        restore("v1", "v2", last=1, rotation=handed_on(("v1", "v2"), 1, effective=0)),
        SURVIVING,
        Outcome.rotation_unsound,
    ),
    Row(
        "one recovers alone",
        restore("v1", "v2", last=1, rotation=handed_on(("v1", "v2"), 1, signers="recovery-one")),
        SURVIVING,
        Outcome.rotation_unsound,
    ),
    Row("an order for another block", restore("v1", "v2", last=1), SURVIVING, Outcome.restored_elsewhere),
]
PARTIES_KEYS = [
    Row(
        "a party with a node's seal key",
        register(keys=replace(policy_of("x"), keys=(node_key("seal", "v1").public,))),
        "registrar",
        Outcome.key_of_a_validator,
    ),
    Row(
        "a party that takes a node's consensus key",
        p.RotateKeys(party="bank", keys=replace(policy_of("x"), keys=(node_key("consensus", "v9").public,))),
        "bank",
        Outcome.key_of_a_validator,
    ),
]
VALIDATORS_ACTS = [
    Act("a key of no validator", on_record(USED_KEYS, "none"), Outcome.unknown_validator_key),
    Act("two join four at once", twice_at_once, Outcome.too_much_changes),
]
APART: Final = True
MARKET = market
