# SPDX-License-Identifier: Apache-2.0
"""What parties and accounts allow."""

import msgspec
import pytest
from msgspec.structs import replace

from counterfoil.identity.policy import KeyPolicy
from counterfoil.identity.signing import single_key_policy
from counterfoil.law.outcome import MachineOutcome
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties import queries
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import PARTIES, AccountStatus, Control, PartyKind, Role
from support.ledger import DOCUMENT, Ledger, key_of, policy_of
from support.market import build_market
from support.refused_movements import move
from support.refused_parties import control, open_account, reinstate, resume, stop, suspend

ALLOWED = [
    (Control.holder, "", False),
    (Control.holder, "custodian", False),
    (Control.holder, "holder", True),
    (Control.custodian, "holder", False),
    (Control.custodian, "custodian", True),
    (Control.either, "", False),
    (Control.either, "holder", True),
    (Control.either, "custodian", True),
    (Control.both, "holder", False),
    (Control.both, "custodian", False),
    (Control.both, "holder custodian", True),
]


@pytest.fixture
def ledger() -> Ledger:
    """A holder, a custodian, an issuer, a share."""
    ledger = Ledger()
    ledger.party("issuer", Role.issuer)
    ledger.party("custodian", Role.custodian)
    ledger.party("holder")
    ledger.account("target", "holder")
    ledger.instrument("SHARE", "issuer")
    return ledger


@pytest.mark.parametrize(("rule", "signed_by", "allowed"), ALLOWED)
def test_control_says_who_must_sign(ledger: Ledger, rule: Control, signed_by: str, allowed: bool) -> None:
    """Each rule with each combination of signatures, outgoing and incoming."""
    expected = MachineOutcome.ok if allowed else PartiesOutcome.not_authorised
    ledger.account("source", "holder", custodian="custodian", outgoing=rule)
    ledger.account("guarded", "holder", custodian="custodian", incoming=rule)
    ledger.issue("SHARE", "source", 2, issuer="issuer")
    ledger.issue("SHARE", "target", 1, issuer="issuer")
    assert ledger.submit(move("source", "target"), signed_by=signed_by).outcome is expected
    signed = f"holder {signed_by}" if "holder" in signed_by else signed_by
    incoming = ledger.submit(move("target", "guarded"), signed_by=signed).outcome
    assert incoming is (expected if "holder" in signed_by else PartiesOutcome.not_authorised)


def shared(ledger: Ledger, holder: KeyPolicy, custodian: KeyPolicy) -> None:
    """An account of two, whose policies are these; there are units to move."""
    ledger.account("kept", "holder", custodian="custodian", outgoing=Control.both)
    ledger.issue("SHARE", "kept", 5, issuer="issuer")
    ledger.do(p.RotateKeys(party="holder", keys=holder), signed_by="holder")
    ledger.do(p.RotateKeys(party="custodian", keys=custodian), signed_by="custodian")


def test_one_key_is_not_two_parties(ledger: Ledger) -> None:
    """Where holder and custodian share a key, its one signature moves nothing, and changes no such rule."""
    shared(ledger, policy_of("common"), policy_of("common"))
    both = "holder custodian"
    answer = ledger.submit(move("kept", "target"), signed_by="common", by=both)
    assert answer.outcome is PartiesOutcome.not_authorised
    eased = control("kept", custodian="custodian", outgoing=Control.either)
    assert ledger.submit(eased, signed_by="common", by=both).outcome is PartiesOutcome.not_authorised
    ledger.do(p.RotateKeys(party="holder", keys=policy_of("own")), signed_by="common", by="holder")
    ledger.do(eased, signed_by="common own", by=both)
    ledger.do(move("kept", "target"), signed_by="common", by="custodian")


def test_two_keys_count_once_each(ledger: Ledger) -> None:
    """A shared key may stand for either, if another key stands for the other."""
    shared(ledger, policy_of("common", "own"), policy_of("common"))
    both = "holder custodian"
    one = ledger.submit(move("kept", "target"), signed_by="common", by=both)
    assert one.outcome is PartiesOutcome.not_authorised
    ledger.do(move("kept", "target"), signed_by="common own", by=both)


