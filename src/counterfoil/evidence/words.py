# SPDX-License-Identifier: Apache-2.0
"""Events in plain words, English and Chinese: one sentence per event type, and clauses for what it also says.

The words never decide anything and never fail: a field that is missing or has another form shows as a dash.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from counterfoil.evidence.report_text import format_quantity, format_time, safe_text

Pair = tuple[str, str]
"""English, Chinese."""

SENTENCES: Final[dict[str, Pair]] = {
    "parties.registered": ("Party {party} registered ({kind})", "登记主体 {party}（{kind}）"),
    "parties.suspended": ("Party {party} suspended by {by}", "{by} 暂停主体 {party} 的资格"),
    "parties.reinstated": ("Party {party} reinstated by {by}", "{by} 恢复主体 {party} 的资格"),
    "parties.roles_assigned": ("Roles of party {party} set to: {roles}", "主体 {party} 的角色设为：{roles}"),
    "parties.keys_rotated": ("Keys of party {party} replaced ({keys})", "更换主体 {party} 的密钥（{keys}）"),
    "parties.account_opened": (
        "Account {account} opened for holder {holder}; outgoing authorised by {outgoing}, incoming by {incoming}",
        "为持有人 {holder} 开立账户 {account}；转出授权：{outgoing}；转入授权：{incoming}",
    ),
    "parties.account_control_changed": (
        "Control of account {account} changed; outgoing authorised by {outgoing}, incoming by {incoming}",
        "变更账户 {account} 的控制规则；转出授权：{outgoing}；转入授权：{incoming}",
    ),
    "parties.account_suspended": ("Account {account} suspended by {by}", "{by} 暂停账户 {account}"),
    "parties.account_reinstated": ("Account {account} reinstated by {by}", "{by} 恢复账户 {account}"),
    "instruments.defined": (
        "Instrument {instrument} defined by issuer {issuer} ({kind})",
        "发行人 {issuer} 登记产品 {instrument}（{kind}）",
    ),
    "instruments.amended": (
        "Instrument {instrument} amended to version {version}",
        "产品 {instrument} 变更为第 {version} 版",
    ),
    "instruments.status_changed": (
        "Status of instrument {instrument} changed from {previous_status} to {status} by {by}",
        "{by} 将产品 {instrument} 的状态由“{previous_status}”变更为“{status}”",
    ),
    "holdings.issued": (
        "{quantity} of {instrument} issued to account {account}",
        "向账户 {account} 发行并登记 {instrument} {quantity}",
    ),
    "holdings.redeemed": (
        "{quantity} of {instrument} redeemed from account {account} and extinguished",
        "从账户 {account} 赎回并注销 {instrument} {quantity}",
    ),
    "holdings.transferred": (
        "{quantity} of {instrument} transferred from account {sender} to account {receiver}",
        "{instrument} {quantity} 由账户 {sender} 过户至账户 {receiver}",
    ),
    "holdings.held": (
        "{quantity} of {instrument} reserved in account {account}",
        "账户 {account} 预留 {instrument} {quantity}",
    ),
    "holdings.released": (
        "Reservation of {quantity} of {instrument} released in account {account}",
        "账户 {account} 解除预留 {instrument} {quantity}",
    ),
    "holdings.pledged": (
        "{quantity} of {instrument} pledged in account {account} to pledgee {executor}",
        "账户 {account} 将 {instrument} {quantity} 质押予质权人 {executor}",
    ),
    "holdings.pledge_released": (
        "Pledge of {quantity} of {instrument} released in account {account}",
        "账户 {account} 解除质押 {instrument} {quantity}",
    ),
    "holdings.frozen": (
        "{quantity} of {instrument} frozen in account {account} by supervisor {executor}",
        "监管机构 {executor} 冻结账户 {account} 的 {instrument} {quantity}",
    ),
    "holdings.unfrozen": (
        "Freeze of {quantity} of {instrument} in account {account} lifted by supervisor {supervisor}",
        "监管机构 {supervisor} 解除对账户 {account} 的 {instrument} {quantity} 的冻结",
    ),
    "settlement.instructed": (
        "Settlement instruction {instruction} entered by {instructor}: {legs}",
        "{instructor} 录入交收指令 {instruction}：{legs}",
    ),
    "settlement.affirmed": (
        "Account {account} affirmed settlement instruction {instruction} (now {status})",
        "账户 {account} 确认交收指令 {instruction}（现状态：{status}）",
    ),
    "settlement.allocated": (
        "Account {account} reserved its deliveries for settlement instruction {instruction} (now {status})",
        "账户 {account} 为交收指令 {instruction} 预留应付标的（现状态：{status}）",
    ),
    "settlement.settled": (
        "Settlement instruction {instruction} settled, all legs at once",
        "交收指令 {instruction} 完成交收，各笔同时生效",
    ),
    "settlement.cancelled": ("Settlement instruction {instruction} cancelled", "交收指令 {instruction} 已撤销"),
    "settlement.failed": ("Settlement instruction {instruction} failed", "交收指令 {instruction} 交收失败"),
    "protocol.rules_set": (
        "Rules of the chain set at genesis; a transaction may be valid for {window} blocks",
        "创世时设定本链规则；交易有效期至多 {window} 个区块",
    ),
    "protocol.feature_scheduled": (
        "Feature {feature} scheduled from block {height} by {registrar}",
        "{registrar} 安排功能 {feature} 自区块 {height} 起启用",
    ),
    "protocol.version_scheduled": (
        "Protocol version {protocol} scheduled from block {height} by {registrar}",
        "{registrar} 安排协议版本 {protocol} 自区块 {height} 起生效",
    ),
    "transaction.rejected": (
        "Transaction rejected at call {call}: {reason} (outcome {outcome})",
        "交易在第 {call} 号调用处被拒绝：{reason}（结果代码 {outcome}）",
    ),
}
"""Event type → sentence. Braces name fields of the event's data."""

