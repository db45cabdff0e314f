# SPDX-License-Identifier: Apache-2.0
"""A chain that several firms order together: what a member's folder has, and how a custody tier's folder follows it."""
