# SPDX-License-Identifier: Apache-2.0
"""Parties and accounts in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "parties.registered": Words("Party {party} registered ({kind})", "登记主体 {party}（{kind}）"),
        "parties.council_founded": Words("Council {council} founded by {by}", "{by} 设立理事会 {council}"),
        "parties.suspended": Words("Party {party} suspended by {by}", "{by} 暂停主体 {party} 的资格"),
        "parties.reinstated": Words("Party {party} reinstated by {by}", "{by} 恢复主体 {party} 的资格"),
        "parties.roles_assigned": Words("Roles of party {party} set to: {roles}", "主体 {party} 的角色设为：{roles}"),
        "parties.keys_rotated": Words("Keys of party {party} replaced ({keys})", "更换主体 {party} 的密钥（{keys}）"),
        "parties.account_opened": Words(
            "Account {account} opened for holder {holder}; outgoing authorised by {outgoing}, incoming by {incoming}",
            "为持有人 {holder} 开立账户 {account}；转出授权：{outgoing}；转入授权：{incoming}",
        ),
        "parties.account_closed": Words(
            "Account {account} closed, since the record that moved it has ended",
            "支配账户 {account} 的记录已终止，账户关闭",
        ),
        "parties.account_control_changed": Words(
            "Control of account {account} changed; outgoing authorised by {outgoing}, incoming by {incoming}",
            "变更账户 {account} 的控制规则；转出授权：{outgoing}；转入授权：{incoming}",
        ),
        "parties.account_suspended": Words("Account {account} suspended by {by}", "{by} 暂停账户 {account}"),
        "parties.account_reinstated": Words("Account {account} reinstated by {by}", "{by} 恢复账户 {account}"),
        "parties.attesters_trusted": Words(
            "Whom the chain believes about {topic} set by {by}",
            "{by} 设定就 {topic} 采信的证明方",
        ),
        "parties.attested": Words(
            "{attester} attested of party {party}: {topic} is {value}",
            "{attester} 证明主体 {party} 的 {topic} 为 {value}",
        ),
        "parties.attestation_revoked": Words(
            "Attestation of {topic} of party {party} revoked by {by}",
            "{by} 撤销对主体 {party} 的 {topic} 证明",
        ),
    },
    clauses={
        "name": Words("name {name}", "名称{name}"),
        "roles": Words("roles: {roles}", "角色：{roles}"),
        "custodian": Words("custodian {custodian}", "托管人 {custodian}"),
    },
    enumerated=frozenset({"roles", "incoming", "outgoing"}),
    values={
        "organisation": Words("an organisation", "机构"),
        "person": Words("a natural person, identity kept off the ledger", "自然人，身份信息不上链"),
        "council": Words("a council of the chain's members", "本链成员组成的理事会"),
        "registrar": Words("registrar", "登记机构"),
        "recorder": Words("recorder", "日常登记机构"),
        "supervisor": Words("supervisor", "监管机构"),
        "issuer": Words("issuer", "发行人"),
        "operating_bank": Words("operating bank", "运营机构（银行）"),
        "venue": Words("venue", "交易场所"),
        "clearing_house": Words("clearing house", "结算机构"),
        "nobody": Words("nobody", "无须授权"),
        "holder": Words("the holder", "持有人"),
        "custodian": Words("the custodian", "托管人"),
        "either": Words("the holder or the custodian", "持有人或托管人"),
        "both": Words("the holder and the custodian", "持有人与托管人共同"),
        "record": Words("the record that the account names, and no signature", "账户指定的记录，任何签名无效"),
        "active": Words("active", "有效"),
        "suspended": Words("suspended", "暂停"),
        "closed": Words("closed", "已结束"),
    },
    fields={
        "attested": Words("attested on", "证明时间"),
        "attester": Words("attester", "证明方"),
        "attesters": Words("trusted attesters", "受信证明方"),
        "custodian": Words("custodian", "托管人"),
        "incoming": Words("incoming movements need", "转入授权"),
        "lei": Words("LEI", "LEI"),
        "moved_by": Words("moved by this record alone", "仅由此记录动用"),
        "outgoing": Words("outgoing movements need", "转出授权"),
        "revoked": Words("revoked", "已撤销"),
        "roles": Words("roles", "角色"),
        "uscc": Words("unified social credit code", "统一社会信用代码"),
        "value": Words("value", "内容"),
    },
)
