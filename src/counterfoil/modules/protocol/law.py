# SPDX-License-Identifier: Apache-2.0
"""The law of the chain's own rules."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary
from counterfoil.law.event import EventData
from counterfoil.law.module import Anew, Law, Rule
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.parties.authority import is_council
from counterfoil.modules.parties.records import GOVERNANCE_FEATURE
from counterfoil.modules.protocol import calls as c
from counterfoil.modules.protocol import events as e
from counterfoil.modules.protocol.outcomes import ProtocolOutcome
from counterfoil.modules.protocol.records import RULES, RULES_KEY, windows_of

WORDS: Final = Vocabulary(
    sentences={
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
        "protocol.window_scheduled": Words(
            "From block {height} on a transaction may be valid for {window} blocks; scheduled by {registrar}",
            "{registrar} 安排自区块 {height} 起交易有效期至多 {window} 个区块",
        ),
    },
    fields={
        "features": Words("features", "功能"),
        "height": Words("height", "区块高度"),
        "log": Words("custody log", "监管链日志"),
        "protocol": Words("protocol", "协议版本"),
        "protocols": Words("protocols", "协议版本"),
        "window": Words("validity window in blocks", "有效窗口（区块数）"),
        "windows": Words("later validity windows", "此后的有效窗口"),
    },
)


def schedule_feature(call: c.ScheduleFeature, moment: Moment) -> Iterable[EventData]:
    current = known(moment, RULES, RULES_KEY).features.get(call.feature)
    later = call.height > moment.height and (current is None or current > moment.height)
    require(later, ProtocolOutcome.activation_in_the_past, call.feature)
    yield e.FeatureScheduled(feature=call.feature, height=call.height, registrar=call.registrar)


def schedule_version(call: c.ScheduleVersion, moment: Moment) -> Iterable[EventData]:
    last = known(moment, RULES, RULES_KEY).protocols[-1]
    require(call.height > max(moment.height, last.height), ProtocolOutcome.activation_in_the_past)
    require(call.protocol == last.protocol + 1, ProtocolOutcome.version_out_of_order, str(call.protocol))
    yield e.VersionScheduled(
        height=call.height, protocol=call.protocol, registrar=call.registrar, supervisor=call.supervisor
    )


def schedule_version_together(call: c.ScheduleVersion, moment: Moment) -> Iterable[EventData]:
    """No one party stops the nodes that lack a version: a supervisor agrees, or a council decided."""
    yield from schedule_version(call, moment)
    if call.supervisor is None:
        require(is_council(moment, call.registrar), ProtocolOutcome.supervisor_needed, call.registrar)


def schedule_window(call: c.ScheduleWindow, moment: Moment) -> Iterable[EventData]:
    last = [decided.height for decided in windows_of(known(moment, RULES, RULES_KEY))][-1:]
    require(call.height > max((moment.height, *last)), ProtocolOutcome.activation_in_the_past)
    yield e.WindowScheduled(height=call.height, window=call.window, registrar=call.registrar)


def names_a_supervisor(call: c.ScheduleVersion) -> bool:
    return call.supervisor is not None


LAW: Final = Law(
    noun="protocol",
    calls={
        c.ScheduleFeature: Rule(schedule_feature),
        c.ScheduleVersion: Rule(
            schedule_version,
            GOVERNANCE_FEATURE,
            widened=names_a_supervisor,
            anew=Anew(GOVERNANCE_FEATURE, schedule_version_together),
        ),
        c.ScheduleWindow: Rule(schedule_window, GOVERNANCE_FEATURE),
    },
    events=e.EVENTS,
    tables=(RULES,),
    outcomes=ProtocolOutcome,
    words=WORDS,
)
