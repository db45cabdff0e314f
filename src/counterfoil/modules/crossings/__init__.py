# SPDX-License-Identifier: Apache-2.0
"""Crossings: an asset goes to another chain and comes back, and is delivered there against payment here."""
