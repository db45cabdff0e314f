# SPDX-License-Identifier: Apache-2.0
"""The twin as a chain: transactions in, and what each did, event by event."""

from typing import Any, NamedTuple

from support import found
from support.laws_twin.moment import Moment, keyids, shared_out
from support.laws_twin.state import Denied, Plain, State, demand

TWINS = [twin for twin in found.modules("laws_twin/*.py") if twin.__name__ != __name__]
CAUSES = found.joined(TWINS, "CAUSES")
PERMITS = found.joined(TWINS, "PERMITS")
EFFECTS = found.joined(TWINS, "EFFECTS")
NOTED = found.brought(TWINS, "noted")
"""what is noted of an event: its type, its data and the moment → (type, data) of each note"""
_ATTESTATIONS = ("parties.trust_attesters", "parties.attest", "parties.revoke_attestation")
FEATURES = {
    "settlement.settle_now": "immediate_settlement",
    "protocol.schedule_window": "governance",
    **{call: twin.FEATURE for twin in TWINS if hasattr(twin, "FEATURE") for call in twin.CAUSES},
    **dict.fromkeys(_ATTESTATIONS, "attestations"),
}
"""call → the feature that it always needs"""


class Happened(NamedTuple):
    """An event: which call caused it, what it says, whose consent it rests on, what it touched and made of it."""

    call: int | None
    type: str
    data: Plain
    consents: list[Plain]
    after: dict[str, Plain]
    touched: list[str]
    seq: dict[str, int]
    """how many events have touched each of them"""


class Answer(NamedTuple):
    """Name of the outcome; the call that failed; the events, none of a transaction that failed."""

    outcome: str
    call: int | None
    events: list[Happened]


class TwinChain:
    """Runs transactions one by one, each on a copy that is kept if it succeeds."""

    def __init__(self) -> None:
        self.state = State()

    def follow(self, type_: str, data: Plain, consents: list[Plain], *, time: int) -> Happened:
        """An event of a chain that is there already."""
        self.state.now = time
        return happen(self.state, None, type_, data, consents)

    def submit(self, calls: list[Plain], *, by: list[str], signers: set[str], height: int, time: int) -> Answer:
        policies = self._standing(by, signers)
        if policies is None:
            return Answer("incomplete", None, [])
        state = self.state.copy()
        state.now = time
        moment = Moment(state, height, time, policies=policies, signers=signers)
        events: list[Happened] = []
        position = 0
        try:
            for position, call in enumerate(calls):
                self._require_feature(call, height)
                for type_, data in CAUSES[call["call"]](call, moment):
                    consents = PERMITS[type_](data, moment)
                    events.append(happen(state, position, type_, data, consents))
                    for noted in NOTED:
                        events += [happen(state, position, *note, []) for note in noted(type_, data, moment)]
        except Denied as denied:
            return Answer(denied.outcome, position, [])
        self.state = state
        return Answer("ok", None, events)

    def _standing(self, by: list[str], signers: set[str]) -> dict[str, Plain] | None:
        policies: dict[str, Any] = {}
        for name in by:
            party = self.state.get(f"parties/party/{name}")
            if party is None or party["status"] != "active" or party["keys"] is None:
                return None
            if not shared_out([party["keys"]], signers):
                return None
            policies[name] = party["keys"]
        serving: set[str] = set().union(*(keyids(policy) for policy in policies.values()))
        return policies if signers <= serving else None

    def _require_feature(self, call: Plain, height: int) -> None:
        feature = feature_of(call)
        if feature is not None:
            since = self.state.records["protocol/rules/current"]["features"].get(feature)
            demand(since is not None and height >= since, "feature_not_active")


def feature_of(call: Plain) -> str | None:
    """What must be active for a call that earlier chains did not know, or not so."""
    name = call["call"]
    if name in FEATURES:
        return FEATURES[name]
    if name == "holdings.grant_mandate" and call.get("takes"):
        return "standing_consents"
    if name in ("parties.register", "parties.assign_roles", "protocol.schedule_version"):
        newer = "recorder" in call.get("roles", ()) or call.get("kind") == "council" or "supervisor" in call
        return "governance" if newer else None
    terms = name == "holdings.pledge" and call.keys() & {"keeper", "enforceable_from", "enforceable_to"}
    whole = name == "holdings.freeze" and "quantity" not in call
    in_part = name == "holdings.release_pledge" and "quantity" in call
    return "widened_holdings" if terms or whole or in_part or name == "holdings.enforce_pledge" else None


def happen(state: State, call: int | None, type_: str, data: Plain, consents: list[Plain]) -> Happened:
    state.touched = []
    EFFECTS[type_](state, data, consents)
    after = {path: state.records[path] for path in state.touched}
    seq = {path: state.seq[path] for path in state.touched}
    return Happened(call, type_, data, consents, after, state.touched, seq)
