# SPDX-License-Identifier: Apache-2.0
"""The read model: what is recorded elsewhere, laid out in SQL so that it can be asked."""
