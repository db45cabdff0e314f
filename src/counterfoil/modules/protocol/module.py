# SPDX-License-Identifier: Apache-2.0
"""The closed half of the protocol module: what this software can run."""

from typing import Final

from counterfoil.law.module import Module, Whole
from counterfoil.law.outcome import require
from counterfoil.modules import laws
from counterfoil.modules.protocol.events import FeatureScheduled
from counterfoil.modules.protocol.invariants import invariants
from counterfoil.modules.protocol.law import LAW
from counterfoil.modules.protocol.outcomes import ProtocolOutcome

VALIDITY_WINDOW_BLOCKS: Final = 1_000


def feature_is_known(event: FeatureScheduled, _moment: Whole) -> None:
    """A node that does not know a feature must not let it be scheduled."""
    require(event.feature in laws().features, ProtocolOutcome.unknown_feature, event.feature)


MODULE: Final = Module(law=LAW, limits={FeatureScheduled: feature_is_known}, invariants=invariants)
