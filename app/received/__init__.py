"""What comes from outside, read with care before anything trusts it."""
