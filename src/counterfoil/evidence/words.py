# SPDX-License-Identifier: Apache-2.0
"""Events in plain words, English and Chinese: one sentence per event type, and clauses for what it also says.

The words never decide anything and never fail: a field that is missing or has another form shows as a dash.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from counterfoil.evidence.bilingual import Language, Words, chinese, english, value_words
from counterfoil.evidence.text import format_quantity, format_time, safe_text

SENTENCES: Final[dict[str, Words]] = {
    "parties.registered": Words("Party {party} registered ({kind})", "登记主体 {party}（{kind}）"),
    "parties.suspended": Words("Party {party} suspended by {by}", "{by} 暂停主体 {party} 的资格"),
    "parties.reinstated": Words("Party {party} reinstated by {by}", "{by} 恢复主体 {party} 的资格"),
    "parties.roles_assigned": Words("Roles of party {party} set to: {roles}", "主体 {party} 的角色设为：{roles}"),
    "parties.keys_rotated": Words("Keys of party {party} replaced ({keys})", "更换主体 {party} 的密钥（{keys}）"),
    "parties.account_opened": Words(
        "Account {account} opened for holder {holder}; outgoing authorised by {outgoing}, incoming by {incoming}",
        "为持有人 {holder} 开立账户 {account}；转出授权：{outgoing}；转入授权：{incoming}",
    ),
    "parties.account_control_changed": Words(
        "Control of account {account} changed; outgoing authorised by {outgoing}, incoming by {incoming}",
        "变更账户 {account} 的控制规则；转出授权：{outgoing}；转入授权：{incoming}",
    ),
    "parties.account_suspended": Words("Account {account} suspended by {by}", "{by} 暂停账户 {account}"),
    "parties.account_reinstated": Words("Account {account} reinstated by {by}", "{by} 恢复账户 {account}"),
    "instruments.defined": Words(
        "Instrument {instrument} defined by issuer {issuer} ({kind})",
        "发行人 {issuer} 登记产品 {instrument}（{kind}）",
    ),
    "instruments.amended": Words(
        "Instrument {instrument} amended to version {version}",
        "产品 {instrument} 变更为第 {version} 版",
    ),
    "instruments.status_changed": Words(
        "Status of instrument {instrument} changed from {previous_status} to {status} by {by}",
        "{by} 将产品 {instrument} 的状态由“{previous_status}”变更为“{status}”",
    ),
    "holdings.issued": Words(
        "{quantity} of {instrument} issued to account {account}",
        "向账户 {account} 发行并登记 {instrument} {quantity}",
    ),
    "holdings.redeemed": Words(
        "{quantity} of {instrument} redeemed from account {account} and extinguished",
        "从账户 {account} 赎回并注销 {instrument} {quantity}",
    ),
    "holdings.transferred": Words(
        "{quantity} of {instrument} transferred from account {sender} to account {receiver}",
        "{instrument} {quantity} 由账户 {sender} 过户至账户 {receiver}",
    ),
    "holdings.held": Words(
        "{quantity} of {instrument} reserved in account {account}",
        "账户 {account} 预留 {instrument} {quantity}",
    ),
    "holdings.released": Words(
        "Reservation of {quantity} of {instrument} released in account {account}",
        "账户 {account} 解除预留 {instrument} {quantity}",
    ),
    "holdings.pledged": Words(
        "{quantity} of {instrument} pledged in account {account} to pledgee {executor}",
        "账户 {account} 将 {instrument} {quantity} 质押予质权人 {executor}",
    ),
    "holdings.pledge_released": Words(
        "Pledge of {quantity} of {instrument} released in account {account}",
        "账户 {account} 解除质押 {instrument} {quantity}",
    ),
    "holdings.frozen": Words(
        "{quantity} of {instrument} frozen in account {account} by supervisor {executor}",
        "监管机构 {executor} 冻结账户 {account} 的 {instrument} {quantity}",
    ),
    "holdings.unfrozen": Words(
        "Freeze of {quantity} of {instrument} in account {account} lifted by supervisor {supervisor}",
        "监管机构 {supervisor} 解除对账户 {account} 的 {instrument} {quantity} 的冻结",
    ),
    "settlement.instructed": Words(
        "Settlement instruction {instruction} entered by {instructor}: {legs}",
        "{instructor} 录入交收指令 {instruction}：{legs}",
    ),
    "settlement.affirmed": Words(
        "Account {account} affirmed settlement instruction {instruction} (now {status})",
        "账户 {account} 确认交收指令 {instruction}（现状态：{status}）",
    ),
    "settlement.allocated": Words(
        "Account {account} reserved its deliveries for settlement instruction {instruction} (now {status})",
        "账户 {account} 为交收指令 {instruction} 预留应付标的（现状态：{status}）",
    ),
    "settlement.settled": Words(
        "Settlement instruction {instruction} settled, all legs at once",
        "交收指令 {instruction} 完成交收，各笔同时生效",
    ),
    "settlement.cancelled": Words("Settlement instruction {instruction} cancelled", "交收指令 {instruction} 已撤销"),
    "settlement.failed": Words("Settlement instruction {instruction} failed", "交收指令 {instruction} 交收失败"),
    "protocol.rules_set": Words(
        "Rules of the chain set at genesis; a transaction may be valid for {window} blocks",
        "创世时设定本链规则；交易有效期至多 {window} 个区块",
    ),
    "protocol.feature_scheduled": Words(
        "Feature {feature} scheduled from block {height} by {registrar}",
        "{registrar} 安排功能 {feature} 自区块 {height} 起启用",
    ),
    "protocol.version_scheduled": Words(
        "Protocol version {protocol} scheduled from block {height} by {registrar}",
        "{registrar} 安排协议版本 {protocol} 自区块 {height} 起生效",
    ),
    "transaction.rejected": Words(
        "Transaction rejected at call {call}: {reason} (outcome {outcome})",
        "交易在第 {call} 号调用处被拒绝：{reason}（结果代码 {outcome}）",
    ),
}
"""Event type → sentence. Braces name fields of the event's data."""

