# SPDX-License-Identifier: Apache-2.0
"""A set of validators from its first block on: who comes, goes and changes keys, and whose decision that is."""

import msgspec
import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.identity.signing import PrivateKey
from counterfoil.law.module import Outstanding
from counterfoil.modules.governance import calls as g
from counterfoil.modules.governance.outcomes import GovernanceOutcome
from counterfoil.modules.parties.records import Role
from counterfoil.modules.validators import calls as c
from counterfoil.modules.validators.invariants import invariants
from counterfoil.modules.validators.law import ROTATION_PAUSE_MS
from counterfoil.modules.validators.outcomes import ValidatorsOutcome as Outcome
from counterfoil.modules.validators.possession import Possession, prove
from counterfoil.modules.validators.queries import validator, validator_set, voting
from counterfoil.modules.validators.records import CURRENT, SETS, VALIDATORS, ValidatorStatus
from counterfoil.modules.validators.steps import WARNED_MS, outstanding, stands
from counterfoil.primitives import canonical
from support.governed import HOUR, MEMBERS, adopt, carry_out, decide, propose
from support.ledger import Ledger
from support.tree import ROOT
from support.validating import (
    BOTH,
    begin,
    enrolled,
    firm_of,
    founded,
    join,
    keys,
    leave,
    leave_alone,
    names_of,
    node_key,
    offer,
    rotate,
    set_of,
    validator_of,
)

FOUR = ("v1", "v2", "v3", "v4")


def test_a_chain_of_one_operator_has_none() -> None:
    """Nobody votes, and its record of a set is not there."""
    ledger = Ledger()
    assert voting(ledger.state) == () and validator_set(ledger.state) is None
    assert validator(ledger.state, "v1") is None


def test_the_first_set_is_in_the_order_named() -> None:
    """One read gives it whole: who votes with which keys, its number and its height."""
    ledger = founded("v3", "v1", "v2", "v4")
    found = set_of(ledger)
    assert [seat.validator for seat in found.seats] == ["v3", "v1", "v2", "v4"]
    assert (found.number, found.height, found.recent) == (1, ledger.height, ())
    assert [one.consensus_key for one in voting(ledger.state)] == [
        node_key("consensus", name).public.key for name in names_of(ledger)
    ]
    assert [one.seal_key for one in voting(ledger.state)] == [
        node_key("seal", name).public for name in names_of(ledger)
    ]
    assert {one.party for one in voting(ledger.state)} == {"f1", "f2", "f3", "f4"}
    assert validator_of(ledger, "v2").since == ledger.height


def test_who_joins_comes_last_and_who_rotates_keeps_the_place() -> None:
    """Each change makes another set, with the next number."""
    ledger = enrolled(founded(*FOUR), "v5")
    ledger.do(join("v5"), signed_by=BOTH)
    ledger.block()
    ledger.do(rotate("v2"), signed_by="f2")
    ledger.block()
    ledger.do(leave("v1"), signed_by=BOTH)
    assert names_of(ledger) == ["v2", "v3", "v4", "v5"] and set_of(ledger).number == 4
    assert voting(ledger.state)[0].seal_key == node_key("seal", "v2", 1).public
    assert validator_of(ledger, "v1").status is ValidatorStatus.left


def test_one_key_alone_may_change() -> None:
    """Only what is new is kept as used once more; the other serves on."""
    ledger = founded(*FOUR)
    ledger.do(rotate("v1", keys=keys("v1", 0, seal_generation=1)), signed_by="f1")
    record = validator_of(ledger, "v1")
    assert record.consensus_key == node_key("consensus", "v1").public.key
    assert record.seal_key == node_key("seal", "v1", 1).public
    (event,) = ledger.decoded_events(len(ledger.events) - 1)
    assert event.data["new_keys"] == ["seal"] and len(event.trails) == 3


def test_a_firm_takes_its_own_out_and_rotates_once_an_hour() -> None:
    """Nobody else is asked; the hour keeps it from having every block for itself."""
    ledger = founded(*FOUR, "v5")
    ledger.do(rotate("v5"), signed_by="f5")
    assert ledger.submit(rotate("v5", 2), signed_by="f5").outcome is Outcome.rotated_lately
    ledger.wait(ROTATION_PAUSE_MS)
    ledger.do(rotate("v5", 2), signed_by="f5")
    ledger.block()
    ledger.do(leave_alone("v5"), signed_by="f5")
    assert names_of(ledger) == list(FOUR)


