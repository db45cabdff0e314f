# SPDX-License-Identifier: Apache-2.0
"""Governance: a charter's members decide by votes what a registrar alone could do; pauses, admission, readiness."""