CLAUSES: Final[tuple[tuple[str, Words], ...]] = (
    ("name", Words("name “{name}”", "名称“{name}”")),
    ("roles", Words("roles: {roles}", "角色：{roles}")),
    ("custodian", Words("custodian {custodian}", "托管人 {custodian}")),
    ("part", Words("out of the {part} part", "取自{part}部分")),
    ("executor", Words("executor {executor}", "执行方 {executor}")),
    ("encumbrance", Words("under {encumbrance}", "登记编号 {encumbrance}")),
    ("expires", Words("until {expires}", "有效期至 {expires}")),
    ("settlement", Words("for settlement instruction {settlement}", "对应交收指令 {settlement}")),
    ("legs", Words("{legs}", "{legs}")),
    ("reason", Words("reason: {reason}", "原因：{reason}")),
    ("legal_reference", Words("legal reference “{legal_reference}”", "法律依据“{legal_reference}”")),
    ("reference", Words("reference “{reference}”", "备注“{reference}”")),
    ("document", Words("document SHA-256 {document}", "文书 SHA-256 {document}")),
)
"""What is added, in this order, when the event says it and its sentence does not."""

_ENUMERATED: Final = frozenset({"kind", "roles", "incoming", "outgoing", "status", "previous_status", "reason", "part"})
_DASH: Final = "—"
_LEGS_SHOWN: Final = 3
_NEXT: Final = Words("; ", "；")
_AND: Final = Words(", ", "、")
_MORE: Final = Words("and {count} more", "另有 {count} 笔")
_SIGNING: Final = Words("{threshold} of {count} must sign", "{count} 把密钥中须 {threshold} 把签名")
_LEG: Final = Words(
    "{quantity} of {instrument} from {sender} to {receiver}", "{instrument} {quantity} 由 {sender} 至 {receiver}"
)


@dataclass(frozen=True, slots=True)
class DisplayUnit:
    """How to show an instrument's quantities: ``decimals`` digits below ``name``."""

    name: str
    decimals: int


Units = Mapping[str, DisplayUnit]
"""Instrument → unit."""


def describe_event(event_type: str, data: Mapping[str, Any], *, units: Units | None = None) -> Words:
    """The event in both languages. Without an instrument's unit, its quantities count smallest units."""
    sentence = SENTENCES.get(event_type)
    if sentence is None:
        return Words("Event of type {name}", "{name} 类事件").fill(name=safe_text(event_type))
    return Words(*(_compose(sentence, _Values(data, units or {}, language)) for language in (english, chinese)))


class _Values(dict[str, str]):
    """The fields of an event as text in one language; a missing one is a dash."""

    def __init__(self, data: Mapping[str, Any], units: Units, language: Language) -> None:
        super().__init__()
        self.data = data
        self.units = units
        self.language = language

    def __missing__(self, field: str) -> str:
        value = self.data.get(field)
        if value is None:
            return _DASH
        if field == "quantity":
            return _quantity(value, self.data.get("instrument"), self.units, self.language)
        if field in _ENUMERATED:
            return _enumerated(value, self.language)
        if field == "expires" and isinstance(value, int):
            return format_time(value)
        if field == "keys":
            return _keys(value, self.language)
        if field == "legs":
            return _legs(value, self.units, self.language)
        return safe_text(str(value))


def _compose(sentence: Words, values: _Values) -> str:
    language = values.language
    clauses = [
        language(clause).format_map(values)
        for field, clause in CLAUSES
        if _says_more(field, values.data.get(field)) and f"{{{field}}}" not in sentence.en
    ]
    return language(_NEXT).join([language(sentence).format_map(values), *clauses])


def _says_more(field: str, value: Any) -> bool:
    """Whether a clause is worth its words: empty values and the usual part are not."""
    return bool(value) and not (field == "part" and value == "free")


def _quantity(value: Any, instrument: Any, units: Units, language: Language) -> str:
    if not isinstance(value, int):
        return safe_text(str(value))
    unit = units.get(instrument) if isinstance(instrument, str) else None
    if unit is None:
        counted = Words("smallest unit" if value == 1 else "smallest units", "个最小单位")
        return f"{format_quantity(value, 0)} {language(counted)}"
    return f"{format_quantity(value, unit.decimals)} {safe_text(unit.name)}"


def _enumerated(value: Any, language: Language) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return language(_AND).join(_enumerated(item, language) for item in value) or _DASH
    return language(value_words(str(value)))


def _keys(value: Any, language: Language) -> str:
    if not isinstance(value, Mapping) or not isinstance(value.get("keys"), Sequence):
        return _DASH
    return language(_SIGNING.fill(count=len(value["keys"]), threshold=safe_text(str(value.get("threshold")))))


def _legs(value: Any, units: Units, language: Language) -> str:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return _DASH
    legs = (_Values(leg, units, language) for leg in value[:_LEGS_SHOWN] if isinstance(leg, Mapping))
    shown = [language(_LEG).format_map(leg) for leg in legs]
    more = len(value) - len(shown)
    if more:
        shown.append(language(_MORE.fill(count=more)))
    return language(_NEXT).join(shown)
