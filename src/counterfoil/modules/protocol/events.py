# SPDX-License-Identifier: Apache-2.0
"""Events of the protocol module: how a chain changes its own rules without breaking the replay of old blocks."""

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.modules.parties.authority import require_parties, require_role
from counterfoil.modules.parties.records import Role
from counterfoil.modules.protocol.outcomes import ProtocolOutcome
from counterfoil.modules.protocol.records import RULES, RULES_KEY, Activation, Rules, WindowActivation, windows_of
from counterfoil.primitives.types import Height, PartyId

_RULES: Changes[Rules] = Changes(RULES)


class ProtocolEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.regulatory


class RulesSet(ProtocolEvent, frozen=True):
    """The rules that the chain begins with."""

    type: ClassVar[str] = "protocol.rules_set"
    features: dict[str, Height]
    log: str
    protocols: tuple[Activation, ...]
    window: int

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        rules = Rules(features=self.features, log=self.log, protocols=self.protocols, window=self.window)
        yield _RULES.create(rules, RULES_KEY)


class FeatureScheduled(ProtocolEvent, frozen=True):
    """A registrar decided from which height a feature is active."""

    type: ClassVar[str] = "protocol.feature_scheduled"
    feature: str
    height: Height
    registrar: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def schedule(before: Rules) -> Rules:
            return replace(before, features={**before.features, self.feature: self.height})

        yield _RULES.change(schedule, RULES_KEY)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.registrar, Role.registrar)
        return ()


class VersionScheduled(ProtocolEvent, frozen=True, omit_defaults=True):
    """A registrar decided from which height a protocol version is in force; ``supervisor``: who agreed, if any."""

    type: ClassVar[str] = "protocol.version_scheduled"
    height: Height
    protocol: int
    registrar: PartyId
    supervisor: PartyId | None = None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        activation = Activation(height=self.height, protocol=self.protocol)

        def schedule(before: Rules) -> Rules:
            return replace(before, protocols=(*before.protocols, activation))

        yield _RULES.change(schedule, RULES_KEY)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.registrar, Role.registrar)
        if self.supervisor is not None:
            require_role(moment, self.supervisor, Role.supervisor)
            require(self.supervisor != self.registrar, ProtocolOutcome.supervisor_needed, self.registrar)
            require_parties(moment, self.registrar, self.supervisor)
        return ()


class WindowScheduled(ProtocolEvent, frozen=True):
    """A registrar decided from which height another window is in force."""

    type: ClassVar[str] = "protocol.window_scheduled"
    height: Height
    window: int
    registrar: PartyId

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        decided = WindowActivation(height=self.height, window=self.window)

        def schedule(before: Rules) -> Rules:
            return replace(before, windows=(*windows_of(before), decided))

        yield _RULES.change(schedule, RULES_KEY)

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.registrar, Role.registrar)
        return ()


EVENTS: tuple[Any, ...] = (RulesSet, FeatureScheduled, VersionScheduled, WindowScheduled)