def test_two_change_in_one_block_where_the_others_are_enough() -> None:
    """Nine outlast two who are not up; four do not, until the engine has taken up the first."""
    nine = founded(*(f"v{number}" for number in range(1, 10)))
    both = [nine.transaction(rotate(name), signed_by=firm_of(name)) for name in ("v1", "v2", "v3")]
    assert [answer.outcome.name for answer in nine.block(*both)] == ["ok", "ok", "too_much_changes"]
    four = enrolled(founded(*FOUR), "v5", "v6")
    four.do(join("v5"), signed_by=BOTH)
    assert four.submit(join("v6"), signed_by=BOTH).outcome is Outcome.too_much_changes
    four.do(join("v6"), signed_by=BOTH)
    assert names_of(four) == [*FOUR, "v5", "v6"]


def test_a_dead_one_is_replaced_at_once() -> None:
    """In one transaction, the joining first: three of four stay as they are."""
    ledger = enrolled(founded(*FOUR), "v5")
    assert ledger.submit(leave("v4"), join("v5"), signed_by=BOTH).outcome is Outcome.too_few_validators
    ledger.do(join("v5"), leave("v4"), signed_by=BOTH)
    assert names_of(ledger) == ["v1", "v2", "v3", "v5"]


def test_a_chain_that_began_small_grows_and_never_shrinks() -> None:
    """With one validator or two, of one firm; from four on no firm's share grows to a third."""
    ledger = enrolled(founded("v1"), "v1-2", "v2", "v3", "v1-3")
    ledger.do(join("v1-2"), signed_by=BOTH)
    assert ledger.submit(leave("v1"), signed_by=BOTH).outcome is Outcome.too_few_validators
    for name in ("v2", "v3"):
        ledger.block()
        ledger.do(join(name), signed_by=BOTH)
    ledger.block()
    assert ledger.submit(join("v1-3"), signed_by=BOTH).outcome is Outcome.firm_too_strong
    assert names_of(ledger) == ["v1", "v1-2", "v2", "v3"]


def test_no_share_grows_as_others_leave() -> None:
    """Two of seven are less than a third, two of six are not; who has that much may come down."""
    ledger = founded("v1", "v1-2", "v2", "v3", "v4", "v5", "v6")
    assert ledger.submit(leave("v6"), signed_by=BOTH).outcome is Outcome.firm_too_strong
    ledger.do(leave("v1-2"), signed_by=BOTH)
    ledger.block()
    ledger.do(leave("v6"), signed_by=BOTH)
    assert names_of(ledger) == ["v1", "v2", "v3", "v4", "v5"]


def test_an_offer_is_taken_back() -> None:
    """It was in no set, so that none changes; its keys are used up."""
    ledger = enrolled(founded(*FOUR), "v5")
    ledger.do(leave_alone("v5"), signed_by="f5")
    assert set_of(ledger).number == 1
    assert ledger.submit(join("v5"), signed_by=BOTH).outcome is Outcome.validator_not_offered
    again = offer("again", party="f5", keys=keys("again", party="f5", seal=node_key("seal", "v5")))
    assert ledger.submit(again, signed_by="f5").outcome is Outcome.validator_key_used


def test_the_council_decides_alone_and_gravely() -> None:
    """By a motion, which names the one on offer; a supervisor besides it is one too many."""
    ledger = enrolled(founded(*FOUR), "v5")
    for name in MEMBERS:
        ledger.party(name, Role.custodian)
    ledger.party("bob")
    ledger.do(adopt("registrar"), signed_by=" ".join((BOTH, *MEMBERS)))
    assert ledger.submit(join("v5"), signed_by=BOTH).outcome.name == "role_missing"
    together = join("v5", registrar="council")
    decide(ledger, "together", msgspec.to_builtins(together))
    ledger.wait(2 * HOUR)
    answer = ledger.submit(g.Execute(motion="together"), signed_by="bob")
    assert answer.outcome is Outcome.validators_decided_wrongly
    carry_out(ledger, "alone", msgspec.to_builtins(join("v5", registrar="council", supervisor=None)))
    assert names_of(ledger) == [*FOUR, "v5"]
    ledger.do(propose("out", msgspec.to_builtins(leave("v5", "council", None))), signed_by="issuer")
    proposed = ledger.decoded_events(len(ledger.events) - 1)[0]
    assert proposed.data["grave"] is True
    ledger.do(rotate("v5"), signed_by="f5")
    pause = g.PauseCalls(nouns=("validators",), until=ledger.time + 60_000, reference="r", supervisor="supervisor")
    assert ledger.submit(pause, signed_by="supervisor").outcome is GovernanceOutcome.never_paused


