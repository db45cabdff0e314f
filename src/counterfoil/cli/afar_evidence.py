# SPDX-License-Identifier: Apache-2.0
"""A package that a service makes elsewhere; who may have it is the service's to say."""

from collections.abc import Mapping

from counterfoil.cli.afar import AfarNetwork
from counterfoil.client.errors import NotFound
from counterfoil.node.layout import require_chain
from counterfoil.node.network import Network
from counterfoil.primitives.errors import InputError


def exported(
    network: Network, chain: str | None, claim: str, given: Mapping[str, str | None], *, publish: bool
) -> bytes:
    """The bytes of a package, of a claim whose parts are named as the options are; raises InputError."""
    assert isinstance(network, AfarNetwork)
    path = f"/chains/{require_chain(network.config, chain)}/evidence"
    said = {option.removeprefix("--"): value for option, value in given.items() if value is not None}
    try:
        return network.service.post(path, {"claim": claim, "publish": publish} | said).body
    except NotFound as error:
        problem, remedy = "it is not there, or not for whoever asks", "names are case-sensitive"
        raise InputError(problem, where="--claim", remedy=remedy) from error
