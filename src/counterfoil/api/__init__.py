# SPDX-License-Identifier: Apache-2.0
"""Services over HTTP: who asks is known by his signature, and is told what he may know."""