def test_a_firm_is_told_before_its_keys_expire() -> None:
    """Thirty days before, and from then on; what expired votes on, and comes in nowhere."""
    ledger = enrolled(founded(*FOUR), "v5")
    expires = ledger.time + 2 * WARNED_MS
    for name in ("v1", "v5"):
        ledger.do(c.SetExpiry(validator=name, expires=expires), signed_by=firm_of(name))
    assert list(outstanding(ledger.state, expires - WARNED_MS - 1)) == []
    (soon,) = outstanding(ledger.state, expires - WARNED_MS)
    assert isinstance(soon, Outstanding) and (soon.party, soon.what, soon.of) == ("f1", "validator keys", "v1")
    assert "expire soon" in soon.told and "validators.rotate" in soon.told
    assert stands(validator_of(ledger, "v1"), ledger.now(expires - 1)) is None
    told = stands(validator_of(ledger, "v1"), ledger.now(expires))
    assert told is not None and "expired" in told.en and "过期" in told.zh
    (over,) = outstanding(ledger.state, expires)
    assert "expired" in over.told
    ledger.wait(2 * WARNED_MS)
    assert ledger.submit(join("v5"), signed_by=BOTH).outcome is Outcome.validator_keys_expired
    assert "v1" in names_of(ledger)
    ledger.do(rotate("v1", expires=ledger.time + 3 * WARNED_MS), signed_by="f1")
    ledger.block()
    ledger.do(c.SetExpiry(validator="v5"), join("v5"), signed_by=f"{BOTH} f5")
    assert list(outstanding(ledger.state, ledger.time)) == []


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"seats": ()}, "no validators"),
        ({"number": 0}, "changed by more"),
    ],
)
def test_a_broken_set_is_noticed(broken: dict[str, object], told: str) -> None:
    """By the invariants, as is a validator whose record says otherwise."""
    ledger = founded(*FOUR)
    assert list(invariants(ledger.state)) == []
    ledger.state.write(SETS.path(CURRENT), msgspec.structs.replace(set_of(ledger), **broken))
    assert any(told in one for one in broken_invariants(ledger.state))
    ledger.state.discard_transaction()
    other = msgspec.structs.replace(validator_of(ledger, "v1"), seal_key=node_key("seal", "v2").public)
    ledger.state.write(VALIDATORS.path("v1"), other)
    said = list(invariants(ledger.state))
    assert len(said) == 2 and "serving, and the set has" in said[0] and "not kept as its own" in said[1]
    ledger.state.discard_transaction()


def test_the_statement_is_as_the_specification_shows_it() -> None:
    """Its bytes, and what both keys sign over them."""
    text = (ROOT / "spec" / "validator-keys.md").read_text()
    consensus, seal = PrivateKey(bytes(range(32))), PrivateKey(bytes(range(32, 64)))
    said = Possession(
        chain="alliance",
        consensus_key=consensus.public.key,
        party="north",
        seal_key=seal.public,
        validator="north-1",
    )
    proved = prove(said, consensus, seal)
    assert canonical.encode(said).decode() in text
    assert said.message[: said.message.index(b"{")].decode() in text
    assert f"consensus_proof {proved.consensus_proof}\nseal_proof {proved.seal_proof}" in text
    assert proved.proved("alliance", "north-1", "north") and not proved.proved("alliance", "north-2", "north")


def test_begin_needs_every_firm() -> None:
    """Nobody is made a validator by others."""
    ledger = enrolled(Ledger(), *FOUR)
    assert ledger.submit(begin(*FOUR), signed_by=f"{BOTH} f1 f2 f3").outcome.name == "not_authorised"
    ledger.do(begin(*FOUR), signed_by=f"{BOTH} f1 f2 f3 f4")
