# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the parties module: 20-39 parties, 40-49 accounts, 50-59 attestations."""

from counterfoil.law.outcome import Outcome


class PartiesOutcome(Outcome):
    """Why something about parties, accounts or authority is refused."""

    not_authorised = (
        20,
        "The party whose authority is needed does not consent to this transaction.",
        "需要其授权的主体未同意本交易。",
        "That party consents too: it is named in the transaction, and its keys sign.",
    )
    unknown_party = (
        21,
        "No such party is registered.",
        "主体未登记。",
        "A registrar registers it: parties.register.",
    )
    party_exists = 22, "The party is already registered."
    party_suspended = (
        23,
        "The party is suspended.",
        "主体已被暂停。",
        "A supervisor ends it: parties.reinstate.",
    )
    party_not_suspended = 24, "The party is not suspended."
    role_missing = (
        25,
        "The party does not have the role that this act needs.",
        "主体不具备此行为所需的角色。",
        "A registrar assigns it: parties.assign_roles.",
    )
    invalid_key_policy = 26, "The key policy is not sound."
    invalid_identifier = 27, "An identifier's form or check digit is wrong."
    personal_data_refused = (
        28,
        "Personal data stays off the ledger: a salted commitment stands for it, and only listed values are attested.",
    )
    identity_missing = 29, "An organisation gives its name, a person a salted commitment to the identity."
    must_be_another = 30, "A registrar cannot give up its own role, nor a supervisor suspend itself: another must."
    roles_repeated = 31, "A role stands twice."
    key_exists = 32, "The key directory has this key already."
    unknown_key_entry = 33, "The key directory has no such key."

    unknown_account = (
        40,
        "No such account is open.",
        "账户未开立。",
        "It is opened first: parties.open_account.",
    )
    account_exists = 41, "The account is already open."
    account_suspended = (
        42,
        "The account is suspended.",
        "账户已被暂停。",
        "Whoever suspended it ends it: parties.reinstate_account.",
    )
    account_not_suspended = 43, "The account is not suspended."
    custodian_missing = (
        44,
        "The account's rule names a custodian, but it has none.",
        "账户规则指定了托管人，但账户没有托管人。",
        "It gets one: parties.change_account_control.",
    )
    outgoing_unprotected = 45, "Outgoing movements must need somebody's authority."
    two_parties_needed = (
        46,
        "A rule that needs holder and custodian needs two different parties.",
        "须由持有人与托管人双方授权的规则要求两个不同主体。",
    )
    holder_cannot_consent = (
        47,
        "The account's rule needs the holder's consent, but the holder has no keys.",
        "",
        "The holder gets keys (parties.rotate_keys), or a custodian authorises: parties.change_account_control.",
    )
    unknown_holder_account = 48, "The party holds no such account."
    holder_account_exists = 49, "The account stands among its holder's already."

    nobody_trusted = 50, "Nobody was ever trusted with this topic."
    trust_exists = 51, "Who is trusted with this topic is recorded already."
    unknown_attestation = 52, "Nothing was attested of the party about this topic."
    attestation_exists = 53, "Something is attested of the party about this topic already."
    trust_backdated = 54, "Whom the chain trusts is never changed for the past."
    too_many_trusts = 55, "As many changes of this policy are scheduled as its record can keep."
    wrong_attestation = 56, "The topic has no such value."
    attestation_over_at_once = 57, "The attestation would expire before it is given."
    attester_not_trusted = (
        58,
        "The attester is not trusted with this topic now.",
        "",
        "A supervisor says whom the chain believes: parties.trust_attesters.",
    )
    attestation_revoked = 59, "The attestation is revoked already."
