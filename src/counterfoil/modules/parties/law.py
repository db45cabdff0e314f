# SPDX-License-Identifier: Apache-2.0
"""The law of parties and accounts: which events each call causes."""

from collections.abc import Iterable
from typing import Final

from counterfoil.identity.identifiers import check_lei, check_social_credit_code, check_social_credit_form
from counterfoil.identity.policy import KeyPolicy, check_policy
from counterfoil.law.called import Called
from counterfoil.law.dated import begins
from counterfoil.law.event import EventData
from counterfoil.law.module import Anew, Law, Rule, under
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.parties import calls as c
from counterfoil.modules.parties import events as e
from counterfoil.modules.parties.attestations import (
    ATTESTATIONS,
    ATTESTATIONS_FEATURE,
    TRUSTS,
    AttestationRevoked,
    Attested,
    AttestersTrusted,
    require_value,
)
from counterfoil.modules.parties.authority import is_council, keys_of, require_open, require_unstopped
from counterfoil.modules.parties.outcomes import PartiesOutcome
from counterfoil.modules.parties.records import (
    ACCOUNTS,
    GOVERNANCE_FEATURE,
    HOLDER_ACCOUNTS,
    KEYS,
    PARTIES,
    Account,
    AccountStatus,
    Control,
    Party,
    PartyKind,
    Role,
    Roles,
    Standing,
)
from counterfoil.modules.parties.words import WORDS


def register(call: c.RegisterParty, _moment: Moment) -> Iterable[EventData]:
    require_described(call)
    yield registered(call)


def registered(call: c.RegisterParty) -> e.PartyRegistered:
    """What a registration says; the genesis document's first parties enter so too."""
    return e.PartyRegistered(
        party=call.party,
        registrar=call.registrar,
        kind=call.kind,
        name=call.name,
        commitment=call.commitment,
        lei=call.lei,
        uscc=call.uscc,
        document=call.document,
        roles=call.roles,
        keys=call.keys,
    )


def require_described(call: c.RegisterParty) -> None:
    """The description is one that the ledger takes."""
    require(call.kind is not PartyKind.council, PartiesOutcome.council_stands_apart, call.party)
    if call.kind is PartyKind.person:
        named = bool(call.name or call.lei or call.uscc)
        require(not named, PartiesOutcome.personal_data_refused, call.party)
    identity = call.commitment if call.kind is PartyKind.person else call.name
    require(bool(identity), PartiesOutcome.identity_missing, call.party)
    _require_sound(call.keys)
    _require_distinct(call.roles)
    lei, uscc = call.lei, call.uscc
    require(lei is None or check_lei(lei) is None, PartiesOutcome.invalid_identifier, "lei")
    # Some codes were issued with another check character: a registrar who shows the certificate may register one.
    check = check_social_credit_code if call.document is None else check_social_credit_form
    require(uscc is None or check(uscc) is None, PartiesOutcome.invalid_identifier, "uscc")


def suspend(call: c.SuspendParty, moment: Moment) -> Iterable[EventData]:
    party = known(moment, PARTIES, call.party)
    require(call.party != call.by, PartiesOutcome.must_be_another, call.by)
    require(party.status is Standing.active, PartiesOutcome.party_suspended, call.party)
    yield e.PartySuspended(party=call.party, by=call.by, reference=call.reference, document=call.document)


def reinstate(call: c.ReinstateParty, moment: Moment) -> Iterable[EventData]:
    party = known(moment, PARTIES, call.party)
    require(party.status is Standing.suspended, PartiesOutcome.party_not_suspended, call.party)
    yield e.PartyReinstated(party=call.party, by=call.by, reference=call.reference, document=call.document)


def assign_roles(call: c.AssignRoles, _moment: Moment) -> Iterable[EventData]:
    _require_distinct(call.roles)
    gives_up = call.party == call.registrar and Role.registrar not in call.roles
    require(not gives_up, PartiesOutcome.must_be_another, call.party)
    yield e.RolesAssigned(party=call.party, registrar=call.registrar, roles=call.roles)


def assign_roles_of_others(call: c.AssignRoles, moment: Moment) -> Iterable[EventData]:
    """The same, and nobody changes its own roles; a council does by its decisions."""
    yield from assign_roles(call, moment)
    if call.party == call.registrar:
        require(is_council(moment, call.registrar), PartiesOutcome.must_be_another, call.party)


def names_what_is_newer(call: c.RegisterParty | c.AssignRoles) -> bool:
    """Whether it says what chains before councils did not know."""
    council = isinstance(call, c.RegisterParty) and call.kind is PartyKind.council
    return council or Role.recorder in call.roles


def rotate_keys(call: c.RotateKeys, moment: Moment) -> Iterable[EventData]:
    party = known(moment, PARTIES, call.party)
    _require_sound(call.keys)
    registrar = None if party.keys is not None else call.registrar
    yield e.KeysRotated(party=call.party, keys=call.keys, registrar=registrar)