CLAUSES: Final[tuple[tuple[str, Pair], ...]] = (
    ("name", ("name “{name}”", "名称“{name}”")),
    ("roles", ("roles: {roles}", "角色：{roles}")),
    ("custodian", ("custodian {custodian}", "托管人 {custodian}")),
    ("part", ("out of the {part} part", "取自{part}部分")),
    ("executor", ("executor {executor}", "执行方 {executor}")),
    ("encumbrance", ("under {encumbrance}", "登记编号 {encumbrance}")),
    ("expires", ("until {expires}", "有效期至 {expires}")),
    ("settlement", ("for settlement instruction {settlement}", "对应交收指令 {settlement}")),
    ("legs", ("{legs}", "{legs}")),
    ("reason", ("reason: {reason}", "原因：{reason}")),
    ("legal_reference", ("legal reference “{legal_reference}”", "法律依据“{legal_reference}”")),
    ("reference", ("reference “{reference}”", "参考“{reference}”")),
    ("document", ("document SHA-256 {document}", "文书 SHA-256 {document}")),
)
"""What is added, in this order, when the event says it and its sentence does not."""

_VALUES: Final[dict[str, Pair]] = {
    "organisation": ("an organisation", "机构"),
    "person": ("a natural person, identity kept off the ledger", "自然人，身份信息不上链"),
    "registrar": ("registrar", "登记机构"),
    "supervisor": ("supervisor", "监管机构"),
    "issuer": ("issuer", "发行人"),
    "operating_bank": ("operating bank", "运营机构（银行）"),
    "venue": ("venue", "交易场所"),
    "clearing_house": ("clearing house", "结算机构"),
    "nobody": ("nobody", "无需授权"),
    "holder": ("the holder", "持有人"),
    "custodian": ("the custodian", "托管人"),
    "either": ("the holder or the custodian", "持有人或托管人"),
    "both": ("the holder and the custodian", "持有人与托管人共同"),
    "equity": ("equity", "股票"),
    "bond": ("bond", "债券"),
    "fund_unit": ("fund unit", "基金份额"),
    "futures_contract": ("futures contract", "期货合约"),
    "insurance_policy": ("insurance policy", "保险单"),
    "receivable": ("receivable", "应收账款"),
    "warehouse_receipt": ("warehouse receipt", "仓单"),
    "cash": ("cash", "现金"),
    "generic": ("other asset", "其他资产"),
    "draft": ("draft", "草案"),
    "active": ("active", "有效"),
    "suspended": ("suspended", "暂停"),
    "matured": ("matured", "到期"),
    "accepted": ("accepted", "已受理"),
    "matched": ("matched", "已匹配"),
    "pending": ("pending settlement", "待交收"),
    "settled": ("settled", "已交收"),
    "cancelled": ("cancelled", "已撤销"),
    "failed": ("failed", "交收失败"),
    "cancelled_by_instructing_party": ("cancelled by the instructing party", "指令方撤销"),
    "cancelled_by_agreement": ("cancelled by agreement of all accounts", "各方协商撤销"),
    "cancelled_by_system": ("expired", "逾期自动撤销"),
    "lack_of_securities": ("lack of securities", "证券不足"),
    "insufficient_money": ("insufficient money", "资金不足"),
    "no_settlement_instruction": ("the counterparty did not instruct", "对手方未提交指令"),
    "free": ("free", "可用"),
    "held": ("held", "预留"),
    "pledged": ("pledged", "质押"),
    "frozen": ("frozen", "冻结"),
}
"""Words of the ledger's enumerations, translated only in the fields of ``_ENUMERATED``."""
_ENUMERATED: Final = frozenset({"kind", "roles", "incoming", "outgoing", "status", "previous_status", "reason", "part"})
_DASH: Final = "—"
_LEGS_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class DisplayUnit:
    """How to show an instrument's quantities: ``decimals`` digits below ``name``."""

    name: str
    decimals: int


