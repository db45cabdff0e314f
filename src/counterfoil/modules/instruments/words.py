# SPDX-License-Identifier: Apache-2.0
"""Instruments in plain words."""

from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary

WORDS: Final = Vocabulary(
    sentences={
        "instruments.defined": Words(
            "Instrument {instrument} defined by issuer {issuer} ({kind})",
            "发行人 {issuer} 登记产品 {instrument}（{kind}）",
        ),
        "instruments.made": Words(
            "Instrument {instrument} of issuer {issuer} ({kind}) made under {defining}",
            "产品 {instrument}（{kind}，发行人 {issuer}）依 {defining} 设立",
        ),
        "instruments.amended": Words(
            "Instrument {instrument} amended to version {version}",
            "产品 {instrument} 变更为第 {version} 版",
        ),
        "instruments.status_changed": Words(
            "Status of instrument {instrument} changed from {previous_status} to {status} by {by}",
            "{by} 将产品 {instrument} 的状态由“{previous_status}”变更为“{status}”",
        ),
    },
    enumerated=frozenset({"previous_status"}),
    values={
        "equity": Words("equity", "股票"),
        "bond": Words("bond", "债券"),
        "fund_unit": Words("fund unit", "基金份额"),
        "futures_contract": Words("futures contract", "期货合约"),
        "insurance_policy": Words("insurance policy", "保险单"),
        "receivable": Words("receivable", "应收账款"),
        "warehouse_receipt": Words("warehouse receipt", "仓单"),
        "cash": Words("cash", "现金"),
        "generic": Words("other asset", "其他资产"),
        "draft": Words("draft", "草案"),
        "matured": Words("matured", "到期"),
    },
    fields={
        "cfi": Words("CFI", "CFI"),
        "code": Words("code", "代码"),
        "defining": Words("record that the issuer agreed to", "发行人所同意的记录"),
        "decimals": Words("decimals", "小数位数"),
        "hash": Words("SHA-256", "SHA-256"),
        "identifiers": Words("identifiers", "标识"),
        "isin": Words("ISIN", "ISIN"),
        "issuer": Words("issuer", "发行人"),
        "mic": Words("MIC", "MIC"),
        "supply_limit": Words("supply limit", "发行上限"),
        "terms": Words("contract terms", "合约条款"),
        "unique": Words("unique", "唯一"),
        "unit": Words("unit", "单位"),
        "uri": Words("address", "地址"),
        "version": Words("version", "版本"),
    },
)