def test_one_party_is_not_two(ledger: Ledger) -> None:
    """An account of `both` whose holder is its custodian is refused, however it comes about."""
    opened = open_account("own", "custodian", custodian="custodian", outgoing=Control.both)
    assert ledger.submit(opened, signed_by="custodian").outcome is PartiesOutcome.two_parties_needed
    ledger.account("own", "custodian", custodian="custodian", outgoing=Control.holder)
    for rule in ({"outgoing": Control.both}, {"incoming": Control.both}):
        changed = control("own", custodian="custodian", **rule)
        assert ledger.submit(changed, signed_by="custodian").outcome is PartiesOutcome.two_parties_needed


def test_consent_is_of_those_in_whose_name_it_is(ledger: Ledger) -> None:
    """A key that would do for two parties gives the consent of those that the transaction names, and no other."""
    ledger.do(p.RotateKeys(party="custodian", keys=policy_of("holder")), signed_by="custodian")
    ledger.account("kept", "holder", outgoing=Control.holder)
    ledger.issue("SHARE", "kept", 1, issuer="issuer")
    answer = ledger.submit(move("kept", "target"), signed_by="holder", by="custodian")
    assert answer.outcome is PartiesOutcome.not_authorised
    ledger.do(move("kept", "target"), signed_by="holder", by="holder")


def test_an_account_takes_with_its_holders_consent_unless_told() -> None:
    """The rule for what comes in defaults to the holder, when opened and when changed."""
    call = {"account": "a", "holder": "h", "outgoing": "holder"}
    opened = msgspec.convert({"call": "parties.open_account", **call}, p.OpenAccount)
    del call["holder"]
    changed = msgspec.convert({"call": "parties.change_account_control", **call}, p.ChangeAccountControl)
    assert opened.incoming is changed.incoming is Control.holder


def test_either_without_custodian_is_the_holder(ledger: Ledger) -> None:
    """The rule does not need what it can do without."""
    ledger.account("alone", "holder", outgoing=Control.either)
    ledger.issue("SHARE", "alone", 1, issuer="issuer")
    assert ledger.submit(move("alone", "target"), signed_by="custodian").outcome is PartiesOutcome.not_authorised
    assert ledger.submit(move("alone", "target"), signed_by="holder").outcome is MachineOutcome.ok


def test_new_keys_replace_the_old(ledger: Ledger) -> None:
    """After a rotation the old key is nobody's and the new one acts; both stay in the key directory."""
    new = key_of("holder", 1)
    ledger.issue("SHARE", "target", 5, issuer="issuer")
    ledger.account("other", "holder")
    ledger.do(p.RotateKeys(party="holder", keys=single_key_policy(new)), signed_by="holder")
    old = ledger.transaction(move("target", "other"), signed_by="holder")
    assert ledger.block(old)[0].outcome is MachineOutcome.incomplete
    signed = replace(old, signers=frozenset({new.keyid}))
    assert ledger.block(signed)[0].outcome is MachineOutcome.ok
    for key in (key_of("holder"), new):
        known = queries.known_key(ledger.state, key.keyid)
        assert known is not None and known.key == key.public.key


def test_a_threshold_needs_that_many(ledger: Ledger) -> None:
    """Two of three: no single key acts."""
    ledger.do(
        p.RegisterParty(
            party="board",
            registrar="registrar",
            kind=PartyKind.organisation,
            name="Board",
            keys=policy_of("one", "two", "three", threshold=2),
        ),
        signed_by="registrar",
    )
    opened = p.OpenAccount(account="of-board", holder="board", outgoing=Control.holder)
    for too_few in ("two", "two holder"):
        assert ledger.submit(opened, signed_by=too_few, by="board").outcome is MachineOutcome.incomplete
    assert ledger.submit(opened, signed_by="two three", by="board").outcome is MachineOutcome.ok


def test_a_keyless_party_gets_keys_from_a_registrar(ledger: Ledger) -> None:
    """Once; from then on only its own keys change them."""
    ledger.party("kay", keyless=True)
    given = p.RotateKeys(party="kay", keys=policy_of("kay"), registrar="registrar")
    ledger.do(given, signed_by="registrar")
    assert ledger.submit(given, signed_by="registrar").outcome is PartiesOutcome.not_authorised
    assert ledger.submit(given, signed_by="kay").outcome is MachineOutcome.ok
    events = [event for event in ledger.decoded_events() if event.type == "parties.keys_rotated"]
    assert [event.data["registrar"] for event in events] == ["registrar", None]