Units = Mapping[str, DisplayUnit]
"""Instrument → unit."""


def describe_event(event_type: str, data: Mapping[str, Any], *, units: Units | None = None) -> Pair:
    """The event in English and Chinese. Without an instrument's unit, its quantities count smallest units."""
    sentence = SENTENCES.get(event_type)
    if sentence is None:
        name = safe_text(event_type)
        return f"Event of type {name}", f"{name} 类事件"
    return _compose(sentence, data, units or {}, language=0), _compose(sentence, data, units or {}, language=1)


def _compose(sentence: Pair, data: Mapping[str, Any], units: Units, *, language: int) -> str:
    values = _Values(data, units, language)
    clauses = [
        clause[language].format_map(values)
        for field, clause in CLAUSES
        if _says_more(field, data.get(field)) and f"{{{field}}}" not in sentence[0]
    ]
    return ("; ", "；")[language].join([sentence[language].format_map(values), *clauses])


def _says_more(field: str, value: Any) -> bool:
    """Whether a clause is worth its words: empty values and the usual part are not."""
    return bool(value) and not (field == "part" and value == "free")


class _Values(dict[str, str]):
    """The fields of an event as text in one language; a missing one is a dash."""

    def __init__(self, data: Mapping[str, Any], units: Units, language: int) -> None:
        super().__init__()
        self._data = data
        self._units = units
        self._language = language

    def __missing__(self, field: str) -> str:
        value = self._data.get(field)
        if value is None:
            return _DASH
        if field == "quantity":
            return _quantity(value, self._data.get("instrument"), self._units, self._language)
        if field in _ENUMERATED:
            return _enumerated(value, self._language)
        if field == "expires" and isinstance(value, int):
            return format_time(value)
        if field == "keys":
            return _keys(value, self._language)
        if field == "legs":
            return _legs(value, self._units, self._language)
        return safe_text(str(value))


def _quantity(value: Any, instrument: Any, units: Units, language: int) -> str:
    if not isinstance(value, int):
        return safe_text(str(value))
    unit = units.get(instrument) if isinstance(instrument, str) else None
    if unit is None:
        plural = "smallest unit" if value == 1 else "smallest units"
        return f"{format_quantity(value, 0)} {('个最小单位' if language else plural)}"
    return f"{format_quantity(value, unit.decimals)} {safe_text(unit.name)}"


def _enumerated(value: Any, language: int) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ("、" if language else ", ").join(_enumerated(item, language) for item in value) or _DASH
    translated = _VALUES.get(str(value))
    return safe_text(str(value).replace("_", " ")) if translated is None else translated[language]


def _keys(value: Any, language: int) -> str:
    if not isinstance(value, Mapping) or not isinstance(value.get("keys"), Sequence):
        return _DASH
    count, threshold = len(value["keys"]), safe_text(str(value.get("threshold")))
    return f"{count} 把密钥中须 {threshold} 把签署" if language else f"{threshold} of {count} must sign"


def _legs(value: Any, units: Units, language: int) -> str:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return _DASH
    shown = [_leg(leg, units, language) for leg in value[:_LEGS_SHOWN] if isinstance(leg, Mapping)]
    more = len(value) - len(shown)
    if more:
        shown.append(f"另有 {more} 笔" if language else f"and {more} more")
    return ("；" if language else "; ").join(shown)


def _leg(leg: Mapping[str, Any], units: Units, language: int) -> str:
    values = _Values(leg, units, language)
    pattern = (
        "{instrument} {quantity} 由 {sender} 至 {receiver}"
        if language
        else ("{quantity} of {instrument} from {sender} to {receiver}")
    )
    return pattern.format_map(values)
