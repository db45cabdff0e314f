# SPDX-License-Identifier: Apache-2.0
"""Contracts in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Remark, Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "contracts.reviews_set": Words("{by} set who reviews code", "{by} 设定合约代码评审规则"),
        "contracts.proposed": Words(
            "Code {name} proposed by {by}: {code}",
            "{by} 提出合约代码 {name}：{code}",
        ),
        "contracts.approved": Words(
            "Code {code} approved by {by}; reason: {reason}", "{by} 批准合约代码 {code}；理由：{reason}"
        ),
        "contracts.declined": Words(
            "Code {code} declined by {by}; reason: {reason}", "{by} 否决合约代码 {code}；理由：{reason}"
        ),
        "contracts.withdrawn": Words(
            "Code {code} withdrawn by {by}: it is deployed no more; reason: {reason}",
            "{by} 停用合约代码 {code}，不再部署；理由：{reason}",
        ),
        "contracts.deployed": Words(
            "Contract {contract} deployed by {by}, moving account {account}, with code {code}",
            "{by} 部署合约 {contract}，由其支配账户 {account}，代码 {code}",
        ),
        "contracts.called": Words(
            "Contract {contract} called by {by}: {function} with {arguments}",
            "{by} 调用合约 {contract}：{function}，参数 {arguments}",
        ),
        "contracts.called_by_contract": Words(
            "Contract {contract} called by contract {caller}: {function} with {arguments}",
            "合约 {caller} 调用合约 {contract}：{function}，参数 {arguments}",
        ),
        "contracts.ran": Words(
            "Contract {contract} ran {function} to its end, in {steps} steps, and returned {value}",
            "合约 {contract} 执行 {function} 完毕，共 {steps} 步，返回 {value}",
        ),
        "contracts.opened": Words(
            "Contract {contract} opened to everybody",
            "合约 {contract} 向所有主体开放",
        ),
        "contracts.paused": Words(
            "Contract {contract} paused by {by}; reason: {reason}", "{by} 暂停合约 {contract}；理由：{reason}"
        ),
        "contracts.resumed": Words(
            "Contract {contract} resumed by {by}; reason: {reason}", "{by} 恢复合约 {contract}；理由：{reason}"
        ),
        "contracts.retired": Words(
            "Contract {contract} retired; reason: {reason}", "合约 {contract} 终止；理由：{reason}"
        ),
        "contracts.upgraded": Words(
            "Contract {contract} upgraded to version {version}, from code {before} to {code}",
            "合约 {contract} 升级为第 {version} 版，代码由 {before} 换为 {code}",
        ),
    },
    clauses={
        "kept": Words("keeps {kept}", "保存 {kept}"),
        "emitted": Words("says {emitted}", "发出 {emitted}"),
        "trial": Words("on trial with {trial}", "试运行方 {trial}"),
    },
    rows={
        "emitted": Words("{name} ({fields})", "{name}（{fields}）"),
        "kept": Words("{key} ({value})", "{key}（{value}）"),
    },
    remarks={
        "contracts/contract": (
            Remark(
                Words(
                    "its code, and who approved it, is in the record of contracts/code with its hash",
                    "其代码及批准方见 contracts/code 中该摘要的记录",
                )
            ),
        )
    },
    fields={
        "account": Words("account", "账户"),
        "approved_by": Words("approved by", "批准方"),
        "arguments": Words("arguments", "参数"),
        "before": Words("code before", "原代码"),
        "caller": Words("calling contract", "调用合约"),
        "code": Words("code", "代码"),
        "complete": Words("with this, all have approved that must", "至此所需批准已齐"),
        "contracts/contract.contract": Words("contract", "合约"),
        "contracts/entry.contract": Words("contract", "合约"),
        "contracts/code.decided": Words("decided at", "决定时间"),
        "decided_by": Words("decided by", "决定方"),
        "dialect": Words("version of the dialect", "合约语言版本"),
        "emitted": Words("said", "发出"),
        "contracts/contract.entries": Words("entries of its state", "状态条目数"),
        "function": Words("function", "函数"),
        "kept": Words("keeps", "保存"),
        "contracts/entry.key": Words("key", "键"),
        "licence": Words("licence", "许可证"),
        "name": Words("name", "名称"),
        "new": Words("new", "新增"),
        "contracts/contract.paused_by": Words("paused by", "暂停方"),
        "policies": Words("review policies", "评审规则"),
        "quorum": Words("reviewers that must approve", "所需批准数"),
        "reviewers": Words("reviewers", "评审方"),
        "review": Words("which review", "第几次评审"),
        "runs": Words("runs", "运行次数"),
        "shows": Words("records shown", "出示的记录"),
        "source": Words("source", "源代码"),
        "steps": Words("steps", "步数"),
        "supervised": Words("a supervisor must approve", "须经监管方批准"),
        "tests": Words("hash of its tests", "测试摘要"),
        "title": Words("title", "标题"),
        "trial": Words("parties of the trial", "试运行方"),
        "upgrades": Words("upgrades", "升级规则"),
        "value": Words("value", "内容"),
        "version": Words("version", "版本"),
    },
    values={
        "never": Words("never", "永不"),
        "cleared": Words("passed its review", "已通过评审"),
        "proposed": Words("proposed", "已提出"),
        "turned_down": Words("turned down", "已否决"),
        "trial": Words("on trial", "试运行"),
        "live": Words("live", "运行中"),
        "reviewed": Words("to code that passed its review", "仅可升级为已通过评审的代码"),
        "paused": Words("paused", "已暂停"),
        "retired": Words("retired", "已终止"),
    },
)
