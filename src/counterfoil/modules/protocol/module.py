# SPDX-License-Identifier: Apache-2.0
"""The closed half of the protocol module: what this software can run."""

from typing import Final

from counterfoil.law.module import Module, View
from counterfoil.law.outcome import require
from counterfoil.modules import laws
from counterfoil.modules.protocol.events import FeatureScheduled
from counterfoil.modules.protocol.invariants import invariants
from counterfoil.modules.protocol.law import LAW
from counterfoil.modules.protocol.outcomes import ProtocolOutcome

PROTOCOL_VERSIONS: Final = (1,)
"""Protocol versions this software can run."""
VALIDITY_WINDOW_BLOCKS: Final = 1_000


def features() -> frozenset[str]:
    """The features that the modules of this software know; a chain activates each at a height of its own."""
    return frozenset(rule.feature for rule in laws().rules.values() if rule.feature is not None)


def feature_is_known(event: FeatureScheduled, _view: View) -> None:
    """A node that does not know a feature must not let it be scheduled."""
    require(event.feature in features(), ProtocolOutcome.unknown_feature, event.feature)


MODULE: Final = Module(law=LAW, limits={FeatureScheduled: feature_is_known}, invariants=invariants)
