# SPDX-License-Identifier: Apache-2.0
"""One process orders, with group commit."""
