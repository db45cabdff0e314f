# SPDX-License-Identifier: Apache-2.0
"""What the parties and protocol modules refuse: per call, in the order checked."""

from typing import Any

from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.outcomes import PartiesOutcome as Outcome
from counterfoil.modules.parties.records import Control, PartyKind, Role
from counterfoil.modules.protocol import calls as r
from counterfoil.modules.protocol.outcomes import ProtocolOutcome
from counterfoil.modules.settlement.law import IMMEDIATE_SETTLEMENT
from support.ledger import DOCUMENT, policy_of
from support.market import Row

COMMITMENT = "c" * 64
BOGUS = KeyPolicy(keys=(PublicKey(key="00", scheme="rot13"),), threshold=1)


def register(party: str = "newcomer", registrar: str = "registrar", **changes: Any) -> p.RegisterParty:
    """An organisation's registration, changed."""
    described = {"kind": PartyKind.organisation, "name": "Newcomer Ltd"} | changes
    return p.RegisterParty(party=party, registrar=registrar, **described)


def suspend(party: str, by: str = "supervisor") -> p.SuspendParty:
    """A supervisor's suspension of a party."""
    return p.SuspendParty(party=party, by=by, reference="order 9", document=DOCUMENT)


def reinstate(party: str, by: str = "supervisor") -> p.ReinstateParty:
    """The end of a party's suspension."""
    return p.ReinstateParty(party=party, by=by, reference="order 10", document=DOCUMENT)


def open_account(account: str = "fresh", holder: str = "alice", **changes: Any) -> p.OpenAccount:
    """An account under its holder's control, changed."""
    return p.OpenAccount(account=account, holder=holder, **({"outgoing": Control.holder} | changes))


def control(account: str, **changes: Any) -> p.ChangeAccountControl:
    """New rules for an account: its holder's control, changed."""
    return p.ChangeAccountControl(account=account, **({"outgoing": Control.holder} | changes))


def stop(account: str, by: str) -> p.SuspendAccount:
    """An account's suspension."""
    return p.SuspendAccount(account=account, by=by, reference="order 11")


def resume(account: str, by: str) -> p.ReinstateAccount:
    """The end of an account's suspension."""
    return p.ReinstateAccount(account=account, by=by, reference="order 12")


PERSON = PartyKind.person
SELF_STOP = suspend("supervisor")

