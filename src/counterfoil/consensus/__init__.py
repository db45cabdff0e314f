# SPDX-License-Identifier: Apache-2.0
"""Ordering: the protocol between an engine and an application, and the solo engine."""