def open_account(call: c.OpenAccount, _moment: Moment) -> Iterable[EventData]:
    _require_rules(call, call.holder)
    yield e.AccountOpened(
        account=call.account,
        holder=call.holder,
        custodian=call.custodian,
        incoming=call.incoming,
        outgoing=call.outgoing,
    )


def change_control(call: c.ChangeAccountControl, moment: Moment) -> Iterable[EventData]:
    account = known(moment, ACCOUNTS, call.account)
    require_unstopped(account)
    _require_rules(call, account.holder)
    yield e.AccountControlChanged(
        account=call.account, custodian=call.custodian, incoming=call.incoming, outgoing=call.outgoing
    )


def suspend_account(call: c.SuspendAccount, moment: Moment) -> Iterable[EventData]:
    account = known(moment, ACCOUNTS, call.account)
    require_open(account)
    stops = account.may_be_stopped_by(call.by)
    require(stops, PartiesOutcome.account_suspended, call.account)
    yield e.AccountSuspended(account=call.account, by=call.by, reference=call.reference)


def reinstate_account(call: c.ReinstateAccount, moment: Moment) -> Iterable[EventData]:
    account = known(moment, ACCOUNTS, call.account)
    require(account.status is AccountStatus.suspended, PartiesOutcome.account_not_suspended, call.account)
    yield e.AccountReinstated(account=call.account, by=call.by, reference=call.reference)


def trust_attesters(call: c.TrustAttesters, moment: Moment) -> Iterable[EventData]:
    yield AttestersTrusted(
        topic=call.topic,
        since=begins(call.since, moment.time, PartiesOutcome.trust_backdated, call.topic),
        attesters=call.attesters,
        values=call.values,
        by=call.by,
        reference=call.reference,
        time=moment.time,
    )


def attest(call: c.Attest, moment: Moment) -> Iterable[EventData]:
    party = known(moment, PARTIES, call.party)
    require_value(moment, party, call.topic, call.value)
    lasts = call.expires is None or call.expires > moment.time
    require(lasts, PartiesOutcome.attestation_over_at_once, call.topic)
    yield Attested(
        party=call.party,
        topic=call.topic,
        value=call.value,
        attester=call.attester,
        expires=call.expires,
        document=call.document,
        time=moment.time,
    )


def revoke_attestation(call: c.RevokeAttestation, moment: Moment) -> Iterable[EventData]:
    attestation = known(moment, ATTESTATIONS, call.party, call.topic)
    require(not attestation.revoked, PartiesOutcome.attestation_revoked, f"{call.party}: {call.topic}")
    yield AttestationRevoked(party=call.party, topic=call.topic, by=call.by, reference=call.reference)


def _require_sound(keys: KeyPolicy | None) -> None:
    problem = None if keys is None else check_policy(keys)
    require(problem is None, PartiesOutcome.invalid_key_policy, problem or "")


def _require_distinct(roles: Roles) -> None:
    require(len(set(roles)) == len(roles), PartiesOutcome.roles_repeated)


def _require_rules(call: c.OpenAccount | c.ChangeAccountControl, holder: str) -> None:
    require(call.outgoing is not Control.nobody, PartiesOutcome.outgoing_unprotected)
    rules = {call.outgoing, call.incoming}
    kept = call.custodian is not None or not rules & {Control.custodian, Control.both}
    require(kept, PartiesOutcome.custodian_missing)
    require(Control.both not in rules or call.custodian != holder, PartiesOutcome.two_parties_needed)


LAW: Final = Law(
    noun="parties",
    calls={
        c.RegisterParty: Rule(register, GOVERNANCE_FEATURE, widened=names_what_is_newer),
        c.SuspendParty: Rule(suspend),
        c.ReinstateParty: Rule(reinstate),
        c.AssignRoles: Rule(
            assign_roles,
            GOVERNANCE_FEATURE,
            widened=names_what_is_newer,
            anew=Anew(GOVERNANCE_FEATURE, assign_roles_of_others),
        ),
        c.RotateKeys: Rule(rotate_keys),
        c.OpenAccount: Rule(open_account),
        c.ChangeAccountControl: Rule(change_control),
        c.SuspendAccount: Rule(suspend_account),
        c.ReinstateAccount: Rule(reinstate_account),
        **under(
            ATTESTATIONS_FEATURE,
            {c.TrustAttesters: trust_attesters, c.Attest: attest, c.RevokeAttestation: revoke_attestation},
        ),
    },
    events=e.EVENTS,
    tables=(PARTIES, ACCOUNTS, HOLDER_ACCOUNTS, KEYS, TRUSTS, ATTESTATIONS),
    outcomes=PartiesOutcome,
    words=WORDS,
    keys_of=keys_of,
    called={
        Party: lambda party: Called(parties={party.party: party.name} if party.name else {}),
        Account: lambda account: Called(holders={account.account: account.holder}),
    },
)