def test_a_suspended_party_acts_again_once_reinstated(ledger: Ledger) -> None:
    """Neither it nor its accounts move meanwhile, even by its custodian."""
    ledger.account("kept", "holder", custodian="custodian", outgoing=Control.either)
    ledger.issue("SHARE", "kept", 5, issuer="issuer")
    ledger.do(suspend("holder"), signed_by="supervisor")
    assert ledger.submit(move("kept", "target"), signed_by="holder").outcome is MachineOutcome.incomplete
    assert ledger.submit(move("kept", "target"), signed_by="custodian").outcome is PartiesOutcome.party_suspended
    ledger.do(reinstate("holder"), signed_by="supervisor")
    assert ledger.submit(move("kept", "target"), signed_by="holder").outcome is MachineOutcome.ok


def test_a_supervisor_takes_over_a_custodians_stop() -> None:
    """So a custodian cannot stop an account first to be able to let it go later."""
    market = build_market()
    market.do(stop("stopped", "supervisor"), signed_by="supervisor")
    assert market.submit(resume("stopped", "custodian"), signed_by="custodian").outcome is PartiesOutcome.role_missing
    market.do(resume("stopped", "second-supervisor"), signed_by="second-supervisor")
    account = queries.account(market.state, "stopped")
    assert account is not None and (account.status, account.suspended_by) == (AccountStatus.active, None)


def test_a_custodian_lifts_its_own_stop() -> None:
    """And may stop again."""
    market = build_market()
    market.do(resume("stopped", "custodian"), stop("stopped", "custodian"), signed_by="custodian")


def test_an_account_changes_custodian(ledger: Ledger) -> None:
    """With holder, old and new custodian; for a keyless holder the custodians alone."""
    ledger.party("successor", Role.custodian)
    ledger.party("kay", keyless=True)
    ledger.account("of-kay", "kay", custodian="custodian", outgoing=Control.custodian)
    ledger.account("kept", "holder", custodian="custodian", outgoing=Control.both)
    change = {"custodian": "successor", "outgoing": Control.custodian, "incoming": Control.nobody}
    ledger.do(control("of-kay", **change), signed_by="custodian successor")
    for too_few in ("holder custodian", "holder successor", "custodian successor"):
        assert ledger.submit(control("kept", **change), signed_by=too_few).outcome is PartiesOutcome.not_authorised
    ledger.do(control("kept", **change), signed_by="holder custodian successor")
    account = queries.account(ledger.state, "kept")
    assert account is not None and (account.custodian, account.outgoing) == ("successor", Control.custodian)


def test_a_role_can_be_given_and_taken(ledger: Ledger) -> None:
    """A new registrar may take the role from the first, which could not have dropped it itself."""
    second = p.AssignRoles(party="custodian", registrar="registrar", roles=(Role.registrar,))
    ledger.do(second, signed_by="registrar")
    ledger.do(p.AssignRoles(party="registrar", registrar="custodian", roles=()), signed_by="custodian")
    again = p.AssignRoles(party="issuer", registrar="registrar", roles=(Role.registrar,))
    assert ledger.submit(again, signed_by="registrar").outcome is PartiesOutcome.role_missing


def test_queries_find_parties_and_accounts() -> None:
    """Known ones are found; unknown ones are None."""
    market = build_market()
    alice = queries.party(market.state, "alice")
    assert alice is not None and (alice.kind, alice.name) == (PartyKind.person, "")
    assert queries.party(market.state, "nobody") is None
    assert [account.account for account in queries.accounts_of(market.state, "alice")] == [
        "of-alice",
        "stopped",
        "supervised",
    ]


def test_a_code_issued_with_another_check_character(ledger: Ledger) -> None:
    """A registrar's documented override: the code is registered with the certificate, whose hash stays beside it."""
    call = p.RegisterParty(
        party="old", registrar="registrar", kind=PartyKind.organisation, name="Old", uscc="91350100M000100Y44"
    )
    assert ledger.submit(call, signed_by="registrar").outcome is PartiesOutcome.invalid_identifier
    ledger.do(replace(call, document=DOCUMENT), signed_by="registrar")
    record = ledger.state.read(PARTIES, "old")
    assert record is not None
    assert (record.uscc, record.document) == ("91350100M000100Y44", DOCUMENT)
