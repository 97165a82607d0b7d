"""Pages that officers and institutions have alike, each in the own zone: signing in, and what opens the account.

This is no zone: the zones put these views under their own addresses, with their own rule of access.
"""
