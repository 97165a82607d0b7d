"""Who may sign in, as what, with what."""
