"""The session in the hall: when and where, who may vote, who is there."""
