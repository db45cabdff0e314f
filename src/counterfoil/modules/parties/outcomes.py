# SPDX-License-Identifier: Apache-2.0
"""Outcomes of the parties module: 20-39 parties, 40-49 and 850-853 accounts, 50-59 attestations."""

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
    party_exists = 22, "The party is already registered.", "主体已登记。"
    party_suspended = (
        23,
        "The party is suspended.",
        "主体已被暂停。",
        "A supervisor ends it: parties.reinstate.",
    )
    party_not_suspended = 24, "The party is not suspended.", "主体未被暂停。"
    role_missing = (
        25,
        "The party does not have the role that this act needs.",
        "主体不具备此行为所需的角色。",
        "Whoever has it acts; who shall have it, a registrar or the council decides: parties.assign_roles.",
    )
    invalid_key_policy = 26, "The key policy is not sound.", "密钥策略不合规则。"
    invalid_identifier = 27, "An identifier's form or check digit is wrong.", "标识的格式或校验位有误。"
    personal_data_refused = (
        28,
        "Personal data stays off the ledger: a salted commitment stands for it, and only listed values are attested.",
        "个人数据不上账本：以加盐承诺值代之，且只认证已列明的取值。",
    )
    identity_missing = (
        29,
        "An organisation gives its name, a person a salted commitment to the identity.",
        "机构须提供名称，个人须提供其身份的加盐承诺值。",
    )
    must_be_another = (
        30,
        "A registrar cannot give up its own role, nor a supervisor suspend itself: another must.",
        "登记机构不得自行放弃其角色，监管机构不得暂停自身：须由其他主体为之。",
    )
    roles_repeated = 31, "A role stands twice.", "同一角色出现两次。"
    key_exists = 32, "The key directory has this key already.", "密钥目录中已有此密钥。"
    unknown_key_entry = 33, "The key directory has no such key.", "密钥目录中没有此密钥。"
    council_stands_apart = (
        34,
        "A council acts by decisions: its charter founds it; it has no keys and no accounts, and nobody suspends it.",
        "理事会以决议行事：由章程设立，没有密钥和账户，不得被暂停。",
    )
    council_is_registrar = (
        35,
        "Where a council is the registrar, nobody else is.",
        "由理事会担任登记机构时，其他主体不得担任。",
        "Who keeps the register from day to day is a recorder.",
    )

    unknown_account = (
        40,
        "No such account is open.",
        "账户未开立。",
        "It is opened first: parties.open_account.",
    )
    account_exists = (
        41,
        "The account is already open.",
        "账户已开立。",
        "Whoever opened it first has its name: another is named, for a contract too.",
    )
    account_suspended = (
        42,
        "The account is suspended.",
        "账户已被暂停。",
        "Whoever suspended it ends it: parties.reinstate_account.",
    )
    account_not_suspended = 43, "The account is not suspended.", "账户未被暂停。"
    custodian_missing = (
        44,
        "The account's rule names a custodian, but it has none.",
        "账户规则指定了托管人，但账户没有托管人。",
        "It gets one: parties.change_account_control.",
    )
    outgoing_unprotected = 45, "Outgoing movements must need somebody's authority.", "转出须经某一方授权。"
    two_parties_needed = (
        46,
        "A rule that needs holder and custodian needs two different parties.",
        "须由持有人与托管人双方授权的规则要求两个不同主体。",
    )
    holder_cannot_consent = (
        47,
        "The account's rule needs the holder's consent, but the holder has no keys.",
        "账户规则需要持有人同意，但持有人没有密钥。",
        "The holder gets keys (parties.rotate_keys), or a custodian authorises: parties.change_account_control.",
    )
    unknown_holder_account = 48, "The party holds no such account.", "该主体没有此账户。"
    holder_account_exists = 49, "The account stands among its holder's already.", "该账户已列于其持有人名下。"
    moved_by_record = (
        850,
        "No signature moves this account: one record does, such as a contract.",
        "任何签名均不能动用此账户，仅其指定的记录（如合约）可以。",
    )
    no_record_moves_it = (
        851,
        "Only what brings a record with it, such as a contract's deployment, opens an account that a record moves.",
        "由记录支配的账户仅可随该记录（如合约部署）一并开立。",
    )

    account_closed = (
        852,
        "The account is closed: the record that alone moved it has ended.",
        "账户已关闭：支配该账户的记录已终止。",
        "What would come in goes to another account; what is there is moved by orders, terms, holds and pledges alone.",
    )
    filled_by_record = (
        853,
        "Nothing comes into this account but by the doing of the record that moves it.",
        "除支配该账户的记录所为外，该账户不接受转入。",
        "It goes to another account.",
    )

    nobody_trusted = 50, "Nobody was ever trusted with this topic.", "该事项从未有受信任的证明方。"
    trust_exists = 51, "Who is trusted with this topic is recorded already.", "该事项的受信任证明方已有记录。"
    unknown_attestation = 52, "Nothing was attested of the party about this topic.", "就该事项未曾对该主体作出证明。"
    attestation_exists = (
        53,
        "Something is attested of the party about this topic already.",
        "就该事项已有对该主体的证明。",
    )
    trust_backdated = (
        54,
        "Whom the chain trusts is never changed for the past.",
        "受信任证明方不得追溯变更。",
        "Left out, its time is now.",
    )
    too_many_trusts = (
        55,
        "As many changes of this policy are scheduled as its record can keep.",
        "该政策已排定的变更数已达其记录所能保存的上限。",
    )
    wrong_attestation = (
        56,
        "The topic has no such value.",
        "该事项没有此取值。",
        "A country is two capital letters such as CN; parties.trust_attesters says the values of topics of its own.",
    )
    attestation_over_at_once = 57, "The attestation would expire before it is given.", "证明在作出之前即已到期。"
    attester_not_trusted = (
        58,
        "The attester is not trusted with this topic now.",
        "该证明方目前不受信任就此事项作证。",
        "A supervisor says whom the chain believes: parties.trust_attesters.",
    )
    attestation_revoked = 59, "The attestation is revoked already.", "该证明已撤销。"
