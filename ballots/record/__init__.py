"""What stands beside an archive and makes it a record: bindings, accounting, checkpoints, keys, lots.

SPEC: the record.
"""
