# SPDX-License-Identifier: Apache-2.0
"""Futures (期货): contracts of products, trades novated to a clearing house, positions, daily settlement."""
