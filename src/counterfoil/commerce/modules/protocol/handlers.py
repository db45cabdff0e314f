# SPDX-License-Identifier: Apache-2.0
"""Handlers of the protocol module."""

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.commerce.modules.protocol import messages as m
from counterfoil.commerce.modules.protocol.ports import RegistrarAuthority
from counterfoil.commerce.modules.protocol.state import FEATURES, RULES, RULES_KEY, Activation, Rules
from counterfoil.commerce.outcome import Outcome
from counterfoil.primitives.errors import InvariantBroken


class ProtocolRules:
    """How a chain changes its own rules without breaking the replay of old blocks."""

    def __init__(self, parties: RegistrarAuthority) -> None:
        self._parties = parties

    def enter(self, ctx: Context, rules: Rules) -> None:
        """Set the genesis rules."""
        data = {"features": rules.features, "protocols": rules.protocols, "window": rules.window}
        ctx.emit(m.RULES_SET, data, (RULES.path(RULES_KEY), rules))

    def schedule_feature(self, ctx: Context, message: m.ScheduleFeature) -> Outcome:
        # authorise
        if (outcome := self._parties.require_registrar(ctx, message.registrar)) is not Outcome.ok:
            return outcome
        # check
        if message.feature not in FEATURES:
            return Outcome.unknown_feature
        rules = _rules(ctx)
        current = rules.features.get(message.feature)
        if message.height <= ctx.height or (current is not None and current <= ctx.height):
            return Outcome.activation_in_the_past
        # apply
        changed = replace(rules, features={**rules.features, message.feature: message.height})
        # emit
        data = {"feature": message.feature, "height": message.height, "registrar": message.registrar}
        ctx.emit(m.FEATURE_SCHEDULED, data, (RULES.path(RULES_KEY), changed))
        return Outcome.ok

    def schedule_version(self, ctx: Context, message: m.ScheduleVersion) -> Outcome:
        # authorise
        if (outcome := self._parties.require_registrar(ctx, message.registrar)) is not Outcome.ok:
            return outcome
        # check
        rules = _rules(ctx)
        last = rules.protocols[-1]
        if message.height <= max(ctx.height, last.height):
            return Outcome.activation_in_the_past
        if message.protocol != last.protocol + 1:
            return Outcome.unknown_feature
        # apply
        activation = Activation(height=message.height, protocol=message.protocol)
        changed = replace(rules, protocols=(*rules.protocols, activation))
        # emit
        data = {"height": message.height, "protocol": message.protocol, "registrar": message.registrar}
        ctx.emit(m.VERSION_SCHEDULED, data, (RULES.path(RULES_KEY), changed))
        return Outcome.ok


def _rules(ctx: Context) -> Rules:
    rules = ctx.read(RULES, RULES_KEY)
    if rules is None:
        raise InvariantBroken("the chain has no rules record: its genesis was not applied")
    return rules