PARTIES = [
    Row("the registrar is another", register(registrar="nobody"), "registrar", Outcome.not_authorised),
    Row("somebody else signs", register(), "alice", Outcome.not_authorised),
    Row("nobody signs", register(), "", Outcome.not_authorised),
    Row("an issuer is no registrar", register(registrar="issuer"), "issuer", Outcome.role_missing),
    Row("the party is there", register("alice"), "registrar", Outcome.party_exists),
    Row("a person's name", register(kind=PERSON, commitment=COMMITMENT), "registrar", Outcome.personal_data_refused),
    Row(
        "a person's LEI",
        register(kind=PERSON, name="", commitment=COMMITMENT, lei="969500HMVSZ0TCV65D58"),
        "registrar",
        Outcome.personal_data_refused,
    ),
    Row("a person without commitment", register(kind=PERSON, name=""), "registrar", Outcome.identity_missing),
    Row("an organisation without name", register(name=""), "registrar", Outcome.identity_missing),
    Row("a role twice", register(roles=(Role.issuer, Role.issuer)), "registrar", Outcome.roles_repeated),
    Row("an unknown scheme", register(keys=BOGUS), "registrar", Outcome.invalid_key_policy),
    Row("a wrong LEI", register(lei="969500HMVSZ0TCV65D59"), "registrar", Outcome.invalid_identifier),
    Row("a wrong credit code", register(uscc="91350100M000100Y44"), "registrar", Outcome.invalid_identifier),
    Row(
        "a document shows no other form of a credit code",
        register(uscc="91350100M000100Y4", document=DOCUMENT),
        "registrar",
        Outcome.invalid_identifier,
    ),
    Row(
        "a document makes no credit code of an identity number",
        register(uscc="132200198501010628", document=DOCUMENT),
        "registrar",
        Outcome.invalid_identifier,
    ),
    Row("suspending: the supervisor does not sign", suspend("bob"), "bob", Outcome.not_authorised),
    Row("suspending: a registrar is no supervisor", suspend("bob", "registrar"), "registrar", Outcome.role_missing),
    Row("suspending nobody", suspend("nobody"), "supervisor", Outcome.unknown_party),
    Row("suspending oneself", SELF_STOP, "supervisor", Outcome.must_be_another),
    Row("suspending again", suspend("sam"), "supervisor", Outcome.party_suspended),
    Row("reinstating: the supervisor does not sign", reinstate("sam"), "bob", Outcome.not_authorised),
    Row("reinstating: an issuer is no supervisor", reinstate("sam", "issuer"), "issuer", Outcome.role_missing),
    Row("reinstating nobody", reinstate("nobody"), "supervisor", Outcome.unknown_party),
    Row("reinstating an active party", reinstate("bob"), "supervisor", Outcome.party_not_suspended),
    Row(
        "roles: the registrar does not sign",
        p.AssignRoles(party="bob", registrar="registrar", roles=(Role.issuer,)),
        "bob",
        Outcome.not_authorised,
    ),
    Row(
        "roles: a supervisor is no registrar",
        p.AssignRoles(party="bob", registrar="supervisor", roles=(Role.issuer,)),
        "supervisor",
        Outcome.role_missing,
    ),
    Row(
        "assigning a role twice",
        p.AssignRoles(party="bob", registrar="registrar", roles=(Role.venue, Role.venue)),
        "registrar",
        Outcome.roles_repeated,
    ),
    Row(
        "roles of nobody",
        p.AssignRoles(party="nobody", registrar="registrar", roles=()),
        "registrar",
        Outcome.unknown_party,
    ),
    Row(
        "a registrar's own role",
        p.AssignRoles(party="registrar", registrar="registrar", roles=(Role.supervisor,)),
        "registrar",
        Outcome.must_be_another,
    ),
    Row(
        "a registrar's further role",
        p.AssignRoles(party="registrar", registrar="registrar", roles=(Role.registrar, Role.issuer)),
        "registrar",
        Outcome.must_be_another,
    ),
    Row(
        "a council without its charter",
        register(kind=PartyKind.council),
        "registrar",
        Outcome.council_stands_apart,
    ),
    Row("keys of nobody", p.RotateKeys(party="nobody", keys=policy_of("bob")), "bob", Outcome.unknown_party),
    Row("keys by somebody else", p.RotateKeys(party="alice", keys=policy_of("bob")), "bob", Outcome.not_authorised),
    Row(
        "keys of a party that has some, by a registrar",
        p.RotateKeys(party="alice", keys=policy_of("bob"), registrar="registrar"),
        "registrar",
        Outcome.not_authorised,
    ),
    Row(
        "keys for the keyless by a custodian",
        p.RotateKeys(party="kay", keys=policy_of("kay"), registrar="custodian"),
        "custodian",
        Outcome.role_missing,
    ),
    Row(
        "keys for the keyless by somebody else",
        p.RotateKeys(party="kay", keys=policy_of("kay")),
        "custodian",
        Outcome.not_authorised,
    ),
    Row("unsound keys", p.RotateKeys(party="alice", keys=BOGUS), "alice", Outcome.invalid_key_policy),
]

CUSTODY = {"custodian": "custodian"}

