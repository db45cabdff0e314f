# SPDX-License-Identifier: Apache-2.0
"""The chain's own rules: features, versions, and what hangs on whether nobody may change them alone."""

from collections.abc import Callable

from support.laws_twin.moment import Moment
from support.laws_twin.state import Plain, demand

Events = list[tuple[str, Plain]]


def governed(moment: Moment) -> bool:
    """Whether nobody changes its own roles, or the chain's version alone, since a height that has come."""
    since = moment.state.known("protocol/rules/current", "no_rules")["features"].get("governance")
    return since is not None and moment.height >= since


def is_council(moment: Moment, party: str) -> bool:
    record = moment.state.records.get(f"parties/party/{party}")
    return record is not None and record["kind"] == "council"


def schedule_feature(call: Plain, moment: Moment) -> Events:
    current = moment.state.known("protocol/rules/current", "no_rules")["features"].get(call["feature"])
    later = call["height"] > moment.height and (current is None or current > moment.height)
    demand(later, "activation_in_the_past")
    return [("protocol.feature_scheduled", {name: call[name] for name in ("feature", "height", "registrar")})]


def schedule_version(call: Plain, moment: Moment) -> Events:
    last = moment.state.known("protocol/rules/current", "no_rules")["protocols"][-1]
    demand(call["height"] > max(moment.height, last["height"]), "activation_in_the_past")
    demand(call["protocol"] == last["protocol"] + 1, "version_out_of_order")
    data = {name: call[name] for name in ("protocol", "height", "registrar")}
    if call.get("supervisor") is None:
        demand(not governed(moment) or is_council(moment, call["registrar"]), "supervisor_needed")
        return [("protocol.version_scheduled", data)]
    return [("protocol.version_scheduled", data | {"supervisor": call["supervisor"]})]


def schedule_window(call: Plain, moment: Moment) -> Events:
    decided = moment.state.known("protocol/rules/current", "no_rules").get("windows", [])
    demand(call["height"] > max([moment.height, *(one["height"] for one in decided)]), "activation_in_the_past")
    return [("protocol.window_scheduled", {name: call[name] for name in ("window", "height", "registrar")})]


CAUSES: dict[str, Callable[[Plain, Moment], Events]] = {
    "protocol.schedule_feature": schedule_feature,
    "protocol.schedule_version": schedule_version,
    "protocol.schedule_window": schedule_window,
}
