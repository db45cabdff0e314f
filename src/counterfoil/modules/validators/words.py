# SPDX-License-Identifier: Apache-2.0
"""Validators in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "validators.offered": Words(
            "{party} offered validator {validator} ({moniker}, at {address})",
            "{party} 申请设立验证节点 {validator}（{moniker}，地址 {address}）",
        ),
        "validators.begun": Words(
            "The chain has its first validators, by registrar {registrar}, from the block after {height} on",
            "登记机构 {registrar} 设立首批验证节点，自区块 {height} 之后生效",
        ),
        "validators.joined": Words(
            "A validator joined the set, by {registrar}, from the block after {height} on; reason: {reason}",
            "{registrar} 准许验证节点加入，自区块 {height} 之后生效；依据：{reason}",
        ),
        "validators.left": Words(
            "Validator {validator} left, by {by}, from the block after {height} on; reason: {reason}",
            "验证节点 {validator} 由 {by} 退出，自区块 {height} 之后生效；依据：{reason}",
        ),
        "validators.rotated": Words(
            "A validator has other keys, from the block after {height} on",
            "验证节点更换密钥，自区块 {height} 之后生效",
        ),
        "validators.expiry_set": Words(
            "{party} said until when the keys of validator {validator} hold",
            "{party} 设定验证节点 {validator} 的密钥有效期",
        ),
        "validators.restored": Words(
            "After the quorum was lost, validators {remaining} go on alone after block {last} ({last_hash}), by order "
            "of supervisor {supervisor}; reference: {reference}",
            "丧失法定人数后，验证节点 {remaining} 依监管机构 {supervisor} 的命令自区块 {last}（{last_hash}）之后"
            "单独继续；依据：{reference}",
        ),
    },
    clauses={
        "new_keys": Words("new: {new_keys}", "新密钥：{new_keys}"),
        "gone": Words("without {gone}", "不再包括 {gone}"),
        "seat": Words("it is {seat}", "该节点：{seat}"),
        "seats": Words("they are {seats}", "节点：{seats}"),
        "supervisor": Words("with supervisor {supervisor}", "监管机构 {supervisor}"),
    },
    fields={
        "address": Words("address", "地址"),
        "consensus_key": Words("consensus key", "共识密钥"),
        "firms": Words("firms", "机构"),
        "gone": Words("gone", "退出者"),
        "moniker": Words("called", "称谓"),
        "number": Words("number", "编号"),
        "purpose": Words("used for", "用途"),
        "recent": Words("recent changes", "近期变更"),
        "recovery": Words("recovery keys", "恢复密钥"),
        "remaining": Words("remaining", "剩余节点"),
        "rotated": Words("keys changed", "密钥变更时间"),
        "seal_key": Words("seal key", "封印密钥"),
        "seat": Words("validator", "验证节点"),
        "seats": Words("validators", "验证节点"),
        "served": Words("was in the set", "曾在集合中"),
        "validator": Words("validator", "验证节点"),
        "validators/set.height": Words("since block", "起始区块"),
        "validators/validator.expires": Words("keys hold until", "密钥有效期至"),
        "validators/validator.since": Words("in the set since block", "加入区块"),
        "was": Words("was in the set before", "此前在集合中"),
    },
    values={
        "consensus": Words("consensus", "共识"),
        "validators/validator.left": Words("has left", "已退出"),
        "validators/validator.offered": Words("on offer", "待加入"),
        "seal": Words("seal", "封印"),
        "serving": Words("in the set", "在集合中"),
    },
)
EXPIRED: Final = Words(
    "its keys or certificates expired on {expires}: its firm rotates them",
    "其密钥或证书已于 {expires} 过期：须由其机构更换",
)
