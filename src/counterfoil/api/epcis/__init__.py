# SPDX-License-Identifier: Apache-2.0
"""A repository of EPCIS 2.0 over HTTP, by the REST bindings of GS1."""
