# SPDX-License-Identifier: Apache-2.0
"""Instruments: everything that can be owned, as a versioned definition with a life cycle."""
