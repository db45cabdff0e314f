# SPDX-License-Identifier: Apache-2.0
"""Supervision: orders of authorities under a dated policy, and what is seized under them."""
