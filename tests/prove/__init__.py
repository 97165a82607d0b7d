"""What takes longer than a laptop's patience: run before a release, one table at the end."""
