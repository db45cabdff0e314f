# SPDX-License-Identifier: Apache-2.0
"""Peers in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "peers.trusted": Words(
            "From {since} on chain {chain}, of genesis {genesis}, is believed as its keeper {keeper} and "
            "supervisor {by} say",
            "自 {since} 起，对等链 {chain}（创世摘要 {genesis}）的信任依据由管理方 {keeper} 与监管机构 {by} 确定",
        ),
        "peers.answered": Words(
            "{by} showed what chain {peer} has at {record} in its block {height} of {time}: {value}",
            "{by} 出示业务链 {peer} 于 {time} 的区块 {height} 中 {record} 的内容：{value}",
        ),
    },
    fields={
        "auditors": Words("state auditors", "状态审计方"),
        "believed": Words("under trust number", "所依信任编号"),
        "chain": Words("chain", "对等链"),
        "changes": Words("changes of trust", "信任变更次数"),
        "entry_auditors": Words("entry auditors", "日志审计方"),
        "genesis": Words("genesis", "创世摘要"),
        "header": Words("header", "区块头"),
        "peer": Words("chain", "对等链"),
        "peers/answer.height": Words("its block", "该链区块"),
        "peers/answer.time": Words("its time", "该链时间"),
        "peers/answer.value": Words("what stands there", "该处内容"),
        "peers/chain.keeper": Words("keeper", "管理方"),
        "peers/chain.number": Words("number", "编号"),
        "peers/chain.policy": Words("log and cosigners", "日志与共签方"),
        "peers/chain.seal": Words("seal keys", "封印密钥"),
        "record": Words("its record", "该链记录"),
        "recovery": Words("recovery keys", "恢复密钥"),
        "recovery_delay": Words("recovery waits for", "恢复等待期"),
    },
)
