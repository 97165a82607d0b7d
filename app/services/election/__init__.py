"""An election: its rule, its phases, its days."""
