# SPDX-License-Identifier: Apache-2.0
"""Where programs that ask a service look for what signs their requests."""

from counterfoil.transport.signing_auth import SigningAuth

__all__ = ("SigningAuth",)
