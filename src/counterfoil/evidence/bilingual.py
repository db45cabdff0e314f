# SPDX-License-Identifier: Apache-2.0
"""Words in English and Chinese, and the ledger's own values in both: one table for claims, events and the report.

What a thing is called in either language is in ``docs/glossary.md``.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from counterfoil.evidence.text import safe_text


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One label or sentence in both languages; braces name what ``fill`` puts in."""

    en: str
    zh: str

    def fill(self, **values: "str | int | Words") -> "Words":
        """The words with values in place of the braces; of words among the values, those of the same language."""
        return Words(*(language(self).format_map(_in(language, values)) for language in (english, chinese)))


Language = Callable[[Words], str]


def english(words: Words) -> str:
    return words.en


def chinese(words: Words) -> str:
    return words.zh


def _in(language: Language, values: dict[str, str | int | Words]) -> dict[str, str | int]:
    return {name: language(value) if isinstance(value, Words) else value for name, value in values.items()}


VALUES: Final[dict[str, Words]] = {
    "organisation": Words("an organisation", "机构"),
    "person": Words("a natural person, identity kept off the ledger", "自然人，身份信息不上链"),
    "registrar": Words("registrar", "登记机构"),
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
    "active": Words("active", "有效"),
    "suspended": Words("suspended", "暂停"),
    "matured": Words("matured", "到期"),
    "accepted": Words("accepted", "已受理"),
    "matched": Words("matched", "已匹配"),
    "pending": Words("pending settlement", "待交收"),
    "settled": Words("settled", "已交收"),
    "cancelled": Words("cancelled", "已撤销"),
    "failed": Words("failed", "交收失败"),
    "cancelled_by_instructing_party": Words("cancelled by the instructing party", "指令方撤销"),
    "cancelled_by_agreement": Words("cancelled by agreement of all accounts", "各方协商撤销"),
    "cancelled_by_system": Words("expired", "过期自动撤销"),
    "lack_of_securities": Words("lack of securities", "证券不足"),
    "insufficient_money": Words("insufficient money", "资金不足"),
    "no_settlement_instruction": Words("the counterparty did not instruct", "对手方未提交交收指令"),
    "free": Words("free", "可用"),
    "held": Words("held", "预留"),
    "pledged": Words("pledged", "质押"),
    "frozen": Words("frozen", "冻结"),
}
"""Value of one of the ledger's enumerations → what it is called."""


def value_words(value: str) -> Words:
    """A value of the ledger's enumerations in words; one of a later version stands as it is written."""
    name = safe_text(value.replace("_", " "))
    return VALUES.get(value, Words(name, name))
