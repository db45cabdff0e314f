# SPDX-License-Identifier: Apache-2.0
"""The other side of ``api``: what a program needs to be heard by our services."""
