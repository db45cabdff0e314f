# SPDX-License-Identifier: Apache-2.0
"""Tier 1: the custody log that keeps every chain's headers in order, and the witnesses that cosign it."""
