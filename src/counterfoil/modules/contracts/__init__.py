# SPDX-License-Identifier: Apache-2.0
"""Contracts: code that firms propose, review and approve, and what runs of it under its own account."""
