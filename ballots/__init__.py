"""The voting protocol: bytes in, verdicts out; no web, no database, no clock.

SPEC.md beside this file is the authority on parties, messages and bytes.
"""
