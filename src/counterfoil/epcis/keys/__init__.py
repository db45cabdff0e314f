# SPDX-License-Identifier: Apache-2.0
"""GS1 keys: their forms, their check digits, and the two ways in which a URI holds one."""
