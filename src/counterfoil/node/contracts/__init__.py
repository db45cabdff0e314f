# SPDX-License-Identifier: Apache-2.0
"""Contracts as firms write them: a folder, begun, checked, tried on a chain in memory, described, proposed."""
