# SPDX-License-Identifier: Apache-2.0
"""Contract terms that compute their own cash flows: exact, deterministic, without I/O."""

from counterfoil.terms.principal import pam as _pam
