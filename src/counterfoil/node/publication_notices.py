# SPDX-License-Identifier: Apache-2.0
"""What there is to say of a publication that was made: what it left out, and what is to be done."""

from collections.abc import Iterator

from counterfoil.evidence.text import format_time
from counterfoil.evidence.witness_policy import OpenedCheckpoint
from counterfoil.node.network import Network


def notices(network: Network) -> Iterator[str]:
    """Chains and pages that it left out, and that the trust file is another now."""
    for chain, until in network.waiting.items():
        yield f"{chain} is not anchored before {format_time(until)}, when its other seal keys are in force"
    if network.trust_notice:
        yield network.trust_notice
    for path in network.pages_left:
        yield f"{path} was not made here and stays as it is; move it away, and the next publication puts ours there"


def missing_cosigners(network: Network, opened: OpenedCheckpoint) -> Iterator[str]:
    """Who was to cosign and did not, where the others are enough."""
    missing = sorted(one.name for one in network.config.cosigners if one.name not in opened.cosigned)
    if missing:
        yield f"published without the cosignature of {', '.join(missing)}"
