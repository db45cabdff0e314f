# SPDX-License-Identifier: Apache-2.0
"""Tier 2, the commercial layer: one deterministic transition function and a module per business noun."""