ACCOUNTS = [
    Row("the holder does not sign", open_account(), "bob", Outcome.not_authorised),
    Row("the custodian does not sign", open_account(**CUSTODY), "alice", Outcome.not_authorised),
    Row("the account is there", open_account("of-alice"), "alice", Outcome.account_exists),
    Row("the holder is nobody", open_account(holder="nobody", **CUSTODY), "custodian", Outcome.unknown_party),
    Row("the holder is suspended", open_account(holder="sam", **CUSTODY), "custodian", Outcome.party_suspended),
    Row("anybody could take", open_account(outgoing=Control.nobody), "alice", Outcome.outgoing_unprotected),
    Row("the custodian is none", open_account(custodian="bob"), "bob", Outcome.role_missing),
    Row("outgoing needs a custodian", open_account(outgoing=Control.both), "alice", Outcome.custodian_missing),
    Row(
        "both are one party",
        open_account(holder="custodian", outgoing=Control.both, **CUSTODY),
        "custodian",
        Outcome.two_parties_needed,
    ),
    Row(
        "waiting for a holder without keys",
        open_account(holder="kay", **CUSTODY),
        "custodian",
        Outcome.holder_cannot_consent,
    ),
    Row(
        "waiting for one beside the custodian",
        open_account(holder="kay", outgoing=Control.both, incoming=Control.nobody, **CUSTODY),
        "custodian",
        Outcome.holder_cannot_consent,
    ),
    Row("incoming needs a custodian", open_account(incoming=Control.custodian), "alice", Outcome.custodian_missing),
    Row("control of no account", control("none"), "alice", Outcome.unknown_account),
    Row("control without the holder", control("of-alice", incoming=Control.holder), "bob", Outcome.not_authorised),
    Row("control without the old custodian", control("both"), "carol", Outcome.not_authorised),
    Row("control without the new custodian", control("of-alice", **CUSTODY), "alice", Outcome.not_authorised),
    Row("control of a suspended account", control("stopped"), "alice custodian", Outcome.account_suspended),
    Row("anybody could take now", control("of-alice", outgoing=Control.nobody), "alice", Outcome.outgoing_unprotected),
    Row("the new custodian is none", control("of-alice", custodian="bob"), "alice bob", Outcome.role_missing),
    Row("no custodian any more", control("of-alice", outgoing=Control.both), "alice", Outcome.custodian_missing),
    Row(
        "both become one party",
        control("of-custodian", outgoing=Control.both, **CUSTODY),
        "custodian",
        Outcome.two_parties_needed,
    ),
    Row(
        "leaving it to a holder without keys",
        control("of-kay", outgoing=Control.either, incoming=Control.nobody),
        "custodian",
        Outcome.holder_cannot_consent,
    ),
    Row("stopping no account", stop("none", "supervisor"), "supervisor", Outcome.unknown_account),
    Row("stopping without signing", stop("of-alice", "supervisor"), "bob", Outcome.not_authorised),
    Row("the holder cannot stop", stop("of-alice", "alice"), "alice", Outcome.role_missing),
    Row("not this account's custodian", stop("of-alice", "custodian"), "custodian", Outcome.role_missing),
    Row("stopping again", stop("stopped", "custodian"), "custodian", Outcome.account_suspended),
    Row(
        "stopping what a supervisor stopped", stop("supervised", "supervisor"), "supervisor", Outcome.account_suspended
    ),
    Row("a custodian after a supervisor", stop("supervised", "custodian"), "custodian", Outcome.account_suspended),
    Row("resuming no account", resume("none", "supervisor"), "supervisor", Outcome.unknown_account),
    Row("resuming without signing", resume("stopped", "custodian"), "alice", Outcome.not_authorised),
    Row("lifting a supervisor's stop", resume("supervised", "custodian"), "custodian", Outcome.role_missing),
    Row("resuming what runs", resume("of-alice", "supervisor"), "supervisor", Outcome.account_not_suspended),
]


def feature(name: str = IMMEDIATE_SETTLEMENT, height: int = 10**6, registrar: str = "registrar") -> r.ScheduleFeature:
    """A feature's activation."""
    return r.ScheduleFeature(feature=name, height=height, registrar=registrar)


def version(
    protocol: int = 2, height: int = 10**6, registrar: str = "registrar", supervisor: str | None = "supervisor"
) -> r.ScheduleVersion:
    """A protocol version's activation, to which a supervisor agrees."""
    return r.ScheduleVersion(protocol=protocol, height=height, registrar=registrar, supervisor=supervisor)


def window(height: int = 10**6, registrar: str = "registrar") -> r.ScheduleWindow:
    """Another window's activation."""
    return r.ScheduleWindow(window=50, height=height, registrar=registrar)


PROTOCOL = [
    Row("window: the registrar does not sign", window(), "supervisor", Outcome.not_authorised),
    Row("window: no registrar", window(registrar="supervisor"), "supervisor", Outcome.role_missing),
    Row("window: the height is past", window(height=1), "registrar", ProtocolOutcome.activation_in_the_past),
    Row("the registrar does not sign", feature("teleport"), "supervisor", Outcome.not_authorised),
    Row("a supervisor sets no rules", feature("teleport", registrar="supervisor"), "supervisor", Outcome.role_missing),
    Row("nobody knows the feature", feature("teleport"), "registrar", ProtocolOutcome.unknown_feature),
    Row("the height is past", feature(height=1), "registrar", ProtocolOutcome.activation_in_the_past),
    Row("the feature is active", feature(), "registrar", ProtocolOutcome.activation_in_the_past),
    Row("version: the registrar does not sign", version(), "supervisor", Outcome.not_authorised),
    Row("version: no registrar", version(registrar="supervisor"), "supervisor", Outcome.role_missing),
    Row("version: the height is past", version(height=1), "registrar", ProtocolOutcome.activation_in_the_past),
    Row("version: one is left out", version(protocol=3), "registrar", ProtocolOutcome.version_out_of_order),
    Row("version: by a registrar alone", version(supervisor=None), "registrar", ProtocolOutcome.supervisor_needed),
    Row("version: the supervisor does not sign", version(), "registrar", Outcome.not_authorised),
    Row("version: whoever agrees is none", version(supervisor="issuer"), "registrar issuer", Outcome.role_missing),
]
